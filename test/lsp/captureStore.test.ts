import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finish, finishPaced } from '../../server/core/base/steps.ts';
import { decodeText } from '../../server/core/text/bytes.ts';
import { type CaptureStore, createCaptureStore } from '../../server/lsp/captureStore.ts';
import { createDocumentStore, type DocumentStore } from '../../server/lsp/documents.ts';

const sample = fileURLToPath(new URL('../fixtures/sample-capture', import.meta.url));
const flowsPath = 'p2-blocked/hv2/br-int.txt';

let folder: string;
let documents: DocumentStore;
let captures: CaptureStore;
let watched: string[];
let timers: (() => void)[];
let time = 0;
/** How far each look at the clock moves it. */
let tick = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capture-')).replaceAll('\\', '/');
  cpSync(sample, folder, { recursive: true });
  documents = createDocumentStore();
  watched = [];
  timers = [];
  tick = 0;
  captures = createCaptureStore(documents, {
    pace: () => ({ step: () => true }),
    now: () => (time += tick),
    after(_ms, run) {
      timers.push(run);
      return { dispose() {} };
    },
    watchFolder(path) {
      watched.push(path);
      return { dispose: () => (watched = watched.filter((each) => each !== path)) };
    },
  });
  captures.setFolders([uriOf('')]);
});
afterEach(() => rmSync(folder, { recursive: true }));

function uriOf(path: string): string {
  return pathToFileURL(`${folder}/${path}`).href;
}

function open(path: string, text: string = readFileSync(`${folder}/${path}`, 'utf8')): void {
  documents.open(uriOf(path), 'ovs-openflow', 1, text);
  captures.documentChanged(uriOf(path));
}

async function placeOf(path: string) {
  const document = documents.get(uriOf(path));
  if (document === undefined) throw new Error(`${path} is not open`);
  const [place] = await captures.placesOf(document);
  if (place === undefined) throw new Error('no place');
  return place;
}

describe('where a document stands', () => {
  it('is a moment and a chassis of the folder that the editor has open', async () => {
    open(flowsPath);
    const { moment, chassis, part, capture } = await placeOf(flowsPath);
    expect([moment.name, chassis?.name, part.path]).toEqual(['p2-blocked', 'hv2', flowsPath]);
    expect(capture.folder).toBe(folder);
    expect(capture.capture.moments.map(({ name }) => name)).toHaveLength(5);
  });

  it('is its own folder when no folder around it is open', async () => {
    captures.setFolders([]);
    open(flowsPath);
    const { moment, capture } = await placeOf(flowsPath);
    expect(capture.folder).toBe(`${folder}/p2-blocked/hv2`);
    expect(moment.name).toBe('');
  });

  it('is several moments for what is beside all of them', async () => {
    writeFileSync(`${folder}/ovn-nbctl_show`, 'switch 00000000-0000-4000-8000-000000000001 (sw0)\n');
    open('ovn-nbctl_show');
    const document = documents.get(uriOf('ovn-nbctl_show'));
    const places = document === undefined ? [] : await captures.placesOf(document);
    expect(places.map(({ moment }) => moment.name)).toHaveLength(5);
  });

  it('is alone when it is on no disk', async () => {
    const document = documents.open('untitled:Untitled-1', 'ovs-openflow', 1, 'table=0, actions=drop\n');
    const [place] = await captures.placesOf(document);
    expect(place?.capture.folder).toBeUndefined();
    expect(place?.chassis?.parts).toEqual([place?.part]);
    expect(place?.capture.source.dump(place.part)?.rows.nRows).toBe(1);
    expect(place?.capture.uriOf(place.part.path)).toBe('untitled:Untitled-1');
  });
});

