import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConntrackRow } from '../../../server/core/syntax/conntrack/parseRow.ts';
import { printDatapathItems } from '../../../server/core/syntax/datapath/print.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { faultsOf, hasUnknown } from '../openflow/treeChecks.ts';
import { parseRow, problemTexts, treeText } from '../rows.ts';

const fixture = new URL('../../fixtures/captures/23.03/p2/hv2/dpctl-dump-conntrack.txt', import.meta.url);
const lines = readFileSync(fixture, 'utf8')
  .split('\n')
  .filter((line) => line !== '');

const ours = [
  'tcp,orig=(src=fc00::1,dst=fc00::2,sport=1,dport=2,packets=3,bytes=4),reply=(src=fc00::2,dst=fc00::1,sport=2,dport=1),id=5,zone=1,status=SEEN_REPLY|CONFIRMED,timeout=5,mark=1,labels=0x4d2000000000000000000000001,protoinfo=(state_orig=ESTABLISHED,wscale_orig=7,flags_orig=WINDOW_SCALE|SACK_PERM),helper=ftp,parent=(src=1.1.1.1,dst=2.2.2.2,sport=1,dport=2)',
  'icmp,orig=(src=10.1.1.1,dst=10.1.1.2,id=<cleared>,type=8,code=0),reply=(src=10.1.1.2,dst=10.1.1.1,id=<cleared>,type=0,code=0)',
];
const kernels = [
  'ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=22 dport=33 packets=1 bytes=2 src=10.0.0.2 dst=10.0.0.1 sport=33 dport=22 packets=3 bytes=4 [ASSURED] mark=0 zone=5 use=2',
  'udp      17 29 src=fe80::1 dst=ff02::fb sport=5353 dport=5353 [UNREPLIED] src=ff02::fb dst=fe80::1 sport=5353 dport=5353 mark=0 secctx=system_u:object_r:unlabeled_t:s0 use=1',
  '[1700000000.123456]\t    [NEW] tcp      6 120 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=22 dport=33 zone-orig=3 delta-time=2',
  'conntrack v1.4.6 (conntrack-tools): 3 flow entries have been shown.',
];

describe('real rows', () => {
  it.each([...lines, ...ours, ...kernels])('%s', (line) => {
    const { tree, problems } = parseRow(parseConntrackRow, line);
    expect(problems).toEqual([]);
    expect(hasUnknown(tree)).toBe(false);
    expect(faultsOf(tree, encodeText(line))).toEqual([]);
  });

  it('has connections', () => expect(lines.length).toBe(13));

  it.each(lines)('prints %s again', (line) =>
    expect(printDatapathItems(parseRow(parseConntrackRow, line))).toBe(line),
  );
});

it('has a tree of its own for each form', () => {
  expect(treeText(parseRow(parseConntrackRow, 'udp,orig=(src=10.0.0.1,sport=1),zone=5'))).toBe(
    'row(keyword udp argument(attributeName orig argument(attributeName src ip4 10.0.0.1) ' +
      'argument(attributeName sport number 1)) argument(attributeName zone number 5))',
  );
  expect(treeText(parseRow(parseConntrackRow, 'tcp 6 9 CLOSE src=10.0.0.1 [ASSURED] use=1'))).toBe(
    'row(keyword tcp number 6 number 9 word CLOSE attribute(attributeName src ip4 10.0.0.1) ' +
      'word [ASSURED] attribute(attributeName use number 1))',
  );
});

it.each([
  ['udp,orig=(sport=65536)', '65536: the number is wider than 16 bits'],
  ['udp,orig=(src=here)', 'here: an address is expected'],
  ['udp,colour=5', 'colour=5: there is nothing of that name here'],
  ['udp,orig=(src=10.0.0.1', ': a parenthesis is not closed'],
  ['tcp 6 9 src=10.0.0.1 [ASSURED', '[ASSURED: a bracket is not closed'],
  ['tcp 6 9 src= dst=10.0.0.1', ': a value is missing'],
  ['Dear reader', ': the line ends before the addresses'],
])('%s', (line, problem) => {
  expect(problemTexts(parseConntrackRow, line)).toContain(problem);
});
