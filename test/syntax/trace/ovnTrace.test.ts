import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detectDialect } from '../../../server/core/syntax/detect.ts';
import { actionWords } from '../../../server/core/syntax/lflow/actionTable.ts';
import { NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import { OvnTraceLine } from '../../../server/core/syntax/trace/ovnTraceLine.ts';
import { parseOvnTraceRow } from '../../../server/core/syntax/trace/parseOvnTraceRow.ts';
import { sharedRoot, sharedTest } from '../../support/shared.ts';
import type { SyntaxProblem } from '../../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { faultsOf } from '../openflow/treeChecks.ts';
import { faultsOfText, ovnSeparators, readLine } from './lines.ts';
import { fixtureTraces, tracesUnder } from './traceFiles.ts';

const read = (line: string) => readLine(parseOvnTraceRow, line);

describe('a line of ovn-trace', () => {
  it('of a change with nothing below it ends with a semicolon', () => {
    for (const line of ['ct_next(ct_state=est|trk);', 'ct_snat(ip4.src=10.1.2.3);']) {
      const bytes = encodeText(line);
      const tree = new Tree();
      const problems: SyntaxProblem[] = [];
      parseOvnTraceRow(bytes, 0, bytes.length, tree, problems);
      expect(problems).toEqual([]);
      expect(tree.value(0)).toBe(OvnTraceLine.transformation);
    }
  });

  it.each([
    [
      '# icmp,reg14=0x1,nw_frag=no',
      OvnTraceLine.packet,
      ['keyword:#', 'keyword:icmp', 'fieldName:reg14', 'number:0x1', 'fieldName:nw_frag', 'word:no'],
    ],
    ['# Summary trace.', OvnTraceLine.title, ['keyword:# Summary trace.']],
    ['# a remark of mine', OvnTraceLine.comment, ['comment:# a remark of mine']],
    [
      'ingress(dp="sw0", inport="vm") {',
      OvnTraceLine.pipeline,
      [
        'keyword:ingress',
        'attributeName:dp',
        'datapathName:"sw0"',
        'attributeName:inport',
        'portName:"vm"',
        'punctuation:{',
      ],
    ],
    [
      '        multicast(dp="sw0", mcgroup="_MC_flood")',
      OvnTraceLine.pipeline,
      [
        'keyword:multicast',
        'attributeName:dp',
        'datapathName:"sw0"',
        'attributeName:mcgroup',
        'string:"_MC_flood"',
      ],
    ],
    [
      ' 4. ls_in_pre_acl (northd.c:5922): ip && !ct.est, priority 100, uuid f56ccdb1',
      OvnTraceLine.stage,
      [
        'number:4',
        'punctuation:.',
        'stageName:ls_in_pre_acl',
        'comment:northd.c:5922',
        'fieldName:ip',
        'operator:&&',
        'operator:!',
        'fieldName:ct.est',
        'attributeName:priority',
        'number:100',
        'attributeName:uuid',
        'uuid:f56ccdb1',
      ],
    ],
    [
      '14. (inport == "a: b" || ip), priority 1, uuid 00000001',
      OvnTraceLine.stage,
      [
        'number:14',
        'punctuation:.',
        'fieldName:inport',
        'operator:==',
        'string:"a: b"',
        'operator:||',
        'fieldName:ip',
        'attributeName:priority',
        'number:1',
        'attributeName:uuid',
        'uuid:00000001',
      ],
    ],
    [
      '13. ls_in_x: no match (implicit drop)',
      OvnTraceLine.stage,
      ['number:13', 'punctuation:.', 'stageName:ls_in_x', 'comment:no match (implicit drop)'],
    ],
    ['    next;', OvnTraceLine.action, ['actionName:next']],
    ['    output("vm");', OvnTraceLine.action, ['actionName:output', 'portName:"vm"']],
    [
      '    put_dhcp_opts(offerip = 10.0.0.10);',
      OvnTraceLine.action,
      ['actionName:put_dhcp_opts', 'attributeName:offerip', 'ip4:10.0.0.10'],
    ],
    [
      'ct_lb_mark /* default (use --ct to customize) */ {',
      OvnTraceLine.transformation,
      ['actionName:ct_lb_mark', 'comment:/* default (use --ct to customize) */', 'punctuation:{'],
    ],
    [
      'ct_next(ct_state=est|trk /* default */)',
      OvnTraceLine.transformation,
      ['actionName:ct_next', 'attributeName:ct_state', 'word:est', 'word:trk', 'comment:/* default */'],
    ],
    [
      'ct_snat(ip4.src=172.16.0.2)',
      OvnTraceLine.transformation,
      ['actionName:ct_snat', 'attributeName:ip4.src', 'ip4:172.16.0.2'],
    ],
    ['arp', OvnTraceLine.transformation, ['actionName:arp']],
    ['    /* output to "vm", type "" */;', OvnTraceLine.remark, ['comment:/* output to "vm", type "" */']],
    ['    *** TTL underflow', OvnTraceLine.error, ['operator:***', 'comment:TTL underflow']],
    [
      'LOG: ACL name=a, b, direction=OUT, verdict=drop, severity=info, packet="udp,reg0=0x5"',
      OvnTraceLine.log,
      [
        'keyword:LOG',
        'keyword:ACL',
        'attributeName:name',
        'word:a, b',
        'attributeName:direction',
        'word:OUT',
        'attributeName:verdict',
        'word:drop',
        'attributeName:severity',
        'word:info',
        'attributeName:packet',
        'punctuation:"',
        'keyword:udp',
        'fieldName:reg0',
        'number:0x5',
        'punctuation:"',
      ],
    ],
    [
      'select: reg8[16..31] = 3 /* Randomly selected. Use --select-id to specify. */',
      OvnTraceLine.select,
      [
        'keyword:select:',
        'fieldName:reg8',
        'bits:[16..31]',
        'operator:=',
        'number:3',
        'comment:/* Randomly selected. Use --select-id to specify. */',
      ],
    ],
    ['    };', OvnTraceLine.end, ['punctuation:}']],
    ['--', OvnTraceLine.ruler, ['punctuation:--']],
  ])('%s', (line, kind, leaves) => {
    const found = read(line);
    expect(found.problems).toEqual([]);
    expect(found.kind).toBe(kind);
    expect(found.leaves).toEqual(leaves);
  });

  it.each([
    'LOG: x ACL name=a, direction=OUT, verdict=drop, severity=info, packet="udp"',
    '19. ls_in_arp_rsp (): 1, priority 50, uuid e9ef33ac',
  ])('leaves out nothing of %s, which nobody prints', (line) => {
    expect(faultsOf(read(line).tree, encodeText(line), ovnSeparators)).toEqual([]);
  });

  it('has the first part of the logical flow’s UUID as a number', () => {
    const { tree } = read(' 0. ls_in_acl (northd.c:1): 1, priority 50, uuid e9ef33ac');
    const uuid = tree.children(0).at(-1) ?? -1;
    expect(tree.value(tree.children(uuid)[1] ?? -1) >>> 0).toBe(0xe9ef33ac);
  });

  it('reads an OpenFlow row as in a dump', () => {
    const { tree, kind, problems } = read(
      '    cookie=0xf56ccdb1, duration=6.966s, table=12, n_packets=0, n_bytes=0, priority=100,ip actions=resubmit(,13)',
    );
    expect(problems).toEqual([]);
    expect(kind).toBe(OvnTraceLine.openFlow);
    expect(tree.child(0, NodeKind.actions)).toBeGreaterThan(0);
  });

  it('names the action of a transformation', () => {
    const { tree } = read('clone {');
    expect(actionWords[tree.value(tree.child(0, NodeKind.action))]?.name).toBe('clone');
  });

  it.each([
    ['frob {', "Syntax error at `frob' expecting action.", 0],
    [' 0. ls_in_acl (northd.c:1): ip', 'the line ends before the priority', 30],
    [' 0. ls_in_acl (northd.c:1): ip, priority 5, uuid xyz', 'eight hexadecimal digits are expected', 49],
    ['ingress(dp="sw0"', "Syntax error at end of input expecting `)'.", 16],
    ['    }; more', 'unexpected text after the brace', 7],
  ])('places what is wrong in %s', (line, message, start) => {
    expect(read(line).problems[0]).toMatchObject({ message, start });
  });
});

describe('whole traces', () => {
  const pattern = /\/ovn-trace[^/]*\.txt$/;

  it.each(fixtureTraces(pattern))('%s', (path) => {
    const text = readFileSync(path, 'utf8');
    expect(detectDialect(text)).toBe('ovn-trace');
    expect(faultsOfText(parseOvnTraceRow, text)).toEqual([]);
  });

  sharedTest('of every capture are recognised and read, with nothing unknown', () => {
    const files = tracesUnder(`${sharedRoot}captures`, pattern);
    expect(files.length).toBeGreaterThan(160);
    const faults = files.flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      const dialect = detectDialect(text);
      return [
        ...(dialect === 'ovn-trace' ? [] : [`${path} is taken for ${dialect}`]),
        ...faultsOfText(parseOvnTraceRow, text).map((fault) => `${path}: ${fault}`),
      ];
    });
    expect(faults).toEqual([]);
  });
});
