import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

/** Milliseconds of one start of the packaged language server. */
export interface FirstHover {
  /** From starting the process to the answer of `initialize`. */
  readonly ready: number;
  /** From starting the process to the first hover on a dump that was opened at once. */
  readonly firstHover: number;
  /** The same hover once more. */
  readonly secondHover: number;
}

/** Starts `dist/server.cjs` as the extension does, opens a dump and asks what stands on its second line. */
export async function measureFirstHover(dump: string): Promise<FirstHover> {
  const text = readFileSync(dump, 'utf8');
  const character = (text.split('\n')[1] ?? '').indexOf('actions=') + 2;
  const begin = performance.now();
  const server = spawn(process.execPath, ['dist/server.cjs', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const client = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  client.listen();
  try {
    await client.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    const ready = performance.now() - begin;
    await client.sendNotification('initialized', {});
    const uri = 'file:///bench/hv2/br-int.txt';
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'ovs-openflow', version: 1, text },
    });
    const hover = async (): Promise<void> => {
      const answer = await client.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: { line: 1, character },
      });
      if (answer === null) throw new Error('the server had nothing to say');
    };
    await hover();
    const firstHover = performance.now() - begin;
    const again = performance.now();
    await hover();
    return { ready, firstHover, secondHover: performance.now() - again };
  } finally {
    client.dispose();
    server.kill();
  }
}

/** Milliseconds that Node takes to start and end with nothing to do: what every figure here is measured against. */
export function measureNodeStart(): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const empty = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    empty.on('error', reject);
    empty.on('exit', () => resolve(performance.now() - begin));
  });
}
