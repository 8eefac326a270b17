import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../server/core/check/finding.ts';
import { portReportLines } from '../../server/core/check/portReportText.ts';
import { momentRules } from '../../server/core/check/momentRules.ts';
import { portReports, type PortReports } from '../../server/core/check/ports.ts';
import { filesOf, fixtures, text } from '../fixtures/dumps.ts';
import { type Edit, editedFindings, findingsIn, isOfMoments, networksOf } from './captures.ts';

/** What a fault of several moments shows: the code, the file, and a text of the line that it points to. */
interface Expected {
  readonly code: string;
  readonly path: string;
  readonly row: RegExp;
  readonly message: RegExp;
  readonly related: readonly string[];
  readonly command?: string;
}

const codes = new Set(momentRules.map(({ code }) => code));

const faults: Readonly<Record<string, Expected | undefined>> = {
  'MC15-answers-dropped': {
    code: 'MC15',
    path: 't2/hv1/br-int.txt',
    row: /table=73, .*priority=80,reg14=0x1,metadata=0x1 /,
    message:
      /^hv1 has answered at least 20 packets of vm that are too long .* port security of vm has dropped/,
    related: ['t2/hv1/br-int.txt'],
  },
  'MC17-source-runs': {
    code: 'MC17',
    path: 't3/hv1/br-int.txt',
    row: /table=0, n_packets=18, .*priority=100,in_port=3 /,
    message:
      /activated at hv2, and its guest at hv1 has sent 15 packets since.* Nothing came from hv2 meanwhile.* earlier attempt/,
    related: ['t3/hv2/br-int.txt', 't3/sb-Port_Binding.json'],
    command: `ovn-nbctl set Logical_Switch_Port vm 'options:requested-chassis="hv1"'`,
  },
  'MC18-old-host': {
    code: 'MC18',
    path: 't2/hv1/br-int.txt',
    row: /table=40, n_packets=22, .*reg15=0x1,metadata=0x1 actions=set_field:0x4->reg15,/,
    message:
      /^At least 21 packets for vm came to hv1 from the localnet network.*vm is at hv2\. hv2 has delivered \d packets/,
    related: ['t2/hv2/br-int.txt', 't2/sb-Port_Binding.json'],
  },
  'MC29-connection-lost': {
    code: 'MC29',
    path: 't2/hv2/br-int.txt',
    row: /table=46, n_packets=3, .*priority=1800,ip,reg0=0x200\/0x200,reg15=0x1/,
    message: /drops 3 packets of it .* hv2 does not know: tcp 10\.0\.0\.10:40000 to 10\.0\.0\.20:8080\.$/,
    related: ['t1/hv1/br-int.txt', 't1/hv1/dpctl-dump-conntrack.txt'],
  },
  'OK-connection-moved': undefined,
  'OK-long-answered': undefined,
  'OK-moved': undefined,
};

function ofMoments(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ code }) => codes.has(code));
}

describe('faults of several moments', () => {
  it('are all here', () => {
    const folders = readdirSync(join(fixtures, 'faults'), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && isOfMoments(entry.name) ? [entry.name] : [],
    );
    expect(folders.sort()).toEqual(Object.keys(faults).sort());
    const fired = Object.values(faults).flatMap((each) => each?.code ?? []);
    expect(new Set(fired)).toEqual(codes);
  });

  it.each(Object.entries(faults))('%s', (fault, expected) => {
    const found = ofMoments(findingsIn(join(fixtures, 'faults', fault)));
    if (expected === undefined) {
      expect(found).toEqual([]);
      return;
    }
    expect(found.map(({ code, place }) => [code, place.path])).toEqual([[expected.code, expected.path]]);
    const [{ place, message, related, command }] = found as [Finding];
    expect(text(`faults/${fault}/${place.path}`).split('\n')[place.line]).toMatch(expected.row);
    expect(message).toMatch(expected.message);
    expect(new Set(related.map(({ path }) => path))).toEqual(new Set(expected.related));
    expect(command).toBe(expected.command);
  });

  it.each(Object.keys(faults))('%s: no moment alone shows it', (fault) => {
    for (const network of networksOf(join(fixtures, 'faults', fault)))
      expect(portReports(network).flatMap(({ findings }) => ofMoments(findings))).toEqual([]);
  });
});

