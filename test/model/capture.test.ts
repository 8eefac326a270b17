import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Capture, compareNames, readCapture } from '../../server/core/model/capture.ts';
import { type CaptureFile, describeFile, wantsWhole } from '../../server/core/model/captureFile.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import { folderFiles } from '../../server/host/folder.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';

const file = (path: string, text = ''): CaptureFile => {
  const head = encodeText(text);
  return { path, size: head.length, head };
};
const flows = ' cookie=0x1, duration=1.2s, table=0, n_packets=0, n_bytes=0, priority=0 actions=drop\n';
const logicalFlows = 'Datapath: "sw0" (06fd7e61-802a-4026-8e63-c8ad90ebd2b8)  Pipeline: ingress\n';
const list = (columns: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  JSON.stringify({ data: rows, headings: columns });
const uuid = (digit: number): readonly string[] => [
  'uuid',
  `${digit}`.repeat(8) + '-0000-4000-8000-000000000000',
];

/** `ovn-sbctl -f json list Chassis`. */
function chassisTable(
  hosts: readonly (readonly [name: string, hostname: string, isRemote?: boolean])[],
): string {
  return list(
    ['_uuid', 'encaps', 'external_ids', 'hostname', 'name', 'nb_cfg', 'other_config'],
    hosts.map(([name, hostname, isRemote], idx) => [
      uuid(idx + 1),
      ['set', []],
      ['map', []],
      hostname,
      name,
      0,
      ['map', isRemote === true ? [['is-remote', 'true']] : []],
    ]),
  );
}

const switchTable = (systemId: string, hostname: string): string =>
  list(
    ['_uuid', 'external_ids'],
    [
      [
        uuid(1),
        [
          'map',
          [
            ['hostname', hostname],
            ['system-id', systemId],
          ],
        ],
      ],
    ],
  );

/** `moment: chassis: paths` a line. */
function shape({ moments }: Capture): string[] {
  return moments.flatMap(({ name, central, chassis }) => [
    ...(central.length === 0 ? [] : [`${name}| ${central.map(({ path }) => path).join(' ')}`]),
    ...chassis.map((each) => `${name}|${each.name}: ${each.parts.map(({ path }) => path).join(' ')}`),
  ]);
}

describe('a file', () => {
  it.each([
    ['hv1/br-int.of15.txt', flows, { kind: 'flows', bridge: 'br-int', dialect: 'ovs-openflow' }],
    ['ovs-ofctl_-O_OpenFlow13_dump-flows_br-ex', flows, { kind: 'flows', bridge: 'br-ex' }],
    ['node7_ovs_ofctl_dump_flows_br-int', flows, { kind: 'flows', bridge: 'br-int' }],
    ['lflow-list.txt', logicalFlows, { kind: 'logical-flows', dialect: 'ovn-lflow' }],
    ['sb-Chassis.json', chassisTable([]), { kind: 'database', database: 'OVN_Southbound', table: 'Chassis' }],
    ['sb-FDB.json', list(['_uuid'], []), { kind: 'database', database: 'OVN_Southbound', table: 'FDB' }],
    [
      'nb.backup',
      'OVSDB JSON 15 abc\n{"name":"OVN_Northbound"}\n',
      { kind: 'database', database: 'OVN_Northbound' },
    ],
    [
      'x.db',
      'OVSDB JSON 15 abc\n{"name":"OVN_Southbound"}\n',
      { kind: 'database', database: 'OVN_Southbound' },
    ],
    [
      'br-int.groups.txt',
      'OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):\n',
      { kind: 'groups', bridge: 'br-int' },
    ],
    ['br-phys.fdb.txt', ' port  VLAN  MAC                Age\n', { kind: 'fdb', bridge: 'br-phys' }],
    ['ovn-controller.log', '2024-05-01T10:00:00.000Z|00001|main|INFO|hello\n', { kind: 'log' }],
    [
      'ofproto-trace.txt',
      'Flow: ip,in_port=1\n\nbridge("br-int")\n----\n',
      { kind: 'trace', dialect: 'ovs-trace' },
    ],
    ['ofproto-trace.cmd', 'ovs-appctl something else\n', { kind: 'other' }],
    ['br-int.txt', '', { kind: 'flows', bridge: 'br-int', dialect: undefined }],
    ['notes.md', '# Notes\n', { kind: 'other' }],
  ])('%s', (path, text, expected) => {
    expect(describeFile(file(path, text))).toMatchObject(expected);
  });

  it('that is packed is known by its name', () => {
    const head = Uint8Array.of(0x1f, 0x8b, 8, 0);
    expect(describeFile({ path: 'a/ovnkube-x_sbdb.gz', size: 4, head })).toMatchObject({
      kind: 'database',
      database: 'OVN_Southbound',
      isCompressed: true,
    });
  });

  it('is read whole only where it names hosts', () => {
    const part = (path: string, text: string): CaptureFile => ({ ...file(path, text), size: 1 << 20 });
    expect(wantsWhole(part('sb-Chassis.json', chassisTable([])))).toBe(true);
    expect(wantsWhole(part('nb-ACL.json', list(['_uuid'], [])))).toBe(false);
    expect(wantsWhole(part('br-int.txt', flows))).toBe(false);
    expect(wantsWhole(file('sb-Chassis.json', chassisTable([])))).toBe(false);
  });
});

describe('a folder', () => {
  const chassis = file(
    'sb-Chassis.json',
    chassisTable([
      ['hv1', 'hv1'],
      ['hv2', 'hv2'],
    ]),
  );

  it('with a folder a host', () => {
    const capture = readCapture([chassis, file('hv1/br-int.txt', flows), file('hv2/br-int.txt', flows)]);
    expect(shape(capture)).toEqual(['| sb-Chassis.json', '|hv1: hv1/br-int.txt', '|hv2: hv2/br-int.txt']);
  });

  it('that is flat, hosts before or behind', () => {
    const capture = readCapture([
      chassis,
      file('hv1-br-int.txt', flows),
      file('br-int.hv2.txt', flows),
      file('lflow-list.txt', logicalFlows),
    ]);
    expect(shape(capture)).toEqual([
      '| lflow-list.txt sb-Chassis.json',
      '|hv1: hv1-br-int.txt',
      '|hv2: br-int.hv2.txt',
    ]);
  });

  it('without any database', () => {
    const capture = readCapture([
      file('node7_ovs_ofctl_dump_flows_br-int', flows),
      file('node12_ovs_ofctl_dump_flows_br-int', flows),
      file('compute-1/flows/br-int.txt', flows),
    ]);
    expect(capture.moments[0]?.chassis.map(({ name, isRegistered }) => [name, isRegistered])).toEqual([
      ['compute-1', false],
      ['node7', false],
      ['node12', false],
    ]);
  });

  it('of one host', () => {
    expect(shape(readCapture([file('br-int.txt', flows), file('br-ex.txt', flows)]))).toEqual([
      '|: br-ex.txt br-int.txt',
    ]);
    const named = readCapture([
      file('sb-Chassis.json', chassisTable([['hv1', 'hv1']])),
      file('br-int.txt', flows),
    ]);
    expect(shape(named)).toEqual(['| sb-Chassis.json', '|hv1: br-int.txt']);
  });

  it('of phases, each with its own files, beside files of all', () => {
    const capture = readCapture([
      file('nb.backup', 'OVSDB JSON 15 abc\n{"name":"OVN_Northbound"}\n'),
      ...['before', 'after'].flatMap((phase) => [
        file(`${phase}/sb-Chassis.json`, chassisTable([['hv1', 'hv1']])),
        file(`${phase}/hv1/br-int.txt`, flows),
        file(`${phase}/traces/ofproto-trace.hv1.txt`, 'Flow: ip\n\nbridge("br-int")\n------\n'),
      ]),
    ]);
    expect(shape(capture)).toEqual([
      'before| before/sb-Chassis.json nb.backup',
      'before|hv1: before/hv1/br-int.txt before/traces/ofproto-trace.hv1.txt',
      'after| after/sb-Chassis.json nb.backup',
      'after|hv1: after/hv1/br-int.txt after/traces/ofproto-trace.hv1.txt',
    ]);
  });

  it('of phases in the names', () => {
    const capture = readCapture([
      chassis,
      file('hv1-br-int-before.txt', flows),
      file('hv1-br-int-after.txt', flows),
      file('hv2-br-int-before.txt', flows),
    ]);
    expect(shape(capture)).toEqual([
      'before| sb-Chassis.json',
      'before|hv1: hv1-br-int-before.txt',
      'before|hv2: hv2-br-int-before.txt',
      'after| sb-Chassis.json',
      'after|hv1: hv1-br-int-after.txt',
      'after|hv2: ',
    ]);
  });

  it('of times in the names', () => {
    const capture = readCapture([
      file('hv1.br-int.2024-05-01T10:00:00.txt', flows),
      file('hv1.br-int.2024-05-01T10:05:00.txt', flows),
    ]);
    expect(capture.moments.map(({ name }) => name)).toEqual(['20240501t100000', '20240501t100500']);
  });

  it('of sosreports, one a host', () => {
    const report = (host: string): readonly CaptureFile[] => {
      const root = `sosreport-${host}-01234567-2024-05-01-abcdefg`;
      return [
        file(`${root}/sos_commands/openvswitch/ovs-ofctl_dump-flows_br-int`, flows),
        file(`${root}/sos_commands/openvswitch/ovs-ofctl_-O_OpenFlow13_dump-groups_br-int`, ''),
        file(`${root}/sos_commands/openvswitch/ovs-vsctl_-t_5_list_Open_vSwitch`, ''),
        file(`${root}/etc/hostname`, `${host}\n`),
      ];
    };
    const capture = readCapture([
      ...report('compute-0'),
      ...report('compute-1'),
      file(
        'sosreport-controller-0-2024-05-01-hijklmn/sos_commands/ovn_central/ovn-sbctl_lflow-list',
        logicalFlows,
      ),
    ]);
    const [moment] = capture.moments;
    expect(capture.moments).toHaveLength(1);
    expect(moment?.chassis.map(({ name, parts }) => [name, parts.length])).toEqual([
      ['compute-0', 3],
      ['compute-1', 3],
      ['controller-0', 1],
    ]);
  });

  it('of sosreports whose hosts the southbound database knows by UUID and full name', () => {
    const capture = readCapture([
      file(
        'ovn/sb-Chassis.json',
        chassisTable([['5c0f7f5a-0000-4000-8000-000000000001', 'compute-0.example.org']]),
      ),
      file(
        'sosreport-compute-0-2024-05-01-abcdefg/sos_commands/openvswitch/ovs-ofctl_dump-flows_br-int',
        flows,
      ),
    ]);
    expect(capture.moments[0]?.chassis).toMatchObject([
      { name: '5c0f7f5a-0000-4000-8000-000000000001', hostname: 'compute-0.example.org', isRegistered: true },
    ]);
  });

  it('of a must-gather', () => {
    const root = 'must-gather.local.1234/quay-io-openshift-sha256-abcd';
    const packed = Uint8Array.of(0x1f, 0x8b, 8, 0);
    const capture = readCapture([
      file(`${root}/network_logs/worker-0_ovs_ofctl_dump_flows_br-int`, flows),
      file(`${root}/network_logs/worker-1_ovs_ofctl_dump_flows_br-int`, flows),
      { path: `${root}/network_logs/ovnkube-master-x_sbdb.gz`, size: 4, head: packed },
      file(`${root}/nodes/worker-2/br-int.txt`, flows),
      file(`${root}/version`, '4.16\n'),
    ]);
    expect(capture.moments).toHaveLength(1);
    expect(capture.moments[0]?.chassis.map(({ name }) => name)).toEqual(['worker-0', 'worker-1', 'worker-2']);
    expect(capture.moments[0]?.missing[0]).toMatchObject({
      command: `gunzip ${root}/network_logs/ovnkube-master-x_sbdb.gz`,
    });
    expect(capture.others).toEqual([`${root}/version`]);
  });

  it('whose host is known from its own Open_vSwitch table', () => {
    const capture = readCapture([
      file('rack-a/machine-1/ovs-Open_vSwitch.json', switchTable('hv1', 'm1.example.org')),
      file('rack-a/machine-1/br-int.txt', flows),
      file('sb-Chassis.json', chassisTable([['hv1', 'm1.example.org']])),
    ]);
    expect(capture.moments[0]?.chassis).toMatchObject([
      {
        name: 'hv1',
        parts: [{ path: 'rack-a/machine-1/br-int.txt' }, { path: 'rack-a/machine-1/ovs-Open_vSwitch.json' }],
      },
    ]);
  });

  it.each([
    ['before', (host: string, what: string) => `${host}-${what}`],
    ['behind', (host: string, what: string) => `${what}.${host}`],
  ])('that is flat, whose hosts stand %s and are known from their own tables', (_, path) => {
    const id = 'c0ffee00-1111-4222-8333-444455556666';
    const capture = readCapture([
      file('sb-Chassis.json', chassisTable([[id, 'rack1-a']])),
      file(path('h1', 'ovs-Open_vSwitch.json'), switchTable(id, 'rack1-a')),
      file(path('h1', 'br-int.flows.txt'), flows),
    ]);
    expect(
      capture.moments.flatMap(({ chassis }) => chassis.map(({ name, parts }) => [name, parts.length])),
    ).toEqual([[id, 2]]);
  });

  it('with names that mean something to an expression, or nothing at all', () => {
    const hosts = ['a.b*c', 'x(y', '<b>', '__proto__'];
    const capture = readCapture([
      file('sb-Chassis.json', chassisTable(hosts.map((name) => [name, '']))),
      ...hosts.map((name) => file(`${name}/br-int.txt`, flows)),
      file('broken.json', '{"data":[[1,2'),
      file('', ''),
    ]);
    expect(capture.moments[0]?.chassis.filter(({ parts }) => parts.length === 1)).toHaveLength(4);
    expect(readCapture([])).toEqual({ moments: [], others: [] });
  });
});

describe('what is missing', () => {
  const commandsOf = (files: readonly CaptureFile[]): string[] =>
    readCapture(files).moments.flatMap(({ missing }) =>
      missing.map(({ chassis, command }) => `${chassis ?? ''}: ${command}`),
    );

  it('is the dump of a chassis that the southbound database names', () => {
    expect(
      commandsOf([
        file(
          'sb-Chassis.json',
          chassisTable([
            ['hv1', 'hv1'],
            ['hv2', 'hv2'],
            ['far', 'far', true],
          ]),
        ),
        file('sb-Port_Binding.json', list(['_uuid'], [])),
        file('nb-ACL.json', list(['_uuid'], [])),
        file('lflow-list.txt', logicalFlows),
        file('hv1/br-int.txt', flows),
        file('hv1/ovs-Interface.json', list(['_uuid', 'name'], [])),
      ]),
    ).toEqual(['hv2: ovs-ofctl -O OpenFlow15 dump-flows br-int']);
  });

  it('is a dump that is empty', () => {
    const [first] = readCapture([
      file('hv1/br-int.txt', ''),
      file('hv1/ovs-Interface.json', list(['_uuid', 'name'], [])),
    ]).moments;
    expect(first?.missing.find(({ chassis }) => chassis === 'hv1')?.why).toBe(
      'the dump that is here is empty',
    );
  });

  it('is what only the central databases say', () => {
    expect(commandsOf([file('hv1/br-int.txt', flows)])).toEqual([
      ': ovn-sbctl -f json list Chassis',
      ': ovn-sbctl -f json list Port_Binding',
      ': ovn-sbctl --uuid lflow-list',
      ': ovsdb-client backup unix:/run/ovn/ovnnb_db.sock OVN_Northbound',
      'hv1: ovs-vsctl -f json list Interface',
    ]);
  });
});

describe('folders of the disk', () => {
  const sample = fileURLToPath(new URL('../fixtures/sample-capture', import.meta.url));

  it('are read with what they need: the sample capture', () => {
    const capture = readCapture([...folderFiles(sample)]);
    expect(capture.moments.map(({ name }) => name)).toEqual([
      'p0-on-hv1',
      'p1-both-live',
      'p2-blocked',
      'p3-activated',
      'p4-on-hv2',
    ]);
    for (const { chassis } of capture.moments) {
      expect(chassis.map(({ name, isRegistered, parts }) => [name, isRegistered, parts.length])).toEqual([
        ['hv1', true, 2],
        ['hv2', true, 2],
        ['hv3', true, 2],
      ]);
    }
    expect(capture.moments.map(({ missing }) => missing.map(({ what }) => what))).toEqual([
      [],
      ['logical flows'],
      [],
      ['logical flows'],
      ['logical flows'],
    ]);
  });

  sharedTest('every phase of every capture has its three hosts and lacks nothing', () => {
    for (const folder of ['ovn-23.03/localnet', 'ovn-23.03/overlay', 'ovn-26.03/localnet']) {
      const { moments } = readCapture([...folderFiles(`${sharedRoot}captures/${folder}`)]);
      expect(moments.map(({ name }) => name)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
      for (const { name, chassis, missing, central } of moments) {
        expect(chassis.map((each) => [each.name, each.encaps.join()])).toEqual([
          ['hv1', '192.168.0.11'],
          ['hv2', '192.168.0.12'],
          ['hv3', '192.168.0.13'],
        ]);
        expect([folder, name, missing.map(({ what }) => what)]).toEqual([folder, name, []]);
        const flowsOf = chassis.map(({ parts }) =>
          parts
            .filter(({ kind, bridge }) => kind === 'flows' && bridge === 'br-int')
            .map(({ path }) => path.split('/')[1]),
        );
        expect(flowsOf.map((hosts) => new Set(hosts))).toEqual([
          new Set(['hv1']),
          new Set(['hv2']),
          new Set(['hv3']),
        ]);
        expect(central.every(({ path }) => path.startsWith(`${name}/`))).toBe(true);
      }
    }
  });
});

it('sorts numbers by value', () => {
  expect(['hv10', 'hv2', 'hv', 'a', 'hv2b'].sort(compareNames)).toEqual(['a', 'hv', 'hv2', 'hv2b', 'hv10']);
});
