import { runCli } from '../../server/cli/cli.ts';
import { bytesSource } from '../../server/core/text/textSource.ts';
import { openTextFile } from '../../server/host/textFile.ts';

export interface CommandResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `ovn-lens ARGS…` in this process. */
export async function runCommand(
  args: readonly string[],
  stdin: string | Uint8Array = '',
): Promise<CommandResult> {
  let out = '';
  let err = '';
  const status = await runCli(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    open: (path) => (path === '-' ? bytesSource(Buffer.from(stdin)) : openTextFile(path)),
    usage: () => ({ elapsed: 1, processor: 2, resident: 3e6 }),
  });
  return { status, out, err };
}
