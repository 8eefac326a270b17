import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

/** What must not outlive this process: process groups by leader, and temporary folders. */
const groups = new Set<number>();
const folders = new Set<string>();
let isWatching = false;

/** Starts a program as the leader of its own process group, which ends when this process ends, however it ends. */
export function spawnGroup(
  command: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
): ChildProcess {
  watchExit();
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid;
  if (pid !== undefined) {
    groups.add(pid);
  }
  return child;
}

/** Ends the group of a child from `spawnGroup`: politely, then after a grace time (milliseconds) by force. */
export async function stopGroup(child: ChildProcess, grace: number = 3000): Promise<void> {
  const pid = child.pid;
  if (pid === undefined) {
    return;
  }
  signalGroup(pid, 'SIGTERM');
  const end = Date.now() + grace;
  while (isGroupAlive(pid) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signalGroup(pid, 'SIGKILL');
  groups.delete(pid);
}

/** Has a temporary folder removed when this process ends. */
export function removeAtExit(folder: string): void {
  watchExit();
  folders.add(folder);
}

/** Runs a program to its end. Throws with the last lines of its output when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<string> {
  const child = spawnGroup(command, args, { env: process.env, ...options });
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  try {
    const status = await new Promise<number | string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    });
    if (status !== 0) {
      const tail = output.trim().split('\n').slice(-20).join('\n');
      throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${tail}`);
    }
    return output;
  } finally {
    if (child.pid !== undefined) {
      groups.delete(child.pid);
    }
  }
}

function watchExit(): void {
  if (isWatching) {
    return;
  }
  isWatching = true;
  process.on('exit', endAll);
  for (const [signal, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(signal, () => process.exit(128 + number));
  }
}

/** Runs while the process exits, so everything here is synchronous. */
function endAll(): void {
  for (const pid of groups) {
    signalGroup(pid, 'SIGKILL');
  }
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
