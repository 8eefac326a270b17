import { describe, expect, it } from 'vitest';
import {
  type GroupCommand,
  groupParser,
  parseGroupRow,
} from '../../../server/core/syntax/groups/parseRow.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { faultsOf, hasUnknown } from '../openflow/treeChecks.ts';
import { parseRow, problemTexts, treeText } from '../rows.ts';

describe('what a switch prints and takes', () => {
  it.each([
    'OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):',
    ' group_id=1,type=select,selection_method=hash,selection_method_param=7,fields(eth_dst,ip_dst=255.255.255.0),bucket=bucket_id:0,weight:5,actions=output:1,bucket=bucket_id:1,weight:6,actions=ct(commit,zone=5,nat(src=10.0.0.1)),resubmit(,3)',
    ' group_id=2,type=ff,bucket=bucket_id:0,watch_port:2,actions=output:1,bucket=bucket_id:1,watch_group:1,actions=output:2',
    ' group_id=3,type=all,bucket=actions=drop',
    ' group_id=1,duration=1.038s,ref_count=1,packet_count=1,byte_count=106,bucket0:packet_count=0,byte_count=0',
    'group_id=1234,type=all,bucket=output:10,move:NXM_NX_REG1[]->NXM_OF_IP_SRC[],bucket=output:11',
    'add group_id=1,type=indirect,bucket=output:p1 # a note',
    'insert_bucket group_id=1,command_bucket_id=last,bucket=bucket_id:3,actions=output:1',
    'group add group_id=5 type=all',
    'delete',
    ' Group table:',
    '    Types:  0xf',
    '    fast failover group:',
    '       max_groups=0x4',
    '       actions: output strip_vlan push_vlan',
    '# a comment',
  ])('%s', (line) => {
    const { tree, problems } = parseRow(parseGroupRow, line);
    expect(problems).toEqual([]);
    expect(hasUnknown(tree)).toBe(false);
    expect(faultsOf(tree, encodeText(line))).toEqual([]);
  });
});

it('has a tree of buckets, each with the actions of a flow', () => {
  expect(
    treeText(parseRow(parseGroupRow, 'group_id=1,type=select,bucket=weight:5,output:1,bucket=actions=drop')),
  ).toBe(
    'row(attribute(attributeName group_id number 1) attribute(attributeName type word select) ' +
      'argument(attributeName bucket attribute(attributeName weight number 5) ' +
      'actions(action(actionName output number 1))) ' +
      'argument(attributeName bucket keyword actions actions(action(actionName drop))))',
  );
});

describe('refuses as Open vSwitch does', () => {
  const refused: readonly (readonly [GroupCommand, string, string])[] = [
    ['add', 'type=all', 'must specify a group_id'],
    ['add', 'group_id=1', 'must specify a type'],
    ['add', 'group_id=1,type=foo', 'invalid group type foo'],
    ['add', 'group_id=4294967041,type=all', 'invalid group id 4294967041'],
    ['add', 'group_id=x,type=all', 'invalid numeric format x'],
    ['add', 'group_id=1,type=all,foo=5', 'unknown keyword foo'],
    ['add', 'group_id=1,type=select,bucket=weight:65536,output:1', 'invalid weight "65536"'],
    ['add', 'group_id=1,type=all,bucket=weight:5,output:1', 'Only select groups can have bucket weights.'],
    ['add', 'group_id=1,type=ff,bucket=output:1', 'fast failover bucket requires watch_port or watch_group'],
    ['add', 'group_id=1,type=all,bucket=', 'bucket must specify actions'],
    [
      'add',
      'group_id=1,type=indirect,bucket=drop,bucket=drop',
      'Indirect groups can have at most one bucket.',
    ],
    [
      'add',
      'group_id=1,type=select,fields(ip_src)',
      'fields may only be specified with "selection_method=hash"',
    ],
    ['add', 'group_id=1,type=all,command_bucket_id=1', 'command bucket id is not needed'],
    ['insert_bucket', 'group_id=1,bucket=output:1', 'must specify a command bucket id'],
    [
      'insert_bucket',
      'group_id=1,command_bucket_id=all,bucket=drop',
      'command_bucket_id=all is not permitted',
    ],
    ['insert_bucket', 'group_id=1,type=all,command_bucket_id=first', 'type is not needed'],
    ['remove_bucket', 'group_id=1,command_bucket_id=first,bucket=drop', 'bucket is not needed'],
    ['delete', 'group_id=1,type=all', 'type is not needed'],
  ];
  it.each(refused)('%s %s', (command, text, message) => {
    const { problems } = parseRow(groupParser(command), text);
    expect(problems[0]?.message).toBe(message);
  });
});

it('gives each problem its place', () => {
  expect(problemTexts(parseGroupRow, 'group_id=1,type=all,bukket=output:1')).toEqual([
    'bukket=output:1: unknown keyword bukket',
  ]);
  expect(problemTexts(parseGroupRow, 'group_id=1,type=all,bucket=fly(1)')).toEqual([
    'fly(1): no such action',
  ]);
});

it('cuts comments off before anything else', () => {
  const line = 'group_id=1,type=all,bucket=actions=#drop,bucket=actions=drop';
  const row = parseRow(parseGroupRow, line);
  expect(faultsOf(row.tree, encodeText(line))).toEqual([]);
  expect(treeText(row)).toMatch(/ comment #drop,bucket=actions=drop\)$/);
});
