import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printProtocols, Version } from '../../../server/core/syntax/openflow/exact/protocols.ts';
import {
  firstBucket,
  type GroupMod,
  type GroupModCommand,
  readGroup,
} from '../../../server/core/syntax/openflow/exact/readGroup.ts';
import { Rejection } from '../../../server/core/syntax/openflow/exact/rejection.ts';
import { printActions } from '../../../server/core/syntax/openflow/print.ts';
import { printGroup, printGroupMod } from '../../../server/core/syntax/openflow/printGroup.ts';

const read = (text: string, command: GroupModCommand = 'add'): GroupMod => {
  const group = readGroup(text, { naming: 'reject', command });
  if (group instanceof Rejection) throw group;
  return group;
};

describe('a group that a person writes', () => {
  it('has its attributes and its buckets', () => {
    const group = read(
      'group_id=77 type=select selection_method=hash,fields(ipv6_dst=ffff::,udp_src),selection_method_param=0x10,' +
        'bucket=weight:9,watch_port=3,output:4,bucket=bucket_id=8,actions=set_field:1->reg2,group:78',
    );
    expect(group).toMatchObject({
      command: 'add',
      id: 77,
      type: 'select',
      selectionMethod: 'hash',
      selectionParam: 16n,
    });
    expect(group.fields.map(({ field }) => field.name)).toEqual(['ipv6_dst', 'udp_src']);
    expect(group.buckets.map(({ actions }) => printActions(actions))).toEqual([
      'output:4',
      'set_field:0x1->reg2,group:78',
    ]);
    expect(group.buckets).toMatchObject([
      { weight: 9, watchPort: 3, id: undefined },
      { weight: 1, watchPort: undefined, id: 8 },
    ]);
  });

  it('begins with a command in a file, if only with its first letters', () => {
    const commandOf = (text: string): string => {
      const group = readGroup(text, { naming: 'keep' });
      return group instanceof Rejection ? group.message : group.command;
    };
    expect(commandOf(' mod group_id=4,type=all')).toBe('modify');
    expect(commandOf('insert_bucket group_id=4,command_bucket_id=first,bucket=vm1')).toBe('insert_bucket');
    expect(commandOf('add_or group_id=4,type=all')).toBe('add_or_mod');
    expect(commandOf('group_id=4,type=all')).toBe('add');
    expect(commandOf('delete')).toBe('delete');
    expect(commandOf('drop group_id=4')).toBe('unknown keyword drop');
  });

  it('goes into or out of a group bucket by bucket', () => {
    const group = read('group_id=9,command_bucket_id=first,bucket=bucket_id:3,actions=drop', 'insert_bucket');
    expect(group.commandBucket).toBe(firstBucket);
    const removal = read('group_id=9,command_bucket_id=all', 'remove_bucket');
    expect(removal.commandBucket).toBeUndefined();
    expect(printProtocols(removal.protocols)).toBe('OpenFlow10,NXM,OXM-OpenFlow15');
  });

  it.each([
    ['add', 'type=all', 'must specify a group_id'],
    ['add', 'group_id=1', 'must specify a type'],
    ['add', 'group_id=4294967040,type=all', 'group 4294967040'],
    ['add', 'group_id=4294967041,type=all', 'invalid group id 4294967041'],
    ['add', 'group_id=0xg,type=all', 'invalid numeric format 0xg'],
    ['add', 'group_id=1,type=any', 'invalid group type any'],
    ['add', 'group_id=1,type=all,colour=red', 'unknown keyword colour'],
    ['add', 'group_id=1,type=all,bucket=weight:3,actions=1', 'Only select groups can have bucket weights.'],
    ['add', 'group_id=1,type=indirect,bucket=1,bucket=2', 'Indirect groups can have at most one bucket.'],
    ['add', 'group_id=1,type=ff,bucket=1', 'fast failover bucket requires watch_port or watch_group'],
    ['add', 'group_id=1,type=ff,bucket=watch_port:normal,1', 'normal: invalid watch_port'],
    ['add', 'group_id=1,type=all,bucket=', 'bucket must specify actions'],
    ['add', 'group_id=1,type=all,bucket=goto_table:3', 'goto_table instruction not allowed here'],
    [
      'add',
      'group_id=1,type=select,fields(udp_dst)',
      'fields may only be specified with "selection_method=hash"',
    ],
    [
      'add',
      'group_id=1,type=select,selection_method_param=3',
      'selection_method_param is only allowed with "selection_method"',
    ],
    [
      'add',
      'group_id=1,type=select,selection_method=a_very_long_name',
      'selection method is longer than 15 bytes long',
    ],
    [
      'add',
      'group_id=1,type=select,selection_method=hash,fields(udp_dst,udp_dst)',
      'udp_dst: duplicate field',
    ],
    ['add', 'group_id=1,type=select,selection_method=hash,fields(foo,udp_dst)', 'udp_dst: unknown field foo'],
    [
      'add',
      'group_id=1,type=select,selection_method=hash,fields(nw_proto=3)',
      '3: invalid mask for field nw_proto',
    ],
    ['add', 'group_id=1,type=all,command_bucket_id=3', 'command bucket id is not needed'],
    ['delete', 'group_id=1,type=all', 'type is not needed'],
    ['delete', 'group_id=1,bucket=1', 'bucket is not needed'],
    ['insert_bucket', 'group_id=1,bucket=1', 'must specify a command bucket id'],
    ['insert_bucket', 'group_id=1,command_bucket_id=all,bucket=1', 'command_bucket_id=all is not permitted'],
    ['remove_bucket', 'group_id=1,command_bucket_id=4294967042', 'invalid command bucket id 4294967042'],
  ] as const)('%s %s: %s', (command, text, words) => {
    const group = readGroup(text, { naming: 'reject', command });
    expect(group instanceof Rejection ? group.message : `group ${group.id}`).toBe(words);
  });
});

