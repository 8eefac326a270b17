import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../server/core/check/finding.ts';
import { text } from '../fixtures/dumps.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';
import { type Edit, editedFindings, findingsIn } from './captures.ts';

/** A capture whose logical flows are in a list, and the same with a southbound table in its place. */
const healthy = 'sample-capture/p0-on-hv1';
const list = text(`${healthy}/lflow-list.txt`);

interface Flow {
  readonly uuid: string;
  readonly datapath: string;
  readonly pipeline: string;
  readonly table: number;
  readonly stage: string;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
}

function flowsOf(listed: string): readonly Flow[] {
  const flows: Flow[] = [];
  let [datapath, pipeline] = ['', ''];
  for (const line of listed.split('\n')) {
    const header = /^Datapath: .*\(([0-9a-f-]{36})\)\s+Pipeline: (\w+)/.exec(line);
    if (header !== null) [datapath, pipeline] = [header[1] ?? '', header[2] ?? ''];
    const row =
      /^ *uuid=0x([0-9a-f]{8}), table=(\d+) *\((\S+) *\), priority=(\d+) *, match=\((.*)\), action=\((.*)\)$/.exec(
        line,
      );
    if (row === null) continue;
    const [, uuid = '', table = '', stage = '', priority = '', match = '', actions = ''] = row;
    flows.push({
      uuid: `${uuid}-2222-4333-8444-555555555555`,
      datapath,
      pipeline,
      table: Number(table),
      stage,
      priority: Number(priority),
      match,
      actions,
    });
  }
  return flows;
}

const headings = [
  '_uuid',
  'actions',
  'external_ids',
  'logical_datapath',
  'logical_dp_group',
  'match',
  'pipeline',
  'priority',
  'table_id',
];
/** A flow of several datapaths stands in the list once for each, and in the table once. */
const groupUuid = '99999999-2222-4333-8444-555555555555';

/** As `ovn-sbctl -f json list Logical_Flow` prints it. */
function asJson(flows: readonly Flow[]): string {
  const data = flows.map((flow) => [
    ['uuid', flow.uuid],
    flow.actions,
    ['map', [['stage-name', flow.stage]]],
    ['uuid', flow.datapath],
    ['set', []],
    flow.match,
    flow.pipeline,
    flow.priority,
    flow.table,
  ]);
  return JSON.stringify({ data, headings });
}

/** As `ovn-sbctl list Logical_Flow` prints it, with the datapaths in a group. */
function asRecords(flows: readonly Flow[]): string {
  return flows
    .map(
      (flow) => `_uuid               : ${flow.uuid}
actions             : ${JSON.stringify(flow.actions)}
external_ids        : {stage-name=${flow.stage}}
logical_datapath    : []
logical_dp_group    : ${groupUuid}
match               : ${JSON.stringify(flow.match)}
pipeline            : ${flow.pipeline}
priority            : ${flow.priority}
table_id            : ${flow.table}
`,
    )
    .join('\n');
}

const flows = flowsOf(list);
const gone: Edit = () => undefined;
const without =
  (pattern: RegExp): Edit =>
  (before) =>
    before
      .split('\n')
      .filter((line) => !pattern.test(line))
      .join('\n');

function groupOf(datapath: string): string {
  return JSON.stringify({
    data: [
      [
        ['uuid', groupUuid],
        ['uuid', datapath],
      ],
    ],
    headings: ['_uuid', 'datapaths'],
  });
}

const forms: Readonly<Record<string, (flows: readonly Flow[]) => Readonly<Record<string, Edit>>>> = {
  'a table as JSON': (stored) => ({ 'lflow-list.txt': gone, 'sb-Logical_Flow.json': () => asJson(stored) }),
  'records and a group': (stored) => ({
    'lflow-list.txt': gone,
    'sb-Logical_Flow.txt': () => asRecords(stored),
    'sb-Logical_DP_Group.json': () => groupOf(stored[0]?.datapath ?? ''),
  }),
  'a list without UUIDs beside them': (stored) => ({
    'lflow-list.txt': (before) => before.replaceAll(/uuid=0x[0-9a-f]+, /g, ''),
    'sb-Logical_Flow.json': () => asJson(stored),
  }),
};

function found(edits: Readonly<Record<string, Edit>>): readonly Finding[] {
  return editedFindings(healthy, edits).findings.filter(({ code }) => !code.startsWith('MC'));
}