const gone: Edit = () => undefined;
const replacing =
  (pattern: string | RegExp, by: string | ((...found: string[]) => string)): Edit =>
  (before) =>
    before.replace(pattern, by as string);
const withoutStats = replacing(/ duration=.*?, (?=table)/g, ' ');

/** One dump as if all its flows were made so many seconds later than they were. */
const younger =
  (seconds: number): Edit =>
  (before) =>
    before.replaceAll(
      /duration=([\d.]+)s/g,
      (_, age: string) => `duration=${Math.max(0.1, Number(age) - seconds)}s`,
    );

/** A file that another one of the same fixture becomes. */
function found(fault: string, edits: Readonly<Record<string, Edit>>): readonly Finding[] {
  return ofMoments(editedFindings(`faults/${fault}`, edits).findings);
}

interface Variation {
  readonly what: string;
  readonly fault: string;
  readonly edits: Readonly<Record<string, Edit>>;
  /** Nothing is found where it is left out. */
  readonly severity?: string;
  readonly message?: RegExp;
}

const sent = /(table=0, n_packets=)18(, .*)idle_age=\d+(, priority=100,in_port=3 )/;
const closed = /(table=46, n_packets=)0(, .*priority=1800,ip,reg0=0x200\/0x200,reg15=0x1)/;

