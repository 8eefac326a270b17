import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf, fixtures, text } from '../fixtures/dumps.ts';
import { type Edit, editedFindings } from './captures.ts';

/** Faults that are told in the same way however hosts and ports are called and however the tools spell them. */
const faults = readdirSync(join(fixtures, 'faults'), { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** The files of a fault that a change changes. */
function changed(
  fault: string,
  change: (content: string, path: string) => string,
): Readonly<Record<string, Edit>> {
  const folder = `faults/${fault}`;
  return Object.fromEntries(
    filesOf(folder).flatMap((file) => {
      const path = file.slice(folder.length + 1);
      const before = text(file);
      const after = change(before, path);
      return after === before ? [] : [[path, () => after]];
    }),
  );
}

function isFlows(path: string): boolean {
  return path.endsWith('br-int.txt');
}

/** Changes one table that was printed as JSON, row by row. */
function inTable(
  text: string,
  change: (cell: (column: string) => unknown, set: (column: string, value: unknown) => void) => void,
): string {
  const { data, headings } = JSON.parse(text) as { data: unknown[][]; headings: string[] };
  for (const row of data)
    change(
      (column) => row[headings.indexOf(column)],
      (column, value) => (row[headings.indexOf(column)] = value),
    );
  return JSON.stringify({ data, headings });
}

const uuids: Readonly<Record<string, string>> = {
  hv1: '5c1d8ab1-32d1-4f41-9f0e-1b2a3c4d5e01',
  hv2: '77aa8ab1-32d1-4f41-9f0e-1b2a3c4d5e02',
  hv3: '90ffee11-32d1-4f41-9f0e-1b2a3c4d5e03',
};
function inUuids(text: string): string {
  return text.replace(/\bhv[123]\b/g, (name) => uuids[name] ?? name);
}

/** Chassis are called by UUIDs, as deployment tools do, and lists and folders by hostnames. */
function namedByUuid(text: string, path: string): string {
  const tunnels = text.replace(/ovn-(hv\d)-0/g, (_, name: string) => `ovn-${uuids[name]?.slice(0, 6)}-0`);
  if (path.endsWith('sb-Chassis.json') || path.endsWith('sb-Chassis_Private.json'))
    return inTable(tunnels, (cell, set) => set('name', inUuids(String(cell('name')))));
  if (path.endsWith('sb-Encap.json'))
    return inTable(tunnels, (cell, set) => set('chassis_name', inUuids(String(cell('chassis_name')))));
  if (path.endsWith('Open_vSwitch.json'))
    return tunnels.replace(/"system-id","hv\d"/, (found) => inUuids(found));
  if (path.endsWith('.log')) return inUuids(tunnels);
  return tunnels.replace(/"additional-chassis-activated","[^"]*"/g, (found) => inUuids(found));
}

function namedByHostname(text: string, path: string): string {
  const full = (words: string): string => words.replace(/\bhv\d\b/g, (name) => `${name}.example.org`);
  if (path.endsWith('sb-Chassis.json'))
    return inTable(text, (cell, set) => set('hostname', full(String(cell('hostname')))));
  return text.replace(/"requested-chassis","[^"]*"/g, full).replace(/"hostname","hv\d"/g, full);
}

const variations: Readonly<Record<string, (text: string, path: string) => string>> = {
  'another name of the port': (text) => text.replace(/\bvm\b/g, 'web-1.tap'),
  'chassis by UUIDs, lists by hostnames': namedByUuid,
  'lists by full hostnames': namedByHostname,
  'OpenFlow 1.0': (text, path) =>
    isFlows(path)
      ? text
          .replace(/set_field:(0x[0-9a-f]+)\/0xffffff->tun_id/g, 'load:$1->NXM_NX_TUN_ID[0..23]')
          .replace(/set_field:(0x[0-9a-f]+|\d+)->reg(\d+)/g, 'load:$1->NXM_NX_REG$2[]')
          .replace(/set_field:(0x[0-9a-f]+)->metadata/g, 'load:$1->OXM_OF_METADATA[]')
      : text,
  'VXLAN, whose keys are in the tunnel id': (text, path) =>
    isFlows(path)
      ? text.replace(
          /set_field:0x1\/0xffffff->tun_id,set_field:(0x[0-9a-f]+)->tun_metadata0,move:NXM_NX_REG14\[0\.\.14\]->NXM_NX_TUN_METADATA0\[16\.\.30\],/g,
          (_, key: string) => `set_field:0x${((Number(key) << 12) | 1).toString(16)}/0xffffff->tun_id,`,
        )
      : text.replace(/"geneve"/g, '"vxlan"'),
  'line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'rows in another order': (text, path) =>
    isFlows(path)
      ? text
          .split('\n')
          .toSorted((a, b) => (a.slice(-40) < b.slice(-40) ? -1 : 1))
          .join('\n')
      : text,
};

function found(fault: string, edits: Readonly<Record<string, Edit>>): readonly string[] {
  return editedFindings(`faults/${fault}`, edits)
    .findings.filter(({ code }) => code.startsWith('MC'))
    .map(({ code, severity, place }) => `${code} ${severity} ${place.path}`)
    .toSorted();
}

const asTheyAre = new Map<string, readonly string[]>();
function usual(fault: string): readonly string[] {
  const known = asTheyAre.get(fault) ?? found(fault, {});
  asTheyAre.set(fault, known);
  return known;
}

describe.each(Object.entries(variations))('%s', (_what, change) => {
  it('makes no difference', () => {
    for (const fault of faults) {
      const edits = changed(fault, change);
      expect(Object.keys(edits).length, fault).toBeGreaterThan(0);
      expect(found(fault, edits), fault).toEqual(usual(fault));
    }
  }, 60_000);
});

describe('excerpts say nothing by what they lack', () => {
  const tables = ['0', '37', '38', '39', '40', '41', '64', '65'];
  const keeping =
    (isWanted: (line: string) => boolean): Edit =>
    (text) =>
      text
        .split('\n')
        .filter((line) => !line.includes('table=') || isWanted(line))
        .join('\n');
  const excerpts: readonly (readonly [string, (line: string) => boolean])[] = [
    ...tables.flatMap((table) => [
      [`without table ${table}`, (line: string) => !line.includes(`table=${table},`)] as const,
      [`table ${table} alone`, (line: string) => line.includes(`table=${table},`)] as const,
    ]),
    ['rows that name a port', (line) => /reg15=0x1,|in_port=3/.test(line)],
    ['rows of one priority', (line) => line.includes('priority=100,')],
  ];

  it.each(['OK-waiting', 'MC05-void-strategy'])(
    '%s',
    (fault) => {
      const known = new Set(usual(fault).map((each) => each.split(' ')[0]));
      for (const host of ['hv1', 'hv2', 'hv3']) {
        for (const [what, isWanted] of excerpts) {
          const findings = found(fault, { [`${host}/br-int.txt`]: keeping(isWanted) });
          expect(
            findings.filter((each) => !known.has(each.split(' ')[0])),
            `${host}: ${what}`,
          ).toEqual([]);
        }
      }
    },
    60_000,
  );
});