describe.each(Object.entries(forms))('logical flows in %s', (_form, edits) => {
  it('are those of the list: nothing is wrong', () => {
    expect(flows.length).toBeGreaterThan(60);
    expect(found(edits(flows))).toEqual([]);
  });

  it('FH11: a row of a flow that is not there', () => {
    const acl = flows.find(({ stage, priority }) => stage === 'ls_in_acl' && priority === 2000);
    const findings = found(edits(flows.filter((each) => each !== acl)));
    // A list beside them still has it: only what has UUIDs decides.
    expect(findings.map(({ code, place }) => [code, place.path])).toEqual([['FH11', 'hv1/br-int.txt']]);
    expect(findings[0]?.message).toContain(`No logical flow has the UUID ${acl?.uuid.slice(0, 8)}…`);
  });

  it('FH12: a flow that a chassis lacks, told at its row', () => {
    const wanted = flows.find(({ stage, priority }) => stage === 'ls_in_apply_port_sec' && priority === 0);
    const all = { ...edits(flows), 'hv1/br-int.txt': without(/table=9,.* priority=0,metadata=0x1/) };
    const { findings, lines } = editedFindings(healthy, all);
    const [finding, ...others] = findings.filter(({ code }) => !code.startsWith('MC'));
    expect(others).toEqual([]);
    expect(finding?.code).toBe('FH12');
    expect(finding?.place.path).toMatch(/^sb-Logical_Flow\./);
    const stored = lines(finding?.place.path ?? '').join('\n');
    const { start, end } = finding?.place.span ?? { start: 0, end: 0 };
    expect(Buffer.from(stored).subarray(start, end).toString()).toContain(wanted?.uuid);
  });
});

describe('a match with line breaks', () => {
  it('moves no place of the flows behind it', () => {
    const broken = flows.map((each) =>
      each.stage === 'ls_in_check_port_sec' ? { ...each, match: `(${each.match}) &&\n1` } : each,
    );
    expect(broken).not.toEqual(flows);
    const wanted = flows.find(({ stage, priority }) => stage === 'ls_in_apply_port_sec' && priority === 0);
    const { findings, lines } = editedFindings(healthy, {
      'lflow-list.txt': gone,
      'sb-Logical_Flow.json': () => asJson(broken),
      'hv1/br-int.txt': without(/table=9,.* priority=0,metadata=0x1/),
    });
    const { place } = findings.find(({ code }) => code === 'FH12') ?? {};
    const { start, end } = place?.span ?? { start: 0, end: 0 };
    const stored = Buffer.from(lines('sb-Logical_Flow.json').join('\n'));
    expect(stored.subarray(start, end).toString()).toContain(wanted?.uuid);
  });
});

describe('rules about logical flows', () => {
  it('FH13: name rows by their UUIDs, and point at them', () => {
    const twin = flows.find(({ stage, priority }) => stage === 'ls_in_apply_port_sec' && priority === 50);
    if (twin === undefined) throw new Error('no such flow');
    const other = { ...twin, uuid: '88a1d884-2222-4333-8444-555555555555', actions: 'next;' };
    const [finding, ...others] = found({
      'lflow-list.txt': gone,
      'sb-Logical_Flow.txt': () =>
        asRecords([...flows, other])
          .replaceAll(`: ${groupUuid}`, ': []')
          .replaceAll('logical_datapath    : []', `logical_datapath    : ${twin.datapath}`),
      'hv1/br-int.txt': gone,
      'hv2/br-int.txt': gone,
      'hv3/br-int.txt': gone,
    });
    expect(others).toEqual([]);
    expect(finding?.code).toBe('FH13');
    expect(finding?.message).toMatch(/^The flow with UUID [0-9a-f]{8}… has the same priority and match/);
    expect(finding?.place.path).toBe('sb-Logical_Flow.txt');
    expect(finding?.place.line).not.toBe(finding?.related[0]?.line);
  });
});

describe('healthy captures without their lists', () => {
  for (const folder of ['23.03/localnet', '23.03/overlay', '26.03/localnet']) {
    for (const kept of ['sb.backup', 'sb-dump.txt']) {
      sharedTest(
        `${folder}: ${kept}`,
        () => {
          const isWanted = (path: string): boolean =>
            path.startsWith('p2/') &&
            !/lflow-list/.test(path) &&
            (!/sb\.backup|sb-dump/.test(path) || path.endsWith(kept));
          const findings = findingsIn(join(sharedRoot, `captures/ovn-${folder}`), isWanted);
          expect(
            findings.flatMap(({ code, message }) => (code.startsWith('MC') ? [] : [`${code} ${message}`])),
          ).toEqual([]);
        },
        60_000,
      );
    }
  }
});