const variations: readonly Variation[] = [
  {
    what: 'what was sent right after the first dump may be from before the activation',
    fault: 'MC17-source-runs',
    edits: { 't3/hv1/br-int.txt': replacing(sent, '$118$2idle_age=20$3') },
  },
  {
    what: 'without idle ages it is not sure',
    fault: 'MC17-source-runs',
    edits: { 't3/hv1/br-int.txt': replacing(/ idle_age=\d+,/g, '') },
    severity: 'warning',
    message: /a third one would tell\.$/,
  },
  {
    what: 'counters that stand',
    fault: 'MC17-source-runs',
    edits: { 't3/hv1/br-int.txt': replacing(sent, '$13$2idle_age=20$3') },
  },
  {
    what: 'counters that fell: the bridge was started anew',
    fault: 'MC17-source-runs',
    edits: { 't3/hv1/br-int.txt': replacing(sent, '$12$2idle_age=1$3') },
  },
  {
    what: 'flows that were made anew in between',
    fault: 'MC17-source-runs',
    edits: { 't3/hv1/br-int.txt': younger(30) },
  },
  {
    what: 'one flow that was made anew in between',
    fault: 'MC17-source-runs',
    edits: {
      't3/hv1/br-int.txt': replacing(
        /duration=[\d.]+s(, table=0, n_packets=18, .*priority=100,in_port=3 )/,
        'duration=6.1s$1',
      ),
    },
  },
  {
    what: 'a dump without counters',
    fault: 'MC17-source-runs',
    edits: { 't3/hv1/br-int.txt': withoutStats },
  },
  {
    what: 'no flows of the old place',
    fault: 'MC17-source-runs',
    edits: { 't3/hv1/br-int.txt': gone },
  },
  {
    what: 'no flows of the new place',
    fault: 'MC17-source-runs',
    edits: { 't2/hv2/br-int.txt': gone },
    severity: 'error',
    message: /Whether a guest runs there too, two dumps of the flows of hv2 would tell\.$/,
  },
  {
    what: 'a guest at both places',
    fault: 'MC17-source-runs',
    edits: { 't3/hv2/br-int.txt': replacing(/(table=0, n_packets=)5(, .*priority=100,in_port=3 )/, '$19$2') },
    severity: 'error',
    message: /4 packets came from hv2: two guests are live\.$/,
  },
  {
    what: 'no activation strategy: packets arrive twice by design',
    fault: 'MC17-source-runs',
    edits: { 't3/sb-Port_Binding.json': replacing('["activation-strategy","rarp"],', '') },
  },
  {
    what: 'not activated at the earlier moment',
    fault: 'MC17-source-runs',
    edits: {
      't2/sb-Port_Binding.json': replacing('["additional-chassis-activated","hv2"],', ''),
    },
  },
  {
    what: 'both have the packets: the network outside sends to all',
    fault: 'MC18-old-host',
    edits: {
      't2/hv2/br-int.txt': replacing(/(table=65, n_packets=)\d+(, .*priority=100,reg15=0x1,)/, '$130$2'),
    },
  },
  {
    what: 'no flows of the new place',
    fault: 'MC18-old-host',
    edits: { 't2/hv2/br-int.txt': gone },
    severity: 'warning',
    message: /Whether hv2 gets them too, two dumps of its flows would tell\./,
  },
  {
    what: 'it has moved a moment ago',
    fault: 'MC18-old-host',
    edits: {
      't1/hv1/br-int.txt': replacing(
        /duration=[\d.]+s(, table=40, .*reg15=0x1,metadata=0x1 )/,
        'duration=1.2s$1',
      ),
      't2/hv1/br-int.txt': replacing(
        /duration=([\d.]+)s(, table=40, .*reg15=0x1,metadata=0x1 )/,
        (_all, age = '', rest = '') => `duration=${(Number(age) - 4).toFixed(3)}s${rest}`,
      ),
    },
  },
  {
    what: 'what is sent may come from a neighbour on the same host, and what ended from others',
    fault: 'MC18-old-host',
    edits: {
      't2/hv1/br-int.txt': (before) =>
        before
          .replace(/(table=0, n_packets=)1(, .*priority=100,in_port=5 )/, '$140$2')
          .replace(/(table=41, n_packets=)\d+(, .*reg14=0x4,reg15=0x4)/, '$17$2'),
    },
  },
  {
    what: 'what came in is told by what ended, where a port was unplugged',
    fault: 'MC18-old-host',
    edits: {
      't2/hv1/br-int.txt': (before) =>
        before
          .split('\n')
          .filter((line) => !/table=0, .*in_port=5 /.test(line))
          .join('\n'),
    },
    severity: 'error',
    message: /^At least 20 packets/,
  },
  {
    what: 'without lists of connections',
    fault: 'MC29-connection-lost',
    edits: { 't1/hv1/dpctl-dump-conntrack.txt': gone },
    severity: 'information',
    message: /dpctl\/dump-conntrack of hv1 before the move and of hv2 now would tell\.$/,
  },
  {
    what: 'no connection was there',
    fault: 'MC29-connection-lost',
    edits: { 't1/hv1/dpctl-dump-conntrack.txt': replacing('ESTABLISHED', 'TIME_WAIT') },
  },
  {
    what: 'connections of other ports',
    fault: 'MC29-connection-lost',
    edits: { 't1/hv1/dpctl-dump-conntrack.txt': replacing(/zone=\d+/, 'zone=99') },
  },
  {
    what: 'the old place dropped as often',
    fault: 'MC29-connection-lost',
    edits: { 't1/hv1/br-int.txt': replacing(closed, '$19$2') },
  },
  {
    what: 'a row that drops without a line in the log',
    fault: 'MC29-connection-lost',
    edits: {
      't2/hv2/br-int.txt': replacing(/(priority=1800,ip,reg0=0x200.*actions=).*/, '$1drop'),
    },
    severity: 'warning',
  },
  {
    what: 'a verdict in the bits of newer releases',
    fault: 'MC29-connection-lost',
    edits: {
      't2/hv2/br-int.txt': replacing(
        /(priority=1800,ip,reg0=0x200.*actions=).*/,
        '$1set_field:0x20000/0x20000->reg8,resubmit(,47)',
      ),
    },
    severity: 'warning',
  },
  {
    what: 'a row that lets pass',
    fault: 'MC29-connection-lost',
    edits: { 't2/hv2/br-int.txt': replacing(/(priority=1800,ip,reg0=0x200.*actions=).*/, '$1resubmit(,47)') },
  },
  {
    what: 'what the guest itself sent is what was dropped',
    fault: 'MC15-answers-dropped',
    edits: { 't2/hv1/br-int.txt': replacing(/(table=0, n_packets=)36(, .*in_port=3 )/, '$160$2') },
  },
  {
    what: 'no bindings of the later moment, whose flows still measure',
    fault: 'MC15-answers-dropped',
    edits: { 't2/sb-Port_Binding.json': gone },
    severity: 'warning',
  },
  {
    what: 'no longer at several places',
    fault: 'MC15-answers-dropped',
    edits: {
      't2/sb-Port_Binding.json': (before) => {
        const { data, headings } = JSON.parse(before) as { data: unknown[][]; headings: string[] };
        for (const row of data) row[headings.indexOf('additional_chassis')] = ['set', []];
        return JSON.stringify({ data, headings });
      },
    },
  },
];

