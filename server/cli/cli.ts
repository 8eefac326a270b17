import { parseArgs } from 'node:util';
import { db } from './commands/db.ts';
import { explain } from './commands/explain.ts';
import { parse } from './commands/parse.ts';
import { roles } from './commands/roles.ts';
import { simulateCommand } from './commands/simulate.ts';
import { type Io, UsageError } from './io.ts';

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
  readonly run: (invocation: Invocation) => number;
}

const commands: readonly Command[] = [parse, roles, explain, db, simulateCommand];

const commonOptions: Readonly<Record<string, CommandOption>> = {
  json: { type: 'boolean', help: 'one JSON object a line' },
  help: { type: 'boolean', help: 'this text' },
};

/** Runs `ovn-lens ARGS…`; returns its exit status: 0 fine, 1 findings, 2 wrong use. Never throws. */
export function runCli(argv: readonly string[], io: Io): number {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.err : io.out)(overview());
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    io.err(`ovn-lens: there is no command ${JSON.stringify(name)}; see ovn-lens --help\n`);
    return 2;
  }
  try {
    const { values, positionals } = parseArgs({
      args: [...rest],
      options: { ...commonOptions, ...command.options },
      allowPositionals: true,
      strict: true,
    });
    if (values['help'] === true) {
      io.out(help(command));
      return 0;
    }
    return command.run({ io, args: positionals, options: values });
  } catch (error) {
    if (!(error instanceof UsageError) && !isArgumentError(error)) {
      io.err(
        `ovn-lens ${name}: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      return 2;
    }
    io.err(`ovn-lens ${name}: ${(error as Error).message}\n`);
    return 2;
  }
}

/** `parseArgs` throws a TypeError with such a code for an unknown or incomplete option. */
function isArgumentError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

function overview(): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  const lines = commands.map(({ usage, summary }) => `  ovn-lens ${usage.padEnd(width)}  ${summary}`);
  return [
    'Reads what OVN and Open vSwitch print.',
    '',
    ...lines,
    '',
    'FILE may be - for standard input. Exit status: 0 fine, 1 findings, 2 wrong use.',
    'ovn-lens COMMAND --help tells more.',
    '',
  ].join('\n');
}

function help({ usage, summary, options }: Command): string {
  const all: Readonly<Record<string, CommandOption>> = { ...options, ...commonOptions };
  const lines = Object.entries(all).map(
    ([name, { type, help: text }]) =>
      `  ${`--${name}${type === 'string' ? ' VALUE' : ''}`.padEnd(20)}${text}`,
  );
  return [`usage: ovn-lens ${usage}`, '', summary, '', ...lines, ''].join('\n');
}
