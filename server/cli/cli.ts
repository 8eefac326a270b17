import { parseArgs } from 'node:util';
import type { Command, CommandOption } from './command.ts';
import { find } from './commands/find.ts';
import { parse } from './commands/parse.ts';
import { type Io, terminalSafe } from './io.ts';

/** The ones that are not here are loaded together when one is asked for: see `allCommands.ts`. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  parse: () => Promise.resolve(parse),
  find: () => Promise.resolve(find),
  roles: async () => (await loadAll()).roles,
  explain: async () => (await loadAll()).explain,
  capture: async () => (await loadAll()).capture,
  db: async () => (await loadAll()).db,
  ports: async () => (await loadAll()).ports,
  check: async () => (await loadAll()).check,
  diff: async () => (await loadAll()).diff,
  simulate: async () => (await loadAll()).simulate,
};

const loadAll = (): Promise<typeof import('./allCommands.ts')> => import('./allCommands.ts');

const commonOptions: Readonly<Record<string, CommandOption>> = {
  json: { type: 'boolean', help: 'one JSON object a line' },
  help: { type: 'boolean', help: 'this text' },
};

/** Runs `ovn-lens ARGS…`; returns its exit status: 0 fine, 1 findings, 2 wrong use. Never throws. */
export async function runCli(argv: readonly string[], terminal: Io): Promise<number> {
  // Names of files and errors come from elsewhere too: no command has to think of them.
  const io: Io = {
    ...terminal,
    out: (text) => terminal.out(terminalSafe(text)),
    err: (text) => terminal.err(terminalSafe(text)),
  };
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.err : io.out)(await overview());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    io.err(`ovn-lens: there is no command ${JSON.stringify(name)}; see ovn-lens --help\n`);
    return 2;
  }
  try {
    const command = await load();
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
    return await command.run({ io, args: positionals, options: values });
  } catch (error) {
    if (!isUsageError(error) && !isArgumentError(error)) {
      io.err(
        `ovn-lens ${name}: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      return 2;
    }
    io.err(`ovn-lens ${name}: ${(error as Error).message}\n`);
    return 2;
  }
}

/** By its name: what is loaded apart has a class of its own. */
function isUsageError(error: unknown): boolean {
  return error instanceof Error && error.name === 'UsageError';
}

/** `parseArgs` throws a TypeError with such a code for an unknown or incomplete option. */
function isArgumentError(error: unknown): boolean {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

async function overview(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const width = Math.max(...all.map(({ usage }) => usage.length));
  const lines = all.map(({ usage, summary }) => `  ovn-lens ${usage.padEnd(width)}  ${summary}`);
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
