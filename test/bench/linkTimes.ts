import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { seededRandom } from '../../server/core/base/random.ts';
import { dumpInfoNotification } from '../../server/protocol/messages.ts';
import { largeDumps } from './makeDumps.ts';

/** Milliseconds that 95 of 100 requests take at most, and the first one, for which everything is read. */
export interface LinkTime {
  readonly name: string;
  readonly first: number;
  readonly most: number;
}

const generator = '../shared/bench/gen_dumps.mjs';
/** Of the generator: makes 300,000 logical rows, and 400,000 OpenFlow ones on four hosts. */
const nSwitches = 530;
const hosts = ['hv1', 'hv2', 'hv3', 'hv4'];
/** Each host has a part of all datapaths, as hosts have. */
const nShares = 8;
const flows = 'br-int.of15.txt';
const nRequests = 300;

/**
 * Asks the packaged server for definitions and references in a capture of four hosts with 400,000 OpenFlow and 300,000
 * logical rows, of which one host's dump is open, the others on disk.
 */
export async function measureLinks(): Promise<readonly LinkTime[]> {
  const folder = resolve(linkCapture());
  const path = join(folder, 'hv1', flows);
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

/** A folder that is made once. Of a whole network where its generator is at hand. */
function linkCapture(): string {
  const folder = 'build/bench/links';
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  for (const host of hosts) mkdirSync(join(unfinished, host), { recursive: true });
  console.error(`making a capture in ${folder}`);
  if (existsSync(generator)) {
    const args = ['--switches', String(nSwitches), '--uuid', 'yes', '--out', unfinished, '--prefix', 'all.'];
    if (spawnSync(process.execPath, [generator, ...args], { stdio: 'inherit' }).status !== 0)
      throw new Error(`${generator} failed`);
    renameSync(join(unfinished, 'all.lflow-list.uuid.txt'), join(unfinished, 'lflow-list.txt'));
    shareRows(join(unfinished, 'all.dump-flows.txt'), unfinished);
    rmSync(join(unfinished, 'all.dump-flows.txt'));
  } else {
    copyRows(largeDumps(300_000).logicalWithUuids, join(unfinished, 'lflow-list.txt'));
    shareRows(largeDumps(400_000).openFlow, unfinished);
  }
  renameSync(unfinished, folder);
  return folder;
}

function copyRows(from: string, to: string): void {
  const file = openSync(to, 'w');
  writeSync(file, readFileSync(from));
  closeSync(file);
}

/** Each host has the rows of its part of the datapaths, and those that name none. */
function shareRows(whole: string, folder: string): void {
  const pieces: string[][] = hosts.map(() => []);
  for (const line of readFileSync(whole, 'latin1').split('\n')) {
    const datapath = /[, ]metadata=0x([0-9a-f]+)/.exec(line)?.[1];
    for (const [host, piece] of pieces.entries()) {
      if (datapath === undefined || Number.parseInt(datapath, 16) % nShares === host) piece.push(line);
    }
  }
  for (const [host, piece] of pieces.entries()) {
    const file = openSync(join(folder, hosts[host] as string, flows), 'w');
    writeSync(file, piece.join('\n'));
    closeSync(file);
  }
}
