import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { type Random, seededRandom } from '../../server/core/base/random.ts';
import { dumpInfoNotification } from '../../server/protocol/messages.ts';
import { largeCapture } from './makeCapture.ts';

/** Milliseconds that 95 of 100 requests take at most, and the first one, for which files are read. */
export interface LinkTime {
  readonly name: string;
  readonly first: number;
  readonly most: number;
}

/** While the server checks the capture in the background, and when it is done with that. */
export interface LinkTimes {
  readonly checking: readonly LinkTime[];
  readonly warm: readonly LinkTime[];
}

const nRequests = 300;

/**
 * Asks the packaged server for definitions and references in a capture of four hosts with 400,000 OpenFlow and 300,000
 * logical rows, of which one host's dump is open, the others on disk. Undefined where there is no such capture.
 */
export async function measureLinks(): Promise<LinkTimes | undefined> {
  const made = largeCapture();
  if (made === undefined) return undefined;
  const folder = resolve(made);
  const path = join(folder, 'hv1', 'br-int.txt');
  const text = readFileSync(path, 'utf8');
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
  client.onRequest('window/workDoneProgress/create', () => null);
  const progress = { isChecking: true };
  const checked = new Promise<void>((done) =>
    client.onNotification('$/progress', ({ value }: { readonly value: { readonly kind: string } }) => {
      if (value.kind !== 'end') return;
      progress.isChecking = false;
      done();
    }),
  );
  try {
    await client.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { window: { workDoneProgress: true } },
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'capture' }],
    });
    await client.sendNotification('initialized', {});
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'ovs-openflow', version: 1, text },
    });
    await roles;
    const asked = questions.map((question) => new Asked(client, uri, text.split('\n'), question));
    for (let count = 0; progress.isChecking; count++) await asked[count % asked.length]?.ask();
    const checking = asked.map((each) => each.time());
    await checked;
    for (const each of asked) for (let count = 0; count <= nRequests; count++) await each.ask();
    return { checking, warm: asked.map((each) => each.time()) };
  } finally {
    client.dispose();
    server.kill();
  }
}

/** One kind of question, at random places that have what it is about. */
class Asked {
  readonly #client: ProtocolConnection;
  readonly #uri: string;
  readonly #question: Question;
  readonly #places: readonly { readonly line: number; readonly character: number }[];
  readonly #random: Random = seededRandom(1);
  #took: number[] = [];

  constructor(client: ProtocolConnection, uri: string, lines: readonly string[], question: Question) {
    this.#client = client;
    this.#uri = uri;
    this.#question = question;
    this.#places = lines.flatMap((text, line) => {
      const found = question.token.exec(text);
      return found === null ? [] : [{ line, character: found.index + 1 }];
    });
  }

  async ask(): Promise<void> {
    const position = this.#places[Math.floor(this.#random.next() * this.#places.length)];
    if (position === undefined) return;
    const begin = performance.now();
    await this.#client.sendRequest(this.#question.method, {
      textDocument: { uri: this.#uri },
      position,
      context: { includeDeclaration: true },
    });
    this.#took.push(performance.now() - begin);
  }

  /** Of what was asked since it was called last. */
  time(): LinkTime {
    const [first = 0, ...others] = this.#took;
    this.#took = [];
    others.sort((a, b) => a - b);
    return { name: this.#question.name, first, most: others[Math.floor(others.length * 0.95)] ?? first };
  }
}

interface Question {
  readonly name: string;
  readonly method: string;
  readonly token: RegExp;
}

const questions: readonly Question[] = [
  { name: 'definition, cookie', method: 'textDocument/definition', token: /cookie=0x[1-9a-f]/ },
  { name: 'definition, resubmit', method: 'textDocument/definition', token: /resubmit\(,\d+\)/ },
  { name: 'definition, key', method: 'textDocument/definition', token: /reg15=0x/ },
  { name: 'references, cookie', method: 'textDocument/references', token: /cookie=0x[1-9a-f]/ },
  { name: 'references, table', method: 'textDocument/references', token: /table=\d+/ },
  { name: 'references, key', method: 'textDocument/references', token: /reg15=0x/ },
  { name: 'hover', method: 'textDocument/hover', token: /reg15=0x/ },
];