describe('the files of a capture', () => {
  it('are those of the disk, read where they lie', async () => {
    open(flowsPath);
    const { capture, moment } = await placeOf(flowsPath);
    const other = moment.chassis
      .find(({ name }) => name === 'hv1')
      ?.parts.find(({ kind }) => kind === 'flows');
    if (other === undefined) throw new Error('no flows of hv1');
    const dump = capture.source.dump(other);
    const lines = readFileSync(`${folder}/${other.path}`, 'utf8').trimEnd().split('\n');
    expect(dump?.rows.nRows).toBe(lines.length);
    expect(decodeText(dump?.rowBytes(100) ?? new Uint8Array())).toBe(lines[100]);
    expect(capture.source.dump(other)).toBe(dump);
    expect(decodeText(capture.source.read(other.path) ?? new Uint8Array())).toBe(`${lines.join('\n')}\n`);
  });

  it('are what the editor has, where it has them open', async () => {
    open(flowsPath, ' table=0, priority=7 actions=drop\n');
    const { capture, part } = await placeOf(flowsPath);
    expect(capture.source.dump(part)?.rows.priority[0]).toBe(7);
    expect(decodeText(capture.source.read(part.path) ?? new Uint8Array())).toContain('priority=7');

    documents.change(uriOf(flowsPath), 2, [{ text: ' table=0, priority=9 actions=drop\n' }]);
    captures.documentChanged(uriOf(flowsPath));
    expect(capture.source.dump(part)?.rows.priority[0]).toBe(9);
    expect(decodeText(capture.source.read(part.path) ?? new Uint8Array())).toContain('priority=9');

    documents.close(uriOf(flowsPath));
    captures.documentClosed(uriOf(flowsPath));
    expect(capture.source.dump(part)?.rows.nRows).toBeGreaterThan(100);
  });

  it('are read again when they change, and what was made of them is made again, and nothing else', async () => {
    open(flowsPath);
    const { capture, moment } = await placeOf(flowsPath);
    const parts = ['hv1', 'hv3'].map((name) => {
      const part = moment.chassis
        .find((each) => each.name === name)
        ?.parts.find(({ kind }) => kind === 'flows');
      if (part === undefined) throw new Error(`no flows of ${name}`);
      return part;
    });
    const made: string[] = [];
    const derive = (): number[] =>
      parts.map((part) =>
        finish(
          capture.source.derive('rows', [part], function* () {
            yield;
            made.push(part.path);
            return capture.source.dump(part)?.rows.nRows ?? -1;
          }),
        ),
      );
    const before = derive();
    expect(derive()).toEqual(before);
    expect(made).toEqual(parts.map(({ path }) => path));

    const heard: string[] = [];
    captures.onDidChange((each) => heard.push(each.folder ?? ''));
    const [changed] = parts;
    writeFileSync(`${folder}/${changed?.path}`, ' table=0, actions=drop\n');
    captures.filesChanged([uriOf(changed?.path ?? '')]);
    expect(heard).toEqual([folder]);
    expect(derive()).toEqual([1, before[1]]);
    expect(made).toEqual([...parts.map(({ path }) => path), changed?.path]);
  });

  it('are indexed with pauses, in which others are answered', async () => {
    open(flowsPath);
    const { capture, moment, part } = await placeOf(flowsPath);
    const other = moment.chassis
      .find(({ name }) => name === 'hv1')
      ?.parts.find(({ kind }) => kind === 'flows');
    if (other === undefined) throw new Error('no flows of hv1');
    const large = readFileSync(`${folder}/${other.path}`, 'utf8').repeat(40);
    writeFileSync(`${folder}/${other.path}`, large);
    captures.filesChanged([uriOf(other.path)]);
    let nAnswers = 0;
    const answer = async (): Promise<boolean> => {
      const dump = capture.source.dump(part);
      expect(dump?.readRow(nAnswers).tree.nNodes).toBeGreaterThan(0);
      nAnswers++;
      return true;
    };
    const dump = await finishPaced(capture.source.dumpSteps(other), { step: answer });
    expect(dump?.rows.nRows).toBe(large.split('\n').length - 1);
    expect(nAnswers).toBeGreaterThanOrEqual(Math.floor(large.length / 262_144));
    expect(nAnswers).toBeGreaterThan(1);
    expect(capture.source.dump(other)).toBe(dump);

    captures.filesChanged([uriOf(other.path)]);
    const steps = capture.source.dumpSteps(other);
    steps.next();
    captures.filesChanged([uriOf(other.path)]);
    expect(capture.source.dump(other)).not.toBe(finish(steps));
  });

  it('does not keep what was made while a file changed', async () => {
    open(flowsPath);
    const { capture, part } = await placeOf(flowsPath);
    let nMade = 0;
    const steps = () =>
      capture.source.derive('count', [part], function* () {
        nMade++;
        yield;
        return nMade;
      });
    const first = steps();
    first.next();
    captures.documentChanged(uriOf(flowsPath));
    expect(first.next()).toEqual({ done: true, value: 1 });
    expect(finish(steps())).toBe(2);
    expect(finish(steps())).toBe(2);
  });

  it('are put in order anew when one comes', async () => {
    open(flowsPath);
    const before = await placeOf(flowsPath);
    cpSync(`${folder}/p2-blocked/hv1`, `${folder}/p2-blocked/hv9`, { recursive: true });
    captures.filesChanged([uriOf('p2-blocked/hv9/br-int.txt')]);
    const after = await placeOf(flowsPath);
    expect(after.moment.chassis.map(({ name }) => name)).toEqual(['hv1', 'hv2', 'hv3', 'hv9']);
    expect(after.capture.source).toBe(before.capture.source);
  });
});

describe('a folder that changes all the time', () => {
  it('is not read again at once, but after a while', async () => {
    tick = 10;
    open(flowsPath);
    await placeOf(flowsPath);
    cpSync(`${folder}/p2-blocked/hv1`, `${folder}/p2-blocked/hv9`, { recursive: true });
    captures.filesChanged([uriOf('p2-blocked/hv9/br-int.txt')]);
    expect((await placeOf(flowsPath)).moment.chassis).toHaveLength(3);
    time += 10_000;
    expect((await placeOf(flowsPath)).moment.chassis).toHaveLength(4);
  });
});

describe('a capture', () => {
  it('is read once however many ask', async () => {
    open(flowsPath);
    const [one, two] = await Promise.all([placeOf(flowsPath), placeOf(flowsPath)]);
    expect(one.capture).toBe(two.capture);
    expect(watched).toEqual([folder]);
  });

  it('is freed some time after its last document was closed', async () => {
    open(flowsPath);
    const { capture } = await placeOf(flowsPath);
    timers.splice(0).forEach((run) => run());
    expect(watched).toEqual([folder]);
    documents.close(uriOf(flowsPath));
    captures.documentClosed(uriOf(flowsPath));
    expect(watched).toEqual([folder]);
    timers.splice(0).forEach((run) => run());
    expect(watched).toEqual([]);
    expect(await captures.open(folder)).not.toBe(capture);
  });

  it('that cannot be read is told', async () => {
    await expect(captures.open(`${folder}/nowhere`)).rejects.toThrow('ENOENT');
  });
});
