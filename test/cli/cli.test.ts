import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand as run } from './runCommand.ts';

const fixture = (path: string): string => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
const blocked = fixture('captures/23.03/p2/hv2/br-int.of15.txt');

const json = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('parse', () => {
  it('reads a dump without findings', async () => {
    const { status, out } = await run(['parse', '--json', blocked]);
    expect(status).toBe(0);
    expect(json(out)).toEqual([
      {
        file: blocked,
        dialect: 'ovs-openflow',
        release: '23.03',
        rows: readFileSync(blocked, 'utf8').trim().split('\n').length,
        unknown: 0,
        errors: [],
      },
    ]);
  });

  it('places what it cannot read, and reads on', async () => {
    const { status, out } = await run(
      ['parse', '--json', '-'],
      ' table=0, priority=1 actions=drop\n table=0, priority=2 actions=frob(1),drop\n table=0, priority=3 actions=drop\n',
    );
    expect(status).toBe(1);
    expect(json(out)).toMatchObject([{ file: '-', rows: 3, errors: [{ line: 2, column: 30 }] }]);
  });

  it('prints the rows again, one that it cannot read as it is', async () => {
    const row =
      ' cookie=0x1, duration=1.5s, table=0, n_packets=0, n_bytes=0, priority=1,in_port=3 actions=drop';
    const input = ` \u001B[36mcookie=\u001B[m0x1,duration=1.5s, table=0 n_packets=0, n_bytes=0, priority=1,in_port=3,actions=drop\r\n\n frob,  actions=drop`;
    const { status, out } = await run(['parse', '--print', '-'], input);
    expect(status).toBe(0);
    expect(out).toBe(`${row}\n\n frob,  actions=drop\n`);
    expect((await run(['parse', '--print', blocked])).out).toBe(readFileSync(blocked, 'utf8'));
  });

  it('prints a line of more than a megabyte, and no control characters', async () => {
    const long = ` table=0, actions=${'output:1,'.repeat(150_000)}drop`;
    const { out } = await run(['parse', '--print', '-'], `${long}\n table=1, actions=drop,\u0007\n`);
    expect(out).toBe(`${long}\n table=1, actions=drop,\\x07\n`);
  });

  it.each([
    [['parse', '--print', '--json', blocked], '--print prints rows as they are'],
    [['parse', '--print', '-'], 'the file is empty'],
  ])('%j is refused', async (args, message) => {
    const { status, err } = await run(args);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  it.each([
    ['nothing', '', 'the file is empty'],
    ['binary data', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]), 'binary data'],
    ['prose', 'Dear operator,\nit is 3 a.m.\n', 'no dump of OVN or Open vSwitch that is known'],
  ])('says what is wrong with %s', async (_, input, message) => {
    const { status, out } = await run(['parse', '-'], input);
    expect(status).toBe(1);
    expect(out).toContain(message);
  });

  it('takes CRLF, a BOM, NUL bytes, invalid UTF-8 and a truncated line', async () => {
    const row = ' cookie=0x1, table=0, priority=1,in_port=3 actions=drop';
    expect(json((await run(['parse', '--json', '-'], `\uFEFF${row}\r\n${row}\r\n`)).out)).toMatchObject([
      { rows: 2, unknown: 0, errors: [] },
    ]);
    const broken = Buffer.concat([
      Buffer.from(`${row}\n`),
      Buffer.from([0x20, 0xff, 0xfe, 0x00, 0x0a]),
      Buffer.from(row.slice(0, 40)),
    ]);
    const [report] = json((await run(['parse', '--json', '-'], broken)).out) as [
      { rows: number; errors: { line: number }[] },
    ];
    expect(report.rows).toBe(3);
    expect(new Set(report.errors.map(({ line }) => line))).toEqual(new Set([2, 3]));
  });

  it('stops after the index, and says what it took', async () => {
    const { status, out } = await run(['parse', '--index', '--json', blocked]);
    expect(status).toBe(0);
    expect(json(out)).toEqual([
      {
        file: blocked,
        dialect: 'ovs-openflow',
        rows: readFileSync(blocked, 'utf8').trimEnd().split('\n').length,
        bytesPerRow: expect.any(Number),
        milliseconds: 1,
        processorMilliseconds: 2,
        residentBytes: 3e6,
      },
    ]);
  });

  it('does not choke on a line of 10 MB', async () => {
    const { status, out } = await run(
      ['parse', '--json', '-'],
      ` table=0, priority=1 actions=${'resubmit(,1),'.repeat(800_000)}drop\n table=0, priority=2 actions=drop\n`,
    );
    expect(status).toBe(1);
    expect(json(out)).toMatchObject([
      { rows: 2, errors: [{ line: 1, message: expect.stringContaining('too long') }] },
    ]);
  });
});

