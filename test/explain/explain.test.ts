import { describe, expect, it } from 'vitest';
import { explainAt, explainRow } from '../../server/core/explain/explain.ts';
import { explanationMarkdown, explanationText } from '../../server/core/explain/markdown.ts';
import { readDumpText } from '../../server/core/model/dump.ts';
import { chooseLayout } from '../../server/core/model/layoutChoice.ts';
import { recognizeRoles } from '../../server/core/roles/recognize.ts';
import { roleTables } from '../../server/core/roles/roleTables.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

/** What is told at `$0` of the text's marked line, as a terminal prints it. */
function told(dialect: Dialect, marked: string, release = '23.03'): string[] {
  const lines = marked.split('\n');
  const row = lines.findIndex((line) => line.includes('$0'));
  const offset = encodeText((lines[row] as string).split('$0')[0] as string).length;
  const dump = readDumpText(marked.replace('$0', ''), dialect);
  const choice = chooseLayout([dump], release);
  const tables = roleTables(choice.layout);
  const roles = tables === undefined ? [] : recognizeRoles([dump], tables);
  return explainAt({ dump, choice, roles }, row, offset).map(explanationText);
}

const flow = (text: string, release?: string): string => told('ovs-openflow', text, release).join('\n\n');
const lflow = (text: string, release?: string): string => told('ovn-lflow', text, release).join('\n\n');

describe('an OpenFlow row', () => {
  it.each([
    [
      'a table',
      ' table=$039, priority=0 actions=resubmit(,40)',
      ['OFTABLE_REMOTE_OUTPUT', 'one flow in this dump', 'Table numbers of OVN 23.03'],
    ],
    [
      'a pipeline table',
      ' table=$020, priority=0 actions=drop',
      ['ls_in_lb', 'switch, logical table 12', 'lr_in_ip_routing_pre', 'router, logical table 12'],
    ],
    [
      'a register of the pipeline',
      ' table=8, priority=50,$0reg15=0x8000 actions=drop',
      ['outport', 'multicast group', '0x8000 = 32768'],
    ],
    [
      'a flag bit',
      ' table=8, priority=50,$0reg10=0x1/0x1 actions=drop',
      ['MLF_ALLOW_LOOPBACK', 'flags.loopback', 'mask'],
    ],
    [
      'bits of a register in an action',
      ' table=8, priority=50 actions=load:0x1->$0NXM_NX_REG10[0],resubmit(,9)',
      ['reg10[0]', 'MLF_ALLOW_LOOPBACK'],
    ],
    [
      'connection states',
      ' table=8, priority=50,$0ct_state=+trk-new,ip actions=drop',
      ['+trk', 'set: The packet has been through conntrack', '-new', 'not set: The packet begins'],
    ],
    ['an Ethernet type', ' table=8, priority=50,$0dl_type=0x88cc actions=drop', ['LLDP']],
    ['an ICMP type', ' table=8, priority=50,icmp6,$0icmp_type=136 actions=drop', ['136', 'neighbo']],
    ['a shorthand', ' table=0, priority=5,$0rarp actions=drop', ['rarp']],
    ['the target of a resubmit', ' table=8, priority=50 actions=resubmit(,$040)', ['OFTABLE_LOCAL_OUTPUT']],
    ['an action', ' table=8, priority=50 actions=$0resubmit(,9)', ['resubmit', 'goes on in table 9']],
    [
      'userdata',
      ' table=8, priority=50 actions=controller(userdata=$000.00.00.0a.00.00.00.00)',
      ['ICMP', 'opcode 0x'],
    ],
    [
      'a cookie',
      ' $0cookie=0xfd0a1c3f, table=65, priority=100,reg15=0x1,metadata=0x1 actions=output:3',
      ['0xfd0a1c3f = 4245298239', 'Port_Binding'],
    ],
    [
      'a cookie of infrastructure',
      ' $0cookie=0x0, table=0, priority=100,in_port=1 actions=resubmit(,40)',
      ['infrastructure'],
    ],
    ['a cookie of a pipeline', ' $0cookie=0x83bead0a, table=12, priority=100 actions=drop', ['Logical_Flow']],
    [
      'a counter',
      ' cookie=0x0, $0n_packets=5, table=1, priority=1 actions=drop',
      ['Packets that have matched'],
    ],
    [
      'a priority',
      ' table=0, $0priority=1010,rarp,in_port=3 actions=resubmit(,8)',
      ['Activates a multichassis port'],
    ],
    ['an unknown word', ' table=0, priority=1 actions=$0frobnicate(1)', ['Unknown']],
  ])('%s', (_, text, expected) => {
    const answer = flow(text);
    for (const part of expected) expect(answer).toContain(part);
  });

  it('follows the release: the same number is another table', () => {
    expect(flow(' table=$039, priority=0 actions=drop', '23.03')).toContain('OFTABLE_REMOTE_OUTPUT');
    expect(flow(' table=$039, priority=0 actions=drop', '23.03.0')).toContain('OFTABLE_CHECK_LOOPBACK');
    expect(flow(' table=$044, priority=0 actions=drop', '26.03')).toContain('OFTABLE_REMOTE_OUTPUT');
  });

  it('as a whole: one sentence, then its parts', () => {
    const dump = readDumpText(
      ' cookie=0x0, table=41, n_packets=7, priority=100,reg10=0/0x1,reg14=0x1,reg15=0x1,metadata=0x1 actions=drop\n',
      'ovs-openflow',
    );
    const [whole] = explainRow({ dump, choice: chooseLayout([dump], '23.03'), roles: [] }, 0);
    const text = explanationText(whole as NonNullable<typeof whole>);
    expect(text.split('\n')[0]).toBe(
      'This row: Packets with reg10 0 (masked), from logical port 0x1, to logical port 0x1, on datapath 0x1 are dropped.',
    );
    expect(text).toContain('7 matched this row');
  });

  it('with a role says so wherever one points', () => {
    const rows =
      ' cookie=0xa1, table=0, priority=1010,rarp,in_port=3 actions=set_field:0x1->metadata,set_field:0x1->reg14,controller(userdata=00.00.00.1a.00.00.00.00),resubmit(,8)\n cookie=0xa1, table=0, priority=1000,$0in_port=3 actions=drop\n';
    const [token, role] = told('ovs-openflow', rows);
    expect(token).toMatch(/^in_port/);
    expect(role).toContain('Blocked until active');
    expect(role).toContain('line 1');
  });
});