describe('a second dump of one host beside a capture', () => {
  const second: readonly string[] = ['t3/hv1/br-int.txt'];
  const others = (path: string): boolean =>
    !path.startsWith('t1/') && (!path.startsWith('t3/') || second.includes(path));

  it('is enough: the bindings are those of the capture', () => {
    const folder = join(fixtures, 'faults/MC17-source-runs');
    const found = ofMoments(findingsIn(folder, others));
    expect(found.map(({ code, place }) => `${code} ${place.path}`)).toEqual(['MC17 t3/hv1/br-int.txt']);
    expect(found[0]?.message).toMatch(/sent 15 packets since.* two dumps of the flows of hv2 would tell\.$/);
    // Rules about one moment say nothing of it.
    expect(findingsIn(folder, others).filter(({ place }) => place.path.startsWith('t3/'))).toEqual(found);
  });

  it('is enough when it is the first one', () => {
    const folder = join(fixtures, 'faults/MC17-source-runs');
    const first = (path: string): boolean =>
      !path.startsWith('t1/') && (!path.startsWith('t2/') || path === 't2/hv1/br-int.txt');
    expect(ofMoments(findingsIn(folder, first)).map(({ code }) => code)).toEqual(['MC17']);
  });

  it('says nothing where its flows show another state', () => {
    const edits = Object.fromEntries(
      filesOf('faults/MC17-source-runs').flatMap((file) => {
        const path = file.slice('faults/MC17-source-runs/'.length);
        return path === 'fault.json' || others(path) ? [] : [[path, gone]];
      }),
    );
    const moved: Edit = (before) =>
      before
        .split('\n')
        .filter((line) => !/table=39, .*reg15=0x1,/.test(line))
        .join('\n');
    expect(found('MC17-source-runs', edits)).toHaveLength(1);
    expect(found('MC17-source-runs', { ...edits, 't3/hv1/br-int.txt': moved })).toEqual([]);
  });
});

describe('variations', () => {
  it.each(variations)('$fault: $what', ({ fault, edits, severity, message }) => {
    const findings = found(fault, edits);
    expect(findings.map((finding) => finding.severity)).toEqual(severity === undefined ? [] : [severity]);
    if (message !== undefined) expect(findings[0]?.message).toMatch(message);
  });

  it('finds the order of moments by the ages of flows', () => {
    // The second of the two names is the earlier moment.
    const folder = join(fixtures, 'faults/MC18-old-host');
    const [first, second] = networksOf(folder);
    if (first === undefined || second === undefined) throw new Error('two moments');
    const reports = portReports(first, { network: second, reports: portReports(second) });
    expect(reports.flatMap(({ findings }) => ofMoments(findings).map(({ place }) => place.path))).toEqual([
      't2/hv1/br-int.txt',
    ]);
  });
});

describe('the report', () => {
  const lines = (fault: string, nMoments: number): readonly string[] => {
    let before: PortReports | undefined;
    let last: readonly string[] = [];
    for (const network of networksOf(join(fixtures, 'faults', fault)).slice(0, nMoments)) {
      const reports = portReports(network, before);
      before = { network, reports };
      last = [...portReportLines(undefined, network, reports, true)];
    }
    return last.filter((line) => line.includes('another dump, in a folder of its own'));
  };

  it.each([
    ['MC17-source-runs', /MC17: whether the guest at hv1 still runs: flows of hv1, some seconds later$/],
    [
      'MC15-answers-dropped',
      /MC15: whether port security drops the answers .*: flows of hv1, some seconds later$/,
    ],
  ])('%s: says of one moment what another would tell', (fault, text) => {
    expect(lines(fault, 1)).toHaveLength(1);
    expect(lines(fault, 1)[0]).toMatch(text);
    expect(lines(fault, 2)).toEqual([]);
  });

  it('of the last moment only, and where something may be wrong', () => {
    expect(lines('OK-moved', 1)).toEqual([]);
    const [network] = networksOf(join(fixtures, 'faults/MC17-source-runs'));
    if (network === undefined) throw new Error('no network');
    const text = [...portReportLines('t1', network, portReports(network), false)];
    expect(text.filter((line) => line.includes('another dump, in a folder of its own'))).toEqual([]);
  });
});
