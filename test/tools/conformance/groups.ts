import {
  type GroupMod,
  type GroupModCommand,
  readGroup,
} from '../../../server/core/syntax/openflow/exact/readGroup.ts';
import { Version } from '../../../server/core/syntax/openflow/exact/protocols.ts';
import { Rejection } from '../../../server/core/syntax/openflow/exact/rejection.ts';
import { printGroup, printGroupMod } from '../../../server/core/syntax/openflow/printGroup.ts';
import { type GroupCommand, groupParser } from '../../../server/core/syntax/groups/parseRow.ts';
import type { SyntaxProblem } from '../../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import type { ConformanceKinds, ConformanceResult } from './case.ts';

const commands: { readonly [via: string]: GroupCommand | undefined } = {
  'add-group': 'add',
  'mod-group': 'modify',
  'del-groups': 'delete',
  'insert-buckets': 'insert_bucket',
  'remove-buckets': 'remove_bucket',
};

export const groupKinds: ConformanceKinds = {
  'ofp-group': (testCase) => {
    const input = String(testCase['input']);
    const via = String(testCase['via']);
    const isAccepted = testCase['accepted'] === true;
    if (input === '-') return { ok: true, got: '', leftOut: 'the group is read from elsewhere' };
    const bytes = encodeText(input);
    const problems: SyntaxProblem[] = [];
    groupParser(commands[via] ?? 'add')(bytes, 0, bytes.length, new Tree(), problems);
    // What the switch refuses besides: an indirect group without its bucket.
    const messages = problems.map(({ message }) => message);
    const command: GroupModCommand = commands[via] ?? 'add';
    const group = readGroup(input, via === 'add-groups' ? { naming: 'keep' } : { naming: 'keep', command });
    const version = versionOf(testCase['of']);
    if (group instanceof Rejection) messages.unshift(group.message);
    const needsNewer = via.endsWith('-buckets') && version !== Version.of15;
    if (needsNewer && messages.length === 0) {
      messages.push(`${via.replace('buckets', 'bucket')} needs OpenFlow 1.5 or later ('-O OpenFlow15')`);
    }
    const { expected } = testCase;
    if (typeof expected === 'string' && !(group instanceof Rejection))
      return printed(group, version, expected);
    const got = messages.join('; ') || 'accepted';
    const isStateful = via.endsWith('-buckets') && testCase['error'] === undefined;
    if (!isAccepted && messages.length === 0 && isStateful) {
      return { ok: false, got, leftOut: 'refused for the groups that the switch has' };
    }
    const { error } = testCase;
    return { ok: isAccepted ? messages.length === 0 : error === undefined || messages[0] === error, got };
  },
};

/** The form of a message, or of a line of `dump-groups`. */
function printed(group: GroupMod, version: Version, expected: string): ConformanceResult {
  const isMessage = expected.includes('_GROUP_MOD');
  const made = isMessage ? printGroupMod(group, version) : printGroup(group, version);
  const got = made instanceof Rejection ? made.message : made;
  return { ok: got === expected.trim(), got };
}

/** OpenFlow 1.0 where the case says none: its messages tell all of a group. */
function versionOf(name: unknown): Version {
  const minor = typeof name === 'string' ? /1\.?([0-5])$/.exec(name)?.[1] : undefined;
  return minor === undefined ? Version.of10 : ((Number(minor) + 1) as Version);
}