describe('a logical flow', () => {
  const header = 'Datapath: "sw0" (1288128b-fe07-4ab6-903a-705a16b31e92)  Pipeline: ingress\n';
  const row = (match: string, action: string): string =>
    `${header}  table=25(ls_in_l2_lkup), priority=50   , match=(${match}), action=(${action})\n`;

  it.each([
    [
      'its stage',
      `${header}  table=25($0ls_in_l2_lkup), priority=50   , match=(1), action=(drop;)\n`,
      ['ls_in_l2_lkup', 'logical table', '25', 'OpenFlow table', '33'],
    ],
    ['a field', row('$0eth.dst == 50:54:00:00:00:10', 'next;'), ['eth.dst', '48 bits', 'eth_dst']],
    ['a predicate', row('$0ip4 && tcp', 'next;'), ['ip4', 'eth.type == 0x800']],
    ['a register bit', row('$0reg0[1] == 1', 'next;'), ['reg0[1]', 'REGBIT_CONNTRACK_COMMIT']],
    ['a port', row('inport == $0"vm"', 'next;'), ['A logical port']],
    ['an address set', row('ip4.src == $0$as1', 'next;').replace('$0$as1', '$0$as1'), ['address set']],
    ['an action', row('1', '$0ct_next;'), ['ct_next', 'conntrack']],
    ['a block', row('arp', '$0arp { eth.dst = ff:ff:ff:ff:ff:ff; output; };'), ['arp']],
    ['a field that is written', row('1', '$0outport = "vm"; output;'), ['outport']],
  ])('explains %s', (_, text, expected) => {
    const answer = lflow(text);
    for (const part of expected) expect(answer).toContain(part);
  });

  it('says when its number is of another release', () => {
    expect(
      lflow(`${header}  table=27($0ls_in_l2_lkup), priority=50   , match=(1), action=(drop;)\n`),
    ).toContain('another numbering');
  });
});

describe('hostile text', () => {
  const hostile = [
    '[click](command:workbench.action.terminal.new)',
    '<img src=x onerror=alert(1)>',
    '![x](https://evil.example/x.png)',
    '`code` **bold** | table',
    'https://evil.example',
    '\u202Eright to left\u0007',
    '$(warning)',
  ];

  it.each(hostile)('shows as text: %j', (text) => {
    const markdown = explanationMarkdown({
      span: { start: 0, end: 1 },
      title: [text],
      summary: [text, { strong: text }],
      parts: [{ label: [text], text: [text] }],
      notes: [[text]],
    });
    expect(markdown).not.toMatch(/(?<!\\)\[[^\]]*(?<!\\)\]\(/);
    expect(markdown).not.toMatch(/<(?!\/?br)/);
    expect(markdown).not.toMatch(/(?<!\\)!\[/);
    expect(markdown).not.toMatch(/(?<!\\)\$\(/);
    expect(markdown).not.toContain('https://');
    expect(markdown).not.toMatch(/[\u0000-\u0008\u202A-\u202E\u2066-\u2069]/);
  });

  it('keeps spaces of a title out of the marks', () => {
    const markdown = explanationMarkdown({
      span: { start: 0, end: 1 },
      title: ['table 39', ' ', { code: 'X' }, ' (a)'],
      summary: [],
      parts: [],
      notes: [],
    });
    expect(markdown).toBe('**table 39** `X` **\\(a\\)**');
  });

  it('stays inside a code span, whatever backticks it has', () => {
    const markdown = explanationMarkdown({
      span: { start: 0, end: 1 },
      title: [{ code: 'a``b`' }],
      summary: [],
      parts: [{ label: [{ code: 'x|y' }], text: [] }],
      notes: [],
    });
    expect(markdown.split('\n')[0]).toBe('``` a``b` ```');
    expect(markdown).toContain('`x\\|y`');
  });
});
