import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { median } from './commandTimes.ts';

/** What keystrokes in an open dump cost. */
export interface Keystrokes {
  readonly size: number;
  /** Milliseconds from sending an edit until the tokens of a screen and the problems of that version are there. */
  readonly elapsed: number;
  /** The same in the server's processor time; undefined where the system does not tell. */
  readonly processor: number | undefined;
  /** Bytes of the server's memory before the edits and after them. */
  readonly residentBefore: number | undefined;
  readonly residentAfter: number | undefined;
}

const uri = 'file:///bench/hv2/br-int.txt';
/** Rows that a screen shows. */
const screenRows = 60;

/** Opens a dump in the packaged server and types into the middle of it, `nEdits` times. */
export async function measureKeystrokes(
  path: string,
  languageId: string,
  nEdits: number,
): Promise<Keystrokes> {
  const text = readFileSync(path, 'utf8');
  const nRows = text.split('\n').length;
  const server = spawn(process.execPath, ['dist/server.cjs', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const client = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const arrived = new Map<number, () => void>();
  client.onNotification('textDocument/publishDiagnostics', ({ version }: { version: number }) =>
    arrived.get(version)?.(),
  );
  const problemsOf = (version: number): Promise<void> =>
    new Promise((resolve) => arrived.set(version, resolve));
  client.listen();
  try {
    await client.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await client.sendNotification('initialized', {});
    const opened = problemsOf(1);
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
    await opened;
    const type = async (version: number): Promise<void> => {
      const line = (nRows >> 1) + (version % 50);
      const at = { line, character: 30 };
      // Every second one takes back what the one before typed.
      const isBack = version % 2 === 1;
      const change = isBack
        ? {
            range: { start: { line: line - 1, character: 30 }, end: { line: line - 1, character: 31 } },
            text: '',
          }
        : { range: { start: at, end: at }, text: '7' };
      const problems = problemsOf(version);
      await client.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [change],
      });
      const tokens = client.sendRequest<{ readonly data: readonly number[] }>(
        'textDocument/semanticTokens/range',
        {
          textDocument: { uri },
          range: { start: { line, character: 0 }, end: { line: line + screenRows, character: 0 } },
        },
      );
      await Promise.all([tokens, problems]);
      if ((await tokens).data.length === 0) throw new Error('the server had no tokens');
    };
    let version = 2;
    for (; version < 42; version++) await type(version);
    const residentBefore = residentOf(server.pid);
    const processorBefore = processorOf(server.pid);
    const times: number[] = [];
    for (; times.length < nEdits; version++) {
      const begin = performance.now();
      await type(version);
      times.push(performance.now() - begin);
    }
    const spent = processorOf(server.pid);
    return {
      size: text.length,
      elapsed: median(times),
      processor:
        spent === undefined || processorBefore === undefined ? undefined : (spent - processorBefore) / nEdits,
      residentBefore,
      residentAfter: residentOf(server.pid),
    };
  } finally {
    client.dispose();
    server.kill();
  }
}

/** Linux alone tells of other processes without a program for it. */
function procFile(pid: number | undefined, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

function residentOf(pid: number | undefined): number | undefined {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(procFile(pid, 'status') ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Milliseconds; the system counts in hundredths of a second. */
function processorOf(pid: number | undefined): number | undefined {
  const fields = procFile(pid, 'stat')
    ?.replace(/^.*\) /, '')
    .split(' ');
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) * 10;
}
