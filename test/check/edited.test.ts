import { describe, expect, it } from 'vitest';
import { checkNetwork } from '../../server/core/check/check.ts';
import type { Finding } from '../../server/core/check/finding.ts';
import { portReports } from '../../server/core/check/ports.ts';
import { type Edit, editedNetwork } from './captures.ts';

/** A fault made by changing files of another one: what no lab has shown yet, and what is missing. */
interface Case {
  readonly what: string;
  readonly from: string;
  readonly edits: Readonly<Record<string, Edit>>;
  /** Codes that are found. */
  readonly codes: readonly string[];
  readonly message: RegExp;
}

const waiting = 'faults/OK-waiting';
const bindings = 'sb-Port_Binding.json';

const replacing =
  (pattern: string | RegExp, by: string): Edit =>
  (text) =>
    text.replace(pattern, by);

const without =
  (...patterns: readonly RegExp[]): Edit =>
  (text) =>
    text
      .split('\n')
      .filter((line) => patterns.every((pattern) => !pattern.test(line)))
      .join('\n');

const also =
  (...edits: readonly Edit[]): Edit =>
  (text) =>
    edits.reduce<string | undefined>(
      (changed, edit) => (changed === undefined ? changed : edit(changed)),
      text,
    );

const gone: Edit = () => undefined;

/** One table as `-f json` prints it. */
const table =
  (headings: readonly string[], ...data: readonly unknown[][]): Edit =>
  () =>
    JSON.stringify({ data, headings });

/** The container is bound at both places of vm, which has the strategy rarp; vm has left hv2 where `isLeft`. */
function following(
  options: readonly (readonly [string, string])[],
  { ownList, isLeft = false }: { readonly ownList?: string; readonly isLeft?: boolean } = {},
): Readonly<Record<string, Edit>> {
  const change: Edit = (text) => {
    const rows = JSON.parse(text) as { headings: string[]; data: unknown[][] };
    const column = (name: string): number => rows.headings.indexOf(name);
    const rowOf = (port: string): unknown[] =>
      rows.data.find((row) => row[column('logical_port')] === port) ?? [];
    const [vm, child] = [rowOf('vm'), rowOf('child')];
    child[column('additional_chassis')] = vm[column('additional_chassis')];
    child[column('options')] = ['map', ownList === undefined ? [] : [['requested-chassis', ownList]]];
    vm[column('options')] = ['map', [['activation-strategy', 'rarp'], ...options]];
    if (isLeft) {
      for (const name of ['additional_chassis', 'requested_additional_chassis'])
        vm[column(name)] = ['set', []];
    }
    return JSON.stringify(rows);
  };
  return {
    [bindings]: change,
    'hv1/br-int.txt': gone,
    'hv2/br-int.txt': gone,
    'hv3/br-int.txt': gone,
  };
}

const hv2 = { chassis: '', encap: '' };

