import { mkdtempSync, rmSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import type { Hover, Location, MarkupContent } from 'vscode-languageserver';
import { excerptOrigin, excerptQuery } from '../../server/protocol/excerpt.ts';
import type { DumpInfo } from '../../server/protocol/messages.ts';
import { type CapturedFiles, openCapture } from './capturedFiles.ts';

let files: CapturedFiles | undefined;
afterEach(() => files?.server.stop());

const root = fileURLToPath(new URL('../fixtures/joined', import.meta.url));
const flows = 'hv2/br-int.of15.txt';
/** `ls_in_l2_lkup` in 23.03, `ls_in_dns_response` in 23.09: these flows may be of both, the list is of 23.03. */
const lookup = /table=33,.*dl_dst=50:54:00:00:00:10 /;

const uriOf = (file: string, folder: string): string =>
  `ovn-lens-compare:/1/after/hv2/br-int.of15.txt?${encodeURIComponent(excerptQuery({ file, folder }))}`;

/** Opens the row alone, as the diff editor shows it. */
async function openRow(uri: string): Promise<string> {
  const opened = await openCapture('joined');
  files = opened;
  const text = opened.lines(flows).find((line) => lookup.test(line)) ?? '';
  await opened.server.open(uri, 'ovs-openflow', text);
  return text;
}

async function infoOf(uri: string, release: string): Promise<DumpInfo | undefined> {
  const last = (): DumpInfo | undefined =>
    files?.server
      .arrived('ovnLens/dumpInfo')
      .map((each) => each as DumpInfo)
      .findLast((each) => each.uri === uri);
  await expect.poll(() => last()?.release).toBe(release);
  return last();
}

async function hoverAt(uri: string, character: number): Promise<string> {
  const hover = await files?.server.client.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri },
    position: { line: 0, character },
  });
  return hover === null || hover === undefined
    ? ''
    : (hover.contents as MarkupContent).value.replaceAll('\\', '');
}

it('rows that are shown apart are read by what the capture of their file shows, with its names', async () => {
  const uri = uriOf(join(root, flows), root);
  const text = await openRow(uri);
  const info = await infoOf(uri, '23.03');
  expect(info?.chassis).toBe('hv2');
  expect(info?.releaseReason).toContain('lflow-list-uuid.txt of the same capture is of 22.12.1 – 23.03.');
  await expect.poll(() => hoverAt(uri, text.indexOf('table=33') + 1)).toContain('ls_in_l2_lkup');
  await expect.poll(() => hoverAt(uri, text.indexOf('metadata=') + 1)).toContain('sw0');
});

it('their table leads into the file that they are of', async () => {
  const uri = uriOf(join(root, flows), root);
  const text = await openRow(uri);
  const targets = await files?.server.client.sendRequest<Location[]>('textDocument/definition', {
    textDocument: { uri },
    position: { line: 0, character: text.indexOf('resubmit(,37)') + 11 },
  });
  const [first = -1] = files?.allLines(flows, /table=37,/) ?? [];
  expect(files?.places(targets ?? [])).toEqual([`${flows}:${first + 1}`]);
});

it('they are no file of the capture: nothing is checked for them, and their faults are their own', async () => {
  const uri = uriOf(join(root, flows), root);
  await openRow(uri);
  await infoOf(uri, '23.03');
  const faulty = uriOf(join(root, 'hv1/br-int.of15.txt'), root);
  await files?.server.open(faulty, 'ovs-openflow', ' table=33, n_packets=0, priority=5 actions=frob(1)');
  const told = (): readonly string[] =>
    files?.server.arrived('textDocument/publishDiagnostics').flatMap((each) => {
      const { uri: of, diagnostics } = each as { uri: string; diagnostics: readonly unknown[] };
      return diagnostics.length > 0 ? [of] : [];
    }) ?? [];
  await expect.poll(told).toContain(faulty);
  expect(new Set(told())).toEqual(new Set([faulty]));
});

it('a capture that is no folder of the workspace is read too', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'ovn-lens-excerpt-'));
  try {
    cpSync(root, elsewhere, { recursive: true });
    const uri = uriOf(join(elsewhere, flows), elsewhere);
    await openRow(uri);
    await infoOf(uri, '23.03');
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

it('rows whose file is gone are read by themselves', async () => {
  const uri = uriOf(join(root, 'hv2/gone.txt'), root);
  const text = await openRow(uri);
  await expect.poll(() => hoverAt(uri, text.indexOf('table=33') + 1)).toMatch(/table 33/);
});

it.each([
  'file:///a?x',
  'ovn-lens-compare:/1/after',
  'ovn-lens-compare:/1/after?%5B',
  'ovn-lens-compare:/1/after?%5B1%2C2%5D',
  'ovn-lens-compare:/1/after?null',
])('%s says of no file', (uri) => {
  expect(excerptOrigin(uri)).toBeUndefined();
});

it('the place of rows is told back, whatever the names', () => {
  const origin = { file: '/a b/%41?#"é/x.txt', folder: '/a b' };
  expect(excerptOrigin(uriOf(origin.file, origin.folder))).toEqual(origin);
});
