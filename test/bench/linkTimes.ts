import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { seededRandom } from '../../server/core/base/random.ts';
import { dumpInfoNotification } from '../../server/protocol/messages.ts';
import { largeCapture } from './makeCapture.ts';

/** Milliseconds that 95 of 100 requests take at most, and the first one, for which everything is read. */
export interface LinkTime {
  readonly name: string;
  readonly first: number;
  readonly most: number;
}

const nRequests = 300;

/**
 * Asks the packaged server for definitions and references in a capture of four hosts with 400,000 OpenFlow and 300,000
 * logical rows, of which one host's dump is open, the others on disk. Nothing where there is no such capture.
 */
export async function measureLinks(): Promise<readonly LinkTime[]> {
  const made = largeCapture();
  if (made === undefined) return [];
  const folder = resolve(made);
  const path = join(folder, 'hv1', 'br-int.txt');
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  const server = spawn(process.execPath, ['dist/server.cjs', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const client = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  client.listen();
  const uri = pathToFileURL(path).href;
  // What the server says of a dump that was opened, once it is done with it.
  const roles = new Promise((done) => client.onNotification(dumpInfoNotification, done));
  const problems = new Promise((done) => client.onNotification('textDocument/publishDiagnostics', done));
  try {
    await client.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'capture' }],
    });
    await client.sendNotification('initialized', {});
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'ovs-openflow', version: 1, text },
    });
    await Promise.all([roles, problems]);
    const times: LinkTime[] = [];
    for (const [name, method, token] of questions) {
      const candidates = lines.flatMap((line, at) => (token.test(line) ? [at] : []));
      const random = seededRandom(1);
      const took: number[] = [];
      for (let count = 0; count <= nRequests && candidates.length > 0; count++) {
        const line = candidates[Math.floor(random.next() * candidates.length)] as number;
        const found = token.exec(lines[line] as string);
        const begin = performance.now();
        await client.sendRequest(method, {
          textDocument: { uri },
          position: { line, character: (found?.index ?? 0) + 1 },
          context: { includeDeclaration: true },
        });
        took.push(performance.now() - begin);
      }
      const [first = 0, ...warm] = took;
      warm.sort((a, b) => a - b);
      times.push({ name, first, most: warm[Math.floor(warm.length * 0.95)] ?? 0 });
    }
    return times;
  } finally {
    client.dispose();
    server.kill();
  }
}

const questions: readonly (readonly [name: string, method: string, token: RegExp])[] = [
  ['definition, cookie', 'textDocument/definition', /cookie=0x[1-9a-f]/],
  ['definition, resubmit', 'textDocument/definition', /resubmit\(,\d+\)/],
  ['definition, key', 'textDocument/definition', /reg15=0x/],
  ['references, cookie', 'textDocument/references', /cookie=0x[1-9a-f]/],
  ['references, table', 'textDocument/references', /table=\d+/],
  ['references, key', 'textDocument/references', /reg15=0x/],
  ['hover', 'textDocument/hover', /reg15=0x/],
];
