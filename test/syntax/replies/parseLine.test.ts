import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMeterRow, parsePortRow } from '../../../server/core/syntax/replies/parseLine.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { faultsOf, hasUnknown } from '../openflow/treeChecks.ts';
import { parseRow, problemTexts, treeText } from '../rows.ts';

const folder = new URL('../../fixtures/captures/23.03/p2/hv2/', import.meta.url);
const ports = readFileSync(new URL('br-int.ports-desc.txt', folder), 'utf8').split('\n');

describe('ports', () => {
  it.each([
    ...ports,
    'OFPT_FEATURES_REPLY (xid=0x1): dpid:0000505400000001',
    'n_tables:255, n_buffers:256, auxiliary_id:1',
    'capabilities: FLOW_STATS TABLE_STATS PORT_STATS',
    '     current:    100MB-FD AUTO_NEG',
    '  port  2: rx pkts=103766, bytes=39651480, drop=?, errs=0, frame=0, over=0, crc=0',
    '           tx pkts=136, bytes=11512, drop=0, errs=0, coll=0',
    '           duration=1.001s',
    '           CUSTOM Statistics',
    '  port "vm-1": rx pkts=1',
    '  port 3 queue 1: bytes=302, pkts=1, errors=0, duration=?',
    '  tables 2...253: ditto',
    '  table 0 ("table0"):',
    '    (same features)',
    '    active=1, lookup=0, matched=0',
    '  bridge ipfix: flows=20, current flows=0, sampled pkts=20',
    'OFPT_GET_CONFIG_REPLY (xid=0x4): frags=normal miss_send_len=0',
  ])('%s', (line) => {
    const { tree, problems } = parseRow(parsePortRow, line);
    expect(problems).toEqual([]);
    expect(hasUnknown(tree)).toBe(false);
    expect(faultsOf(tree, encodeText(line)).filter((fault) => !/in no leaf/.test(fault))).toEqual([]);
  });

  it('have a number and a name', () => {
    expect(treeText(parseRow(parsePortRow, ' 1(ovn-hv1-0): addr:6a:e6:51:4a:85:19'))).toBe(
      'row(attribute(number 1 portName ovn-hv1-0) attribute(attributeName addr mac 6a:e6:51:4a:85:19))',
    );
    expect(treeText(parseRow(parsePortRow, ' LOCAL(br-int): addr:6a:e6:51:4a:85:19'))).toMatch(
      /^row\(attribute\(portName LOCAL portName br-int\)/,
    );
  });

  it('are not prose', () => {
    expect(problemTexts(parsePortRow, 'Dear reader')).toEqual(['Dear reader: no line of such a reply']);
  });
});

describe('meters', () => {
  it.each([
    'OFPST_METER_CONFIG reply (OF1.3) (xid=0x2):',
    'meter=1 kbps burst stats bands=',
    'type=dscp_remark rate=1048576 burst_size=61440 prec_level=0',
    'meter:1 flow_count:5 packet_in_count:4096 byte_in_count:143360 duration:394.174990148s bands:',
    '0: packet_count:126 byte_count:13363',
    'max_meter:65536 max_bands:16 max_color:2',
    'band_types: drop dscp_remark',
    'capabilities: kbps pktps burst stats',
    'meter=controller,kbps,burst,band=type=drop,rate=1,burst_size=2',
    'add meter=1 pktps stats bands=type=drop rate=5',
  ])('%s', (line) => {
    const { tree, problems } = parseRow(parseMeterRow, line);
    expect(problems).toEqual([]);
    expect(hasUnknown(tree)).toBe(false);
    expect(faultsOf(tree, encodeText(line))).toEqual([]);
  });

  it.each([
    ['meter=foo', 'foo: the number of a meter is expected'],
    ['meter=1 kbsp bands=', 'kbsp: meters have nothing of that name'],
    ['meter=1 bands=type=fly', 'fly: drop or dscp_remark is expected'],
    ['type=drop rate=fast', 'fast: a number is expected'],
    ['type=drop speed=5', 'speed: meters have nothing of that name'],
    ['type=drop rate=', ': a value is missing'],
  ])('%s', (line, problem) => {
    expect(problemTexts(parseMeterRow, line).map((text) => text.replace(/^.*(?=: a value)/, ''))).toContain(
      problem,
    );
  });
});