describe('roles', () => {
  it('prints an object a row', async () => {
    const { status, out } = await run(['roles', '--json', blocked]);
    expect(status).toBe(0);
    const found = json(out) as { file: string; line: number; role: string; evidence: string[] }[];
    expect(found).toHaveLength(14);
    expect(found[0]).toEqual({
      file: blocked,
      line: 2,
      role: 'activation-trigger',
      evidence: expect.arrayContaining([expect.stringContaining('0x1a')]),
    });
    expect(found.every(({ evidence }) => evidence.length > 0)).toBe(true);
  });

  it('takes several files of one host', async () => {
    const text = readFileSync(blocked, 'utf8');
    const other = fixture('captures/23.03/p2/hv2/br-int.of10.txt');
    const both = json((await run(['roles', '--json', '-', other], text)).out) as { file: string }[];
    expect(both.filter(({ file }) => file === '-')).toHaveLength(14);
    expect(both.filter(({ file }) => file === other)).toHaveLength(14);
  });
});

describe('explain', () => {
  it('a row', async () => {
    const { status, out } = await run(['explain', `${blocked}:2`]);
    expect(status).toBe(0);
    expect(out).toContain('Activates on RARP');
    expect(out).toContain('This row: ');
  });

  it('a place', async () => {
    const column = (readFileSync(blocked, 'utf8').split('\n')[1] as string).indexOf('reg14') + 1;
    expect((await run(['explain', `${blocked}:2:${column}`])).out).toMatch(/^reg14 \(inport\)/);
  });

  it('as JSON, with the place that it is about', async () => {
    const [first] = json((await run(['explain', '--json', `${blocked}:2:2`])).out) as {
      text: string;
      explanation: string;
    }[];
    expect(first).toMatchObject({ line: 2, start: 2, text: expect.stringMatching(/^cookie=0x/) });
  });
});

describe('explain, for every dialect', () => {
  it.each([
    ['lflow/lflow-list-uuid.txt:2', 'This row: A logical flow of '],
    ['captures/23.03/p2/hv2/br-int.of15.txt:4', 'This row: Packets from port '],
    ['captures/23.03/p2/hv2/br-int.groups.txt:2', 'Group 1: 2 buckets.'],
    ['captures/23.03/p2/hv2/br-int.ports-desc.txt:2', 'port 1 ovn-hv1-0: A port of the bridge'],
    ['captures/23.03/p2/hv2/br-int.meters.txt:1', 'OFPST_METER_CONFIG: The meters of the bridge'],
    ['captures/23.03/p2/hv2/dpctl-dump-flows.txt:3', 'This flow: IPv4 packets from port genev_sys_6081'],
    [
      'captures/23.03/p2/hv2/dpctl-dump-conntrack.txt:6',
      'This connection: UDP from 192.168.0.11:35093 to 192.168.0.13:6081.',
    ],
    ['ovsdb/dump.txt:4', 'This row of ACL: A rule that allows, drops or rejects'],
    ['ovsdb/list-Logical_Switch_Port.txt:2', 'addresses: MAC and IPs of what is behind the port'],
    ['ovsdb/nbctl-show.txt:2', 'port vm: A port of a switch: a VM'],
    ['ovsdb/conf.db:2', 'Record: A record of the database file'],
    ['traces/ovn-trace.peer-to-vm.all.txt:6', 'ls_in_check_port_sec: The packet matches this flow'],
    ['traces/ofproto-trace.hv2.vm-rarp.txt:5', 'table 0 OFTABLE_PHY_TO_LOG: The packet matches this row'],
  ])('%s', async (place, expected) => {
    const { status, out } = await run(['explain', fixture(place)]);
    expect(status).toBe(0);
    expect(out.slice(0, expected.length)).toBe(expected);
  });

  it('tells all rows of a file, each with its line', async () => {
    const path = fixture('captures/23.03/p2/hv2/dpctl-dump-conntrack.txt');
    const { status, out } = await run(['explain', path]);
    expect(status).toBe(0);
    const nLines = readFileSync(path, 'utf8').trimEnd().split('\n').length;
    expect(out.match(/^.*: This connection: /gm)).toHaveLength(nLines);
    expect(out).toContain(`${path}:6: This connection: UDP from 192.168.0.11:35093`);
  });

  it('reads standard input, and takes the dialect that it is told', async () => {
    const row =
      'udp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=1,dport=53),reply=(src=10.0.0.2,dst=10.0.0.1,sport=53,dport=1)';
    expect((await run(['explain', '-'], row)).out).toMatch(/^-:1: This connection: UDP from 10\.0\.0\.1:1/);
    const word = await run(['explain', '-', '--dialect', 'ovs-meters'], 'kbps');
    expect(word.out).toMatch(/^-:1: kbps: Rates are kilobits a second\./);
    const none = await run(['explain', '-'], 'nothing of that kind');
    expect(none.status).toBe(2);
    expect(none.err).toContain('--dialect tells what it is');
  });

  it('as JSON, an object a line', async () => {
    const path = fixture('ovsdb/vsctl-show.txt');
    const found = json((await run(['explain', '--json', path])).out) as {
      file: string;
      line: number;
      explanation: string;
    }[];
    expect(found.map(({ line }) => line)).toEqual([...found.keys()].map((idx) => idx + 1));
    expect(found[3]).toMatchObject({
      file: path,
      line: 4,
      explanation: expect.stringContaining('secure leaves the rows alone'),
    });
  });
});