/** What `ovs-ofctl` of Open vSwitch 3.1 said to generated groups: the message that it sent, or why it sent none. */
const answers = readFileSync(new URL('../../fixtures/openflow/groups.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { command: GroupModCommand; of: string; input: string; answer: string });

describe('a group in the spelling of Open vSwitch', () => {
  it('has answers of every version to look at', () => {
    expect(new Set(answers.map(({ of }) => of)).size).toBe(6);
    expect(answers.filter(({ answer }) => answer.includes('_GROUP_MOD')).length).toBeGreaterThan(100);
  });

  it.each(answers)('$command in OpenFlow $of: $input', ({ command, of, input, answer }) => {
    const group = readGroup(input, { naming: 'reject', command });
    const printed =
      group instanceof Rejection ? group.message : printGroupMod(group, (Number(of) - 9) as Version);
    expect(printed).toBe(answer);
  });

  it('is a line of a dump, whose names and numbers are as in one', () => {
    const group = readGroup(
      'group_id=0x0b type=fast_failover,bucket=watch_port:p1,output:"vm-a",bucket=p1,bucket_id=3,watch_group=2,watch_port=vm-a',
      { naming: 'keep', command: 'add' },
    );
    if (group instanceof Rejection) throw group;
    expect(printGroup(group, Version.of15)).toBe(
      'group_id=11,type=ff,bucket=bucket_id:0,watch_port:p1,actions=output:"vm-a",bucket=bucket_id:3,watch_port:"vm-a",watch_group:2,actions=output:p1',
    );
    expect(printGroup(group, Version.of13)).toBe(
      'group_id=11,type=ff,bucket=watch_port:p1,actions=output:"vm-a",bucket=watch_port:"vm-a",watch_group:2,actions=output:p1',
    );
  });

  it('is none where the switch refuses the message', () => {
    const refused = printGroup(read('group_id=1,type=indirect'), Version.of13);
    expect(refused instanceof Rejection ? refused.message : refused).toBe('OFPGMFC_INVALID_GROUP');
  });
});
