import { type GroupModCommand, readGroup } from '../../../server/core/syntax/openflow/exact/readGroup.ts';
import { Rejection } from '../../../server/core/syntax/openflow/exact/rejection.ts';
import { type GroupCommand, parseGroupMod } from '../../../server/core/syntax/groups/parseRow.ts';
import type { SyntaxProblem } from '../../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import type { ConformanceKinds } from './case.ts';

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
    parseGroupMod(bytes, 0, bytes.length, new Tree(), problems, commands[via] ?? 'add');
    // What the switch refuses besides: an indirect group without its bucket.
    const messages = problems.map(({ message }) => message);
    const command: GroupModCommand = commands[via] ?? 'add';
    const group = readGroup(input, via === 'add-groups' ? { naming: 'keep' } : { naming: 'keep', command });
    if (group instanceof Rejection) messages.unshift(group.message);
    const needsNewer = via.endsWith('-buckets') && !isAtLeast15(testCase['of']);
    if (needsNewer && messages.length === 0) {
      messages.push(`${via.replace('buckets', 'bucket')} needs OpenFlow 1.5 or later ('-O OpenFlow15')`);
    }
    const got = messages.join('; ') || 'accepted';
    const isStateful = via.endsWith('-buckets') && testCase['error'] === undefined;
    if (!isAccepted && messages.length === 0 && isStateful) {
      return { ok: false, got, leftOut: 'refused for the groups that the switch has' };
    }
    const { error } = testCase;
    return { ok: isAccepted ? messages.length === 0 : error === undefined || messages[0] === error, got };
  },
};

function isAtLeast15(version: unknown): boolean {
  return typeof version === 'string' && /15$|1\.5$/.test(version);
}