describe('simulate', () => {
  it.each([
    ['deck-single', '1607 packets transmitted, 1394 received, 13.2545% packet loss, time 17975ms'],
    [
      'deck-multichassis',
      '1153 packets transmitted, 1153 received, +94 duplicates, 0% packet loss, time 24239ms',
    ],
    ['deck-rarp', '1235 packets transmitted, 1231 received, 0.323887% packet loss, time 21252ms'],
  ])('%s prints what ping did', async (preset, summary) => {
    const { status, out } = await run(['simulate', preset, '--ping']);
    expect(status).toBe(0);
    expect(out.split('\n')).toContain(summary);
  });

  it('as JSON: events, then the counters', async () => {
    const lines = json((await run(['simulate', 'deck-rarp', '--json'])).out) as { type: string }[];
    expect(lines.at(-1)).toMatchObject({ type: 'ping', sent: 1235, received: 1231, duplicates: 0 });
    expect(lines.filter(({ type }) => type === 'event').length).toBeGreaterThan(10);
  });
});

describe('wrong use', () => {
  it.each([
    [[], 'ovn-lens parse'],
    [['frob'], 'there is no command "frob"'],
    [['parse'], 'which file?'],
    [['parse', '--frob', 'x'], '--frob'],
    [['parse', '--workers', '0', 'x'], 'the number of workers is from 1 to 256'],
    [['parse', '/nonexistent/file'], 'cannot read /nonexistent/file: no such file'],
    [['parse', '/'], 'cannot read /: it is a folder'],
    [['roles'], 'which file?'],
    [['explain'], 'which place?'],
    [['explain', '/nonexistent/file'], 'cannot read /nonexistent/file: no such file'],
    [['explain', '--dialect', 'x', blocked], 'there is no dialect "x"'],
    [['explain', `${blocked}:0`], 'count from 1'],
    [['explain', `${blocked}:99999`], 'there is no line 99999'],
    [['simulate', 'none'], 'there is no preset "none"'],
    [['simulate', 'deck-rarp', '--seed', 'x'], 'the seed is a number'],
  ])('%j', async (args, message) => {
    const { status, err, out } = await run(args);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    if (args.length > 0) expect(err.trim().split('\n')).toHaveLength(1);
  });

  it.each([['parse'], ['roles'], ['explain'], ['simulate']])('%s --help', async (name) => {
    const { status, out } = await run([name, '--help']);
    expect(status).toBe(0);
    expect(out).toContain(`usage: ovn-lens ${name}`);
  });
});
