import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CodeLens, InlayHint, WorkspaceSymbol } from 'vscode-languageserver';
import {
  captureNamesRequest,
  type CaptureNamesResult,
  portReportRequest,
  type PortReportResult,
} from '../../server/protocol/messages.ts';
import { type ServerUnderTest, startTestServer } from './harness.ts';

/** Markdown, HTML, a command link, an escape of a terminal, and what turns the reading around. */
const hostile = '[x](command:y)<img src=z>\u001B[31m\u202E$(flame)';
const shown = '[x](command:y)<img src=z>\uFFFD[31m\uFFFD$(flame)';

const datapath = '00000000-0000-4000-8000-00000000000a';
const chassis = '00000000-0000-4000-8000-00000000000c';

function table(headings: readonly string[], ...rows: readonly (readonly unknown[])[]): string {
  return JSON.stringify({ headings: ['_uuid', ...headings], data: rows });
}

const map = (...pairs: readonly (readonly [string, string])[]): unknown => ['map', pairs];
const uuid = (text: string): unknown => ['uuid', text];

const files: Readonly<Record<string, string>> = {
  'sb-Datapath_Binding.json': table(
    ['external_ids', 'tunnel_key'],
    [uuid(datapath), map(['name', hostile], ['logical-switch', datapath]), 1],
  ),
  'sb-Port_Binding.json': table(
    [
      'chassis',
      'datapath',
      'logical_port',
      'options',
      'tunnel_key',
      'type',
      'additional_chassis',
      'mac',
      'up',
    ],
    [
      uuid('00000000-0000-4000-8000-00000000000b'),
      uuid(chassis),
      uuid(datapath),
      hostile,
      map(['requested-chassis', `${hostile},b`]),
      1,
      '',
      ['set', []],
      '',
      true,
    ],
  ),
  'sb-Chassis.json': table(['name', 'hostname', 'encaps'], [uuid(chassis), hostile, hostile, ['set', []]]),
  'hv1/br-int.txt': [
    'OFPST_FLOW reply (OF1.5) (xid=0x2):',
    ' cookie=0x1, duration=1s, table=65, n_packets=1, n_bytes=1, priority=100,reg15=0x1,metadata=0x1 actions=output:3',
    '',
  ].join('\n'),
};

let folder: string;
let server: ServerUnderTest;
let uri: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  server = await startTestServer({}, pathToFileURL(folder).href);
  uri = pathToFileURL(join(folder, 'hv1/br-int.txt')).href;
  await server.open(uri, 'ovs-openflow', files['hv1/br-int.txt'] ?? '');
});
afterAll(() => {
  server.stop();
  rmSync(folder, { recursive: true });
});

it('inlay hints are plain text', async () => {
  const hints = await server.client.sendRequest<InlayHint[]>('textDocument/inlayHint', {
    textDocument: { uri },
    range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } },
  });
  const named = hints.filter(({ label }) => label === shown);
  expect(named).toHaveLength(2);
  for (const hint of hints) expect([hint.tooltip, typeof hint.label]).toEqual([undefined, 'string']);
});

it('symbols are plain text', async () => {
  const symbols = await server.client.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: '[x](' });
  expect(symbols.map(({ name, containerName }) => [name, containerName])).toEqual([
    [shown, ''],
    [shown, ''],
    [shown, shown],
  ]);
});

it('lenses name no command but the one of their own', async () => {
  const lenses = await server.client.sendRequest<CodeLens[]>('textDocument/codeLens', {
    textDocument: { uri },
  });
  for (const lens of lenses) {
    const { command } = await server.client.sendRequest<CodeLens>('codeLens/resolve', lens);
    expect(['', 'ovnLens.showReferences']).toContain(command?.command);
  }
});

it('the report is plain text', async () => {
  const { text } = await server.client.sendRequest<PortReportResult>(portReportRequest, { uri });
  expect(text).toContain(shown);
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
});

it('the view gets names as they are, and shows them as text itself', async () => {
  const { moments } = await server.client.sendRequest<CaptureNamesResult>(captureNamesRequest, { folder });
  expect(moments[0]?.datapaths[0]?.ports[0]?.name).toBe(hostile);
});
