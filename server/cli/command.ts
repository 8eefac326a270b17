import type { Io } from './io.ts';

/** What a command gets: its own arguments, and the options that it declared. */
export interface Invocation {
  readonly io: Io;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly help: string;
}

export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Returns the exit status: 0 fine, 1 findings. Throws `UsageError` for wrong use (2). */
  readonly run: (invocation: Invocation) => number | Promise<number>;
}
