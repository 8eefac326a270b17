import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fields } from '../../../server/core/net/fields.ts';
import { detectDialect } from '../../../server/core/syntax/detect.ts';
import { NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import { OvsTraceLine } from '../../../server/core/syntax/trace/ovsTraceLine.ts';
import { parseOvsTraceRow } from '../../../server/core/syntax/trace/parseOvsTraceRow.ts';
import { sharedRoot, sharedTest } from '../../support/shared.ts';
import { faultsOfText, readLine } from './lines.ts';
import { fixtureTraces, tracesUnder } from './traceFiles.ts';

const read = (line: string) => readLine(parseOvsTraceRow, line);

describe('a line of ofproto/trace', () => {
  it.each([
    [
      'Flow: icmp,in_port=5',
      OvsTraceLine.flow,
      ['keyword:Flow', 'keyword:icmp', 'fieldName:in_port', 'number:5'],
    ],
    ['Final flow: unchanged', OvsTraceLine.flow, ['keyword:Final flow', 'word:unchanged']],
    ['Final flow: <cleared>', OvsTraceLine.flow, ['keyword:Final flow', 'word:<cleared>']],
    [' Initial flow: ', OvsTraceLine.flow, ['keyword:Initial flow']],
    ['bridge("br-int")', OvsTraceLine.bridge, ['keyword:bridge', 'string:"br-int"']],
    ['----------------', OvsTraceLine.ruler, ['punctuation:----------------']],
    ['    drop', OvsTraceLine.action, ['actionName:drop']],
    ['    thaw', OvsTraceLine.thaw, ['keyword:thaw']],
    [
      '        Resuming from table 15',
      OvsTraceLine.thaw,
      ['keyword:Resuming from', 'attributeName:table', 'number:15'],
    ],
    [
      '    restored state: table=2, cookie=0x1',
      OvsTraceLine.thaw,
      ['keyword:restored state', 'attributeName:table', 'number:2', 'attributeName:cookie', 'number:0x1'],
    ],
    ['    bucket 0', OvsTraceLine.bucket, ['keyword:bucket', 'number:0']],
    ['    73. No match.', OvsTraceLine.table, ['number:73', 'punctuation:.', 'comment:No match.']],
    [
      '37. priority 0',
      OvsTraceLine.table,
      ['number:37', 'punctuation:.', 'attributeName:priority', 'number:0'],
    ],
    [
      ' 0. ip,in_port=3, priority 1010, cookie 0xfd0a1c3f',
      OvsTraceLine.table,
      [
        'number:0',
        'punctuation:.',
        'keyword:ip',
        'fieldName:in_port',
        'number:3',
        'attributeName:priority',
        'number:1010',
        'attributeName:cookie',
        'number:0xfd0a1c3f',
      ],
    ],
    [
      '     -> NXM_NX_REG14[0..14] is now 0x2',
      OvsTraceLine.note,
      ['operator:->', 'fieldName:NXM_NX_REG14', 'bits:[0..14]', 'comment:is now', 'number:0x2'],
    ],
    [
      '     -> tunneling from aa:bb:00:00:00:03 192.168.0.13 to port "x y"',
      OvsTraceLine.note,
      [
        'operator:->',
        'comment:tunneling from',
        'mac:aa:bb:00:00:00:03',
        'ip4:192.168.0.13',
        'comment:to port',
        'string:"x y"',
      ],
    ],
    [
      '     -> conj. priority=5,reg0=0x1',
      OvsTraceLine.note,
      ['operator:->', 'keyword:conj.', 'attributeName:priority', 'number:5', 'fieldName:reg0', 'number:0x1'],
    ],
    [
      '     >> STP not in forwarding state, skipping output',
      OvsTraceLine.warning,
      ['operator:>>', 'comment:STP not in forwarding state, skipping output'],
    ],
    [
      '     >>>> over max translation depth 64 <<<<',
      OvsTraceLine.error,
      ['operator:>>>>', 'comment:over max translation depth', 'number:64', 'operator:<<<<'],
    ],
    [
      'Datapath actions: ct(zone=12,nat),recirc(0x6)',
      OvsTraceLine.datapathActions,
      [
        'keyword:Datapath actions',
        'actionName:ct',
        'attributeName:zone',
        'number:12',
        'attributeName:nat',
        'actionName:recirc',
        'number:0x6',
      ],
    ],
    [
      'recirc(0x6) - resume conntrack with ct_state=new|trk',
      OvsTraceLine.recirculation,
      [
        'keyword:recirc',
        'number:0x6',
        'comment:- resume conntrack with',
        'fieldName:ct_state',
        'word:new',
        'word:trk',
      ],
    ],
  ])('%s', (line, kind, leaves) => {
    const found = read(line);
    expect(found.problems).toEqual([]);
    expect(found.kind).toBe(kind);
    expect(found.leaves).toEqual(leaves);
  });

  it('has the numbers and fields of the rule', () => {
    const { tree } = read('12. ip,metadata=0x1, priority 100, cookie 0xf56ccdb1');
    const attributes = tree.children(0).filter((node) => tree.kind(node) === NodeKind.attribute);
    expect(attributes.map((node) => Number(tree.number(tree.children(node).at(-1) ?? -1)))).toEqual([
      12, 100, 0xf56ccdb1,
    ]);
    const match = tree.child(0, NodeKind.match);
    const [, metadata] = tree.children(match);
    expect(fields[tree.value(metadata as number)]?.name).toBe('metadata');
  });

  it('takes datapath actions of a release to come, or with a part taken out, as plain tokens', () => {
    const { leaves, problems } = read('Datapath actions: frob(x=1),recirc(X)');
    expect(problems).toEqual([]);
    expect(leaves).toEqual([
      'keyword:Datapath actions',
      'actionName:frob',
      'attributeName:x',
      'number:1',
      'actionName:recirc',
      'word:X',
    ]);
  });

  it('takes what Open vSwitch prints but does not parse', () => {
    expect(
      read('Flow: icmp,gtpu_flags=0,gtpu_msgtype=0,tun_flags=0,tun_metadata1=NP,in_port=2').problems,
    ).toEqual([]);
    expect(read('Megaflow: recirc_id=0,eth,icmp,icmp_type=0x8/0xf8').problems).toEqual([]);
    expect(read('        Restoring actions: unroll_xlate(table=2, cookie=0),output:2').leaves).toEqual([
      'keyword:Restoring actions',
      'actionName:unroll_xlate',
      'attributeName:table',
      'number:2',
      'attributeName:cookie',
      'number:0',
      'actionName:output',
      'number:2',
    ]);
  });

  it.each([
    ['    frobnicate(1)', 'no such action', 4],
    ['Flow: icmp,frob=1', 'no such field', 11],
    [' 0. ip,in_port=3', 'the line ends before the priority', 16],
    ['bridge("br-int"', 'a parenthesis is not closed', 15],
    ['37. priority 0 and more', 'unexpected text after the priority', 15],
  ])('places what is wrong in %s', (line, message, start) => {
    expect(read(line).problems[0]).toMatchObject({ message, start });
  });
});

describe('what ovn-detrace adds', () => {
  it('is a logical flow with its match and actions', () => {
    const { leaves, problems } = read(
      '  * Logical flow: table=4 (ls_out_acl), priority=1, match=(ip && !ct.est), actions=(reg0[1] = 1; next;)',
    );
    expect(problems).toEqual([]);
    expect(leaves).toEqual([
      'punctuation:*',
      'keyword:Logical flow',
      'attributeName:table',
      'number:4',
      'stageName:ls_out_acl',
      'attributeName:priority',
      'number:1',
      'keyword:match',
      'fieldName:ip',
      'operator:&&',
      'operator:!',
      'fieldName:ct.est',
      'keyword:actions',
      'fieldName:reg0',
      'bits:[1]',
      'operator:=',
      'number:1',
      'actionName:next',
    ]);
  });

  it('may have lost the quotation mark at the end of a match', () => {
    const { leaves, problems } = read(
      '  * Logical flow: table=0 (ls_out_pre_acl), priority=110, match=(ip && outport == "ln), actions=(next;)',
    );
    expect(problems).toEqual([]);
    expect(leaves).toContain('string:"ln');
    expect(leaves.at(-1)).toBe('actionName:next');
  });

  it('has nothing behind its actions', () => {
    const { leaves, problems } = read(
      '  * Logical flow: table=4 (ls_out_acl), priority=1, match=(ip), actions=(next;) and more',
    );
    expect(leaves.at(-1)).toBe('unknown:and more');
    expect(problems).toEqual([{ start: 80, end: 88, message: 'unexpected text behind the actions' }]);
  });

  it('is a record of a database', () => {
    expect(read('   * ACL: from-lport, priority=1000, match=(inport == @pg), allow').leaves).toEqual([
      'punctuation:*',
      'keyword:ACL',
      'word:from-lport',
      'attributeName:priority',
      'number:1000',
      'keyword:match',
      'fieldName:inport',
      'operator:==',
      'portGroup:@pg',
      'word:allow',
    ]);
    expect(read('  *     "sw0" (06fd7e61-802a-4026-8e63-c8ad90ebd2b8) [ingress]').leaves).toEqual([
      'punctuation:*',
      'string:"sw0"',
      'uuid:06fd7e61-802a-4026-8e63-c8ad90ebd2b8',
      'word:ingress',
    ]);
  });
});

describe('whole traces', () => {
  const pattern = /\/(?:ofproto-trace|ovn-detrace)[^/]*\.txt$/;

  it.each(fixtureTraces(pattern))('%s', (path) => {
    const text = readFileSync(path, 'utf8');
    expect(detectDialect(text)).toBe('ovs-trace');
    expect(faultsOfText(parseOvsTraceRow, text)).toEqual([]);
  });

  sharedTest('of every capture are recognised and read, with nothing unknown', () => {
    const files = tracesUnder(`${sharedRoot}captures`, pattern);
    expect(files.length).toBeGreaterThan(270);
    const faults = files.flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      const dialect = detectDialect(text);
      return [
        ...(dialect === 'ovs-trace' ? [] : [`${path} is taken for ${dialect}`]),
        ...faultsOfText(parseOvsTraceRow, text).map((fault) => `${path}: ${fault}`),
      ];
    });
    expect(faults).toEqual([]);
  });
});
