import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finish } from '../../server/core/base/steps.ts';
import { fileSteps, momentSteps } from '../../server/core/check/checkMoment.ts';
import type { Finding } from '../../server/core/check/finding.ts';
import {
  memorySource,
  type Network,
  type NetworkSource,
  readNetwork,
} from '../../server/core/check/network.ts';
import { type CaptureMoment, readCapture } from '../../server/core/model/capture.ts';
import { type CaptureFile, describeFile } from '../../server/core/model/captureFile.ts';
import { decodeText, encodeText } from '../../server/core/text/bytes.ts';
import { folderFiles } from '../../server/host/folder.ts';
import { filesOf, fixtures, text } from '../fixtures/dumps.ts';

/** The networks of a folder, by moment. */
export function networksOf(folder: string): readonly Network[] {
  return networksIn([...folderFiles(folder)], (path) => readFileSync(join(folder, path)));
}

/** Whether a fault is one that only several moments show. */
export function isOfMoments(fault: string): boolean {
  return (JSON.parse(text(`faults/${fault}/fault.json`)) as { moments?: unknown }).moments !== undefined;
}

/** Changes the text of a file; undefined takes the file away. */
export type Edit = (text: string) => string | undefined;

/** The network of a folder of fixtures with some of its files changed. An edit that changes nothing is a mistake. */
export function editedNetwork(folder: string, edits: Readonly<Record<string, Edit>>): Network {
  const { files, bytes } = editedFiles(folder, edits);
  const [network] = networksIn(files, (path) => bytes.get(path));
  if (network === undefined) throw new Error('no network');
  return network;
}

/** All that is found in a folder of fixtures with some of its files changed, and the changed texts by path. */
export function editedFindings(
  folder: string,
  edits: Readonly<Record<string, Edit>>,
): { readonly findings: readonly Finding[]; readonly lines: (path: string) => readonly string[] } {
  const { files, bytes } = editedFiles(folder, edits);
  const source = memorySource((path) => bytes.get(path));
  const { moments, others } = readCapture(files);
  const rest = files.filter(({ path }) => others.includes(path)).map(describeFile);
  return {
    findings: [
      ...momentFindings(moments, source),
      ...rest.flatMap((part) => finish(fileSteps(part, source, undefined))),
    ],
    lines: (path) => decodeText(bytes.get(path) ?? new Uint8Array()).split('\n'),
  };
}

/** All that is found in a folder, or in some of its files. */
export function findingsIn(
  folder: string,
  isWanted: (path: string) => boolean = () => true,
): readonly Finding[] {
  const files = [...folderFiles(folder)].filter(({ path }) => isWanted(path));
  const source = memorySource((path) => readFileSync(join(folder, path)));
  return momentFindings(readCapture(files).moments, source);
}

function momentFindings(moments: readonly CaptureMoment[], source: NetworkSource): readonly Finding[] {
  let before: Network | undefined;
  return moments.flatMap((moment) => {
    const { findings, network } = finish(momentSteps(moment, source, undefined, before));
    before = network;
    return findings;
  });
}

interface EditedFiles {
  readonly files: readonly CaptureFile[];
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

function editedFiles(folder: string, edits: Readonly<Record<string, Edit>>): EditedFiles {
  const texts = new Map<string, string>();
  for (const file of filesOf(folder)) texts.set(file.slice(folder.length + 1), text(file));
  for (const [path, edit] of Object.entries(edits)) {
    const before = texts.get(path) ?? '';
    const after = edit(before);
    if (after === before) throw new Error(`nothing changes in ${path} of ${join(fixtures, folder)}`);
    if (after === undefined) texts.delete(path);
    else texts.set(path, after);
  }
  const bytes = new Map([...texts].map(([path, content]) => [path, encodeText(content)]));
  const files = [...bytes].map(([path, head]): CaptureFile => ({ path, size: head.length, head }));
  return { files, bytes };
}

function networksIn(
  files: readonly CaptureFile[],
  read: (path: string) => Uint8Array | undefined,
): readonly Network[] {
  return readCapture(files).moments.map((moment) => readNetwork(moment, read, undefined));
}