const cases: readonly Case[] = [
  {
    what: 'MC04: blocks without a trigger',
    from: waiting,
    edits: { 'hv2/br-int.txt': without(/priority=1010/) },
    codes: ['MC04', 'MC31'],
    message: /blocked at hv2, and no row there waits/,
  },
  {
    what: 'MC07: a flag and a list of one',
    from: 'faults/MC27-stale-main',
    edits: {
      [bindings]: replacing(
        '["requested-chassis","hv2"]',
        '["additional-chassis-activated","hv2"],["requested-chassis","hv2"]',
      ),
      'hv1/br-int.txt': gone,
    },
    codes: ['MC07'],
    message: /still marked as activated at hv2, although no additional chassis is requested/,
  },
  {
    what: 'MC08: bound and not up, without ovn-installed',
    from: waiting,
    edits: {
      [bindings]: replacing('1,"",true', '1,"",false'),
      'hv1/ovs-Interface.json': replacing('["iface-id","vm"],["ovn-installed","true"]', '["iface-id","vm"]'),
    },
    codes: ['MC08', 'MC31'],
    message: /vm is bound at hv1 and not up\. Its interface is not marked ovn-installed/,
  },
  {
    what: 'MC08: the interfaces would tell',
    from: waiting,
    edits: { [bindings]: replacing('1,"",true', '1,"",false'), 'hv1/ovs-Interface.json': gone },
    codes: ['MC08', 'MC31'],
    message: /The interfaces of hv1 would tell whether its flows are in\.$/,
  },
  {
    what: 'MC12: an interface that could not be made',
    from: 'faults/MC12-no-interface',
    edits: {
      'hv2/ovs-Interface.json': replacing(
        '"data":[',
        '"data":[["vm","",-1,["set",[]],["set",[]],["set",[]],["set",[]],"no such device",["map",[["iface-id","vm"]]],["map",[]]],',
      ),
    },
    codes: ['MC12'],
    message: /Open vSwitch could not make its interface vm \(no such device\)\.$/,
  },
  {
    what: 'MC12: the interfaces would tell',
    from: 'faults/MC12-no-interface',
    edits: { 'hv2/ovs-Interface.json': gone },
    codes: ['MC12'],
    message: /Whether it has an interface for it, the interfaces of hv2 would tell\.$/,
  },
  {
    what: 'MC05: foretold without the flows of the new place',
    from: 'faults/MC05-void-strategy',
    edits: { 'hv2/br-int.txt': gone },
    codes: ['MC05'],
    message: /The flows of hv2 would confirm it\.$/,
  },
  {
    what: 'MC02 without interfaces: whether there is a tunnel is not known',
    from: 'faults/MC02-missing-clone',
    edits: {
      'hv3/ovs-Interface.json': gone,
      'hv3/br-int.txt': without(/table=39.*reg15=0x1,/),
    },
    codes: ['MC02', 'MC02', 'MC16'],
    message: /it has no row for that\. Whether it has a tunnel there, the interfaces of hv3 would tell\./,
  },
  {
    what: 'MC02 where nobody tells whose the tunnel is: how many copies are missing',
    from: 'faults/MC01-missing-tunnel',
    edits: { 'hv3/ovs-Interface.json': gone, 'hv3/ovn-controller.log': gone },
    codes: ['MC02', 'MC16', 'MC31'],
    message:
      /hv3 sends too few copies for vm: 1 of those to hv1 and hv2 is missing\. Which, the interfaces of hv3 would tell\./,
  },
  {
    what: 'MC01 where the log alone tells which tunnel is missing',
    from: 'faults/MC01-missing-tunnel',
    edits: { 'hv3/ovs-Interface.json': gone },
    codes: ['MC01', 'MC16', 'MC31'],
    message: /hv3 sends no copy for vm to hv2: it has no tunnel to it/,
  },
  {
    what: 'MC02 without chassis: names of tunnels tell, and addresses are of nobody',
    from: 'faults/MC02-missing-clone',
    edits: { 'sb-Chassis.json': gone },
    codes: ['MC02', 'MC16'],
    message: /hv3 sends no copy for vm to hv2: its row sends elsewhere only/,
  },
  {
    what: 'MC12: an interface of another guest',
    from: 'faults/MC12-no-interface',
    edits: {
      'hv2/ovs-Interface.json': replacing(
        '"data":[',
        '"data":[["vm","",7,["set",[]],["set",[]],["set",[]],["set",[]],["set",[]],["map",[["iface-id","vm"],["iface-id-ver","2"]]],["map",[]]],',
      ),
      [bindings]: replacing(
        '["requested-chassis","hv1,hv2"]',
        '["iface-id-ver","1"],["requested-chassis","hv1,hv2"]',
      ),
    },
    codes: ['MC12'],
    message: /Its interface vm has iface-id-ver 2, and the port asks for 1: it is another guest's\.$/,
  },
  {
    what: 'MC13: the logs tell where the interfaces are missing',
    from: 'faults/MC13-two-mains',
    edits: { 'hv2/ovs-Interface.json': gone },
    codes: ['MC13'],
    message: /hv1 and hv2 claim it: each takes it from the other\. Their logs have 14 such changes/,
  },
  {
    what: 'MC16 is silent where the new place has no row for the guest yet',
    from: 'faults/MC16-both-live',
    edits: { 'hv2/br-int.txt': without(/table=65,.*reg15=0x1,/) },
    codes: ['MC31'],
    message: /hv2 does not check/,
  },
  {
    what: 'MC19 is silent where the other port has the address too',
    from: waiting,
    edits: {
      'sb-FDB.json': table(
        ['_uuid', 'dp_key', 'mac', 'port_key'],
        [['uuid', '11111111-2222-4333-8444-555555555555'], 1, '50:54:00:00:00:10', 2],
      ),
      [bindings]: replacing('"50:54:00:00:00:20 10.0.0.20"', '"50:54:00:00:00:10 10.0.0.20"'),
    },
    codes: ['MC31'],
    message: /hv2 does not check/,
  },
  {
    what: 'MC22: whose interfaces are missing',
    from: 'faults/MC22-list-left',
    edits: { 'hv1/ovs-Interface.json': gone },
    codes: ['MC22'],
    message: /it names hv1 too, whose interfaces would tell whether one is plugged there\./,
  },
  {
    what: 'MC33: a bridge without any flow',
    from: waiting,
    edits: { 'hv3/br-int.txt': (text) => text.split('\n')[0] },
    codes: ['MC31', 'MC33'],
    message: /^peer is bound at hv3, and the flows there have no row of it/,
  },
  {
    what: 'MC14: nothing is measured',
    from: waiting,
    edits: { 'hv1/br-int.txt': without(/check_pkt_larger/, /table=38,.*controller/) },
    codes: ['MC14', 'MC31'],
    message: /hv1 sends what comes from vm into tunnels and does not measure it/,
  },
  {
    what: 'MC19: the address at another port',
    from: waiting,
    edits: {
      'sb-FDB.json': table(
        ['_uuid', 'dp_key', 'mac', 'port_key'],
        [['uuid', '11111111-2222-4333-8444-555555555555'], 1, '50:54:00:00:00:10', 4],
      ),
    },
    codes: ['MC19', 'MC31'],
    message: /has 50:54:00:00:00:10 of vm at the localnet port/,
  },
  {
    what: 'MC20: two encapsulations, and the other one is asked for',
    from: waiting,
    edits: {
      'sb-Encap.json': (text) => {
        hv2.encap = /\[\["uuid","([^"]+)"\],"hv2"/.exec(text)?.[1] ?? '';
        return text.replace(
          '"data":[',
          '"data":[[["uuid","99999999-2222-4333-8444-555555555555"],"hv2","172.16.0.12",["map",[]],"geneve"],',
        );
      },
      'sb-Chassis.json': (text) =>
        text.replace(
          `["uuid","${hv2.encap}"]`,
          `["set",[["uuid","${hv2.encap}"],["uuid","99999999-2222-4333-8444-555555555555"]]]`,
        ),
      [bindings]: (text) => {
        const rows = JSON.parse(text) as { headings: string[]; data: unknown[][] };
        const [name, encap] = ['logical_port', 'additional_encap'].map((each) => rows.headings.indexOf(each));
        for (const row of rows.data)
          if (row[name ?? 0] === 'vm') row[encap ?? 0] = ['uuid', '99999999-2222-4333-8444-555555555555'];
        return JSON.stringify(rows);
      },
    },
    codes: ['MC20', 'MC20', 'MC31'],
    message:
      /hv\d sends packets for vm to 192\.168\.0\.12 of hv2, and the binding asks for 172\.16\.0\.12\.$/,
  },
  {
    what: 'MC21: flow-based tunnels',
    from: waiting,
    edits: {
      'hv3/ovs-Open_vSwitch.json': replacing(
        '["hostname","hv3"]',
        '["hostname","hv3"],["ovn-enable-flow-based-tunnels","true"]',
      ),
      'hv3/br-int.txt': replacing(
        /(table=39.*priority=100,reg15=0x1,metadata=0x1 actions=).*/,
        '$1set_field:0x1/0xffffff->tun_id,set_field:0x1->tun_metadata0,set_field:192.168.0.11->tun_dst,output:1,resubmit(,40)',
      ),
    },
    codes: ['MC21', 'MC31'],
    message: /hv3 uses flow-based tunnels and sends no copy for vm to hv2/,
  },
  {
    what: 'MC23 and MC24: a container that follows, and has no strategy',
    from: 'faults/MC23-container-stays',
    edits: following([['requested-chassis', 'hv1,hv2']], { ownList: 'hv1,hv2' }),
    codes: ['MC24'],
    message: /its container child has none: what is sent to child reaches hv2 before/,
  },
  {
    what: 'MC34: a container that follows without a list of its own, as from 25.03 on',
    from: 'faults/MC23-container-stays',
    edits: following([['requested-chassis', 'hv1,hv2']]),
    codes: ['MC24'],
    message: /its container child has none/,
  },
  {
    what: 'MC24: nothing, once its port is activated',
    from: 'faults/MC23-container-stays',
    edits: following([
      ['additional-chassis-activated', 'hv2'],
      ['requested-chassis', 'hv1,hv2'],
    ]),
    codes: [],
    message: /^$/,
  },
  {
    what: 'MC34: a container that stays where its port is no longer',
    from: 'faults/MC23-container-stays',
    edits: following([['requested-chassis', 'hv1']], { isLeft: true }),
    codes: ['MC34'],
    message: /hv2 has child bound as additional, and nobody requests it there/,
  },
  {
    what: 'MC25: a restart while the guest sends',
    from: 'faults/MC03-never-activated',
    edits: {
      'hv2/ovn-controller.log': (text) =>
        `${text}2026-11-24T08:13:30.000Z|00003|main|INFO|OVN internal version is : [23.03.1-20.27.0-70.6]\n`,
    },
    codes: ['MC03', 'MC25', 'MC31'],
    message: /ovn-controller of hv2 was started anew/,
  },
  {
    what: 'MC26: the requested chassis has the interface, and not the port',
    from: 'faults/MC27-stale-main',
    edits: {
      [bindings]: (text) => {
        const rows = JSON.parse(text) as { headings: string[]; data: unknown[][] };
        const column = (name: string): number => rows.headings.indexOf(name);
        const vm = rows.data.find((row) => row[column('logical_port')] === 'vm') ?? [];
        const near1 = rows.data.find((row) => row[column('logical_port')] === 'near1') ?? [];
        vm[column('chassis')] = near1[column('chassis')];
        return JSON.stringify(rows);
      },
      'hv1/br-int.txt': gone,
      'hv2/br-int.txt': gone,
    },
    codes: ['MC26'],
    message: /hv2 is requested for vm and has an interface for it, and the port is still at hv1/,
  },
  {
    what: 'MC28: the new place is not ready',
    from: waiting,
    edits: {
      'hv2/ovs-Interface.json': replacing(
        '["ovn-installed","true"],["ovn-installed-ts"',
        '["ovn-installed-ts"',
      ),
    },
    codes: ['MC28', 'MC31'],
    message: /hv2 has bound vm and has not marked its interface vm ovn-installed/,
  },
  {
    what: 'MC11 is silent where the list uses names',
    from: 'faults/MC11-same-hostname',
    edits: {
      [bindings]: replacing('"hv1,node-b"', '"hv1,hv2"'),
    },
    // The row still requests hv3: the database has not come to it.
    codes: ['MC12', 'MC16', 'MC31'],
    message: /hv3 is requested for vm and has not bound it/,
  },
];

