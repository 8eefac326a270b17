import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import { type CapturedFiles, openCapture } from './capturedFiles.ts';

let files: CapturedFiles;
beforeAll(async () => {
  files = await openCapture('joined');
});
afterAll(() => files.server.stop());

async function hoverOn(path: string, languageId: string, line: number, token: RegExp): Promise<string> {
  await files.open(path, languageId);
  const hover = await files.server.client.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri: files.uri(path) },
    position: files.position(path, line, token),
  });
  return hover === null ? '' : (hover.contents as MarkupContent).value;
}

const flows = 'hv2/br-int.of15.txt';

it.each([
  ['a datapath', /metadata=(0x1)/, /sw0/],
  ['a port', /reg15=(0x1)/, /`vm`/],
  ['a cookie', /cookie=(0x\w+)/, /Port\\?_Binding `vm`/],
])('hovers name %s as the capture does', async (_what, token, name) => {
  const row = files.line(flows, /table=65,.*priority=1000,reg15=0x1,metadata=0x1/);
  // The files around are read meanwhile: a hover does not wait for them for long.
  await expect.poll(() => hoverOn(flows, 'ovs-openflow', row, token)).toMatch(name);
});

it('hovers name what is behind a port of the bridge', async () => {
  const row = files.line(flows, /table=0,.*priority=1010,rarp,in_port=3/);
  await expect.poll(() => hoverOn(flows, 'ovs-openflow', row, /in_port=(3)/)).toMatch(/`vm`/);
});

it('hovers tell what an address set holds', async () => {
  const list = 'lflow-list-uuid.txt';
  const row = files.allLines(list, /\$as_mgmt/)[0] ?? -1;
  const addresses = /\["([\d./]+)/.exec(
    files.lines('nb-dump.txt')[files.line('nb-dump.txt', / as_mgmt$| as_mgmt /)] ?? '',
  )?.[1];
  expect(addresses).toBeDefined();
  await expect.poll(() => hoverOn(list, 'ovn-lflow', row, /\$(as_mgmt)/)).toContain(addresses ?? '');
});
