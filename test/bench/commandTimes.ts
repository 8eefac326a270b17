import { spawnSync } from 'node:child_process';

/** What a program took, in milliseconds. */
export interface CommandTime {
  readonly elapsed: number;
  readonly processor: number;
  readonly out: string;
}

/** Runs commands in turn, `nRounds` times, so that a busy moment of the machine hits all of them. */
export function measureInTurn<Name extends string>(
  commands: Readonly<Record<Name, readonly string[]>>,
  nRounds: number,
): Readonly<Record<Name, readonly CommandTime[]>> {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []])) as unknown as Record<
    Name,
    CommandTime[]
  >;
  for (let round = 0; round < nRounds; round++) {
    for (const name of Object.keys(commands) as Name[]) times[name].push(timeOf(commands[name]));
  }
  return times;
}

function timeOf(command: readonly string[]): CommandTime {
  // The shell's own clock tells the processor time of a child, which Node does not.
  const script = 'TIMEFORMAT="%3R %3U %3S"; time "$@"';
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [real, user, system] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  if (status !== 0 || real === undefined || user === undefined || system === undefined)
    throw new Error(`${command.join(' ')}: ${stderr}`);
  return { elapsed: real * 1000, processor: (user + system) * 1000, out: stdout };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