function find({ from, edits }: Pick<Case, 'from' | 'edits'>): readonly Finding[] {
  return checkNetwork(editedNetwork(from, edits));
}

describe('what changed files show', () => {
  it.each(cases)('$what', ({ from, edits, codes, message }) => {
    const findings = find({ from, edits });
    expect(findings.map(({ code }) => code).toSorted()).toEqual(codes);
    expect(findings.map((finding) => finding.message).join('\n')).toMatch(new RegExp(message.source, 'm'));
  });
});

describe('less than everything', () => {
  it('says nothing of hosts that are none of the chassis', () => {
    const renamed = (text: string): string =>
      text.replaceAll('"hv1"', '"4e0f9d3c"').replaceAll('"hv2"', '"5b1e8a77"');
    const edits = Object.fromEntries(
      ['sb-Chassis.json', 'sb-Chassis_Private.json', 'sb-Encap.json'].map((path) => [path, renamed]),
    );
    for (const host of ['hv1', 'hv2', 'hv3']) edits[`${host}/ovs-Open_vSwitch.json`] = gone as typeof renamed;
    expect(find({ from: waiting, edits }).map(({ code }) => code)).not.toContain('MC27');
  });

  it('says nothing without port bindings', () => {
    expect(find({ from: waiting, edits: { [bindings]: gone } })).toEqual([]);
  });

  it('needs neither the northbound database nor chassis', () => {
    const network = editedNetwork('faults/MC03-never-activated', {
      'nb-Logical_Switch_Port.json': gone,
      'sb-Chassis.json': gone,
      'sb-Encap.json': gone,
      'sb-Datapath_Binding.json': gone,
    });
    // Names of chassis are those of the list, the datapath is the one in the rows.
    const [report] = portReports(network);
    expect(report).toMatchObject({ port: 'vm', main: 'hv1', additional: ['hv2'], blocked: ['hv2'] });
    expect(report?.chassis.map(({ clones }) => clones?.seen)).toEqual([['hv2'], ['hv1'], ['hv1', 'hv2']]);
    expect(report?.findings.map(({ code }) => code)).toEqual(['MC03', 'MC31']);
    // peer's chassis has a UUID and no name: nothing is said of it.
    expect(portReports(network).map(({ port }) => port)).toEqual(['vm']);
  });

  it('foretells the block where the flows are missing', () => {
    const network = editedNetwork(waiting, { 'hv2/br-int.txt': gone });
    expect(portReports(network)[0]).toMatchObject({ phase: 'blocked', blocked: ['hv2'] });
  });

  it.each([
    ['br-int.txt', (text: string) => text.slice(0, text.length / 2)],
    [bindings, (text: string) => text.slice(0, text.length / 2)],
    ['sb-Chassis.json', () => '{"data":[[["uuid","x"]]],"headings":["_uuid","name"]}'],
    [
      bindings,
      () => '{"data":[[["uuid","x"],"vm",{},[]]],"headings":["_uuid","logical_port","options","chassis"]}',
    ],
  ])('survives a damaged %s', (path, edit) => {
    const file = path === 'br-int.txt' ? 'hv2/br-int.txt' : path;
    expect(() => find({ from: waiting, edits: { [file]: edit } })).not.toThrow();
  });
});

describe('hosts of several releases', () => {
  /** The tables of 22.09.0, which had no path MTU rules: two numbers less from REMOTE_OUTPUT on. */
  const older: Edit = (text) =>
    text
      .split('\n')
      .filter((line) => !/table=3[78],/.test(line))
      .map((line) =>
        line
          .replace(/table=(39|4\d),/, (_, table: string) => `table=${Number(table) - 2},`)
          .replaceAll(/resubmit\(,(39|4\d)\)/g, (_, table: string) => `resubmit(,${Number(table) - 2})`),
      )
      .join('\n');

  it('are each read by their own tables', () => {
    const network = editedNetwork(waiting, { 'hv3/br-int.txt': older });
    const [report] = portReports(network);
    expect(report?.chassis.map(({ clones }) => clones?.seen)).toEqual([['hv2'], ['hv1'], ['hv1', 'hv2']]);
    expect(report?.findings.map(({ code }) => code)).toEqual(['MC31']);
  });

  it('and a dump that shows none is read like the others', () => {
    const network = editedNetwork(waiting, { 'hv3/br-int.txt': without(/table=(?!39)/) });
    expect(portReports(network)[0]?.chassis[2]?.clones?.seen).toEqual(['hv1', 'hv2']);
  });
});

describe('hostile names', () => {
  const name = "vm'; rm -rf ~; `x` $(y) [a](command:z)";
  const inJson = JSON.stringify(name).slice(1, -1);

  it('stay one word of a shell', () => {
    const findings = find({
      from: 'faults/MC16-both-live',
      edits: { [bindings]: replacing('"vm"', `"${inJson}"`), 'nb-Logical_Switch_Port.json': gone },
    });
    expect(findings.find(({ code }) => code === 'MC16')?.command).toBe(
      String.raw`ovn-nbctl set Logical_Switch_Port 'vm'\''; rm -rf ~; ` +
        String.raw`${'`x`'} $(y) [a](command:z)' options:activation-strategy=rarp`,
    );
  });

  it('of chassis stay in their quotes', () => {
    const findings = find({
      from: 'faults/MC10-unknown-second',
      edits: { [bindings]: replacing('"hv1,nowhere"', String.raw`"hv1,no'; reboot #\"x"`) },
    });
    expect(findings.map(({ code, command }) => [code, command])).toEqual([
      ['MC10', `ovn-nbctl set Logical_Switch_Port vm 'options:requested-chassis="hv1"'`],
    ]);
  });

  it('are no patterns', () => {
    const findings = find({
      from: 'faults/MC03-never-activated',
      edits: { [bindings]: replacing('"vm"', '"(((([a-z]+)+)+)+$"') },
    });
    expect(findings.map(({ code }) => code)).toContain('MC03');
  });
});

describe('edits', () => {
  it('must change something', () => {
    expect(() => editedNetwork(waiting, { [bindings]: also((text) => text) })).toThrow('nothing changes');
  });
});
