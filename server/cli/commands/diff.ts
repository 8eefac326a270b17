import { existsSync } from 'node:fs';
import { compareSides } from '../../core/compare/compareSides.ts';
import { type Change, type Comparison, sentenceOf } from '../../core/compare/comparison.ts';
import {
  CompareInputError,
  compareOptions,
  type OpenedSide,
  openSide,
  type SideRequest,
} from '../../host/compareInput.ts';
import type { Command } from '../command.ts';
import { printable, UsageError } from '../io.ts';

/** Says what two dumps or captures do not have alike; statuses are those of `diff`. */
export const diff: Command = {
  name: 'diff',
  usage: 'diff A [B]',
  summary:
    'say what is different in two files or captures (DIR@MOMENT), moments (--moment) or chassis (--chassis)',
  options: {
    moment: { type: 'string', help: 'the moment of A and B, or p1,p2: one of each' },
    chassis: { type: 'string', help: 'one chassis alone, or hv1,hv2: one of A, one of B' },
    cookies: { type: 'boolean', help: 'flows that differ in their cookies only differ too' },
    release: { type: 'string', help: 'the OVN release of the dumps, when they do not show it' },
  },
  run({ io, args, options }) {
    const [before, after] = requestsOf(args, options['moment'], options['chassis']).map(opened);
    if (before === undefined || after === undefined) throw new UsageError('which two?');
    const comparison = finish(
      compareSides(
        before.side,
        after.side,
        compareOptions(before, after, options['release'] as string | undefined, options['cookies'] === true),
      ),
    );
    if (comparison.parts.length === 0)
      throw new UsageError(
        `nothing to compare: ${comparison.notes.join('; ') || 'the two have nothing of one kind'}`,
      );
    for (const note of comparison.notes) io.err(`${printable(note)}, not compared\n`);
    const isJson = options['json'] === true;
    for (const line of isJson ? jsonLines(comparison) : linesOf(comparison)) io.out(`${line}\n`);
    return comparison.groups.length === 0 ? 0 : 1;
  },
};

type Option = string | boolean | undefined;

function requestsOf(args: readonly string[], moment: Option, chassis: Option): readonly SideRequest[] {
  const [first, second = first, ...more] = args;
  if (first === undefined || second === undefined || more.length > 0)
    throw new UsageError('which two files or folders?');
  const moments = pairOf(moment, 'moments');
  const hosts = pairOf(chassis, 'chassis');
  if (args.length === 1 && new Set(moments).size < 2 && new Set(hosts).size < 2)
    throw new UsageError(
      'with what? Name another, or two moments or chassis: --moment p1,p2, --chassis hv1,hv2',
    );
  return [first, second].map((text, idx) => {
    const { path, moment: own } = momentOf(text);
    return { path, moment: own ?? moments[idx], chassis: hosts[idx] };
  });
}

/** `p1,p2` for the two sides; one word is for both. */
function pairOf(text: Option, what: string): readonly (string | undefined)[] {
  if (typeof text !== 'string') return [undefined, undefined];
  const words = text.split(',').map((word) => word.trim());
  if (words.length > 2 || words.includes(''))
    throw new UsageError(`not two ${what}: ${JSON.stringify(text)}`);
  return words.length === 1 ? [words[0], words[0]] : words;
}

/** `DIR@MOMENT`, unless there is such a path. */
function momentOf(text: string): SideRequest {
  const at = text.lastIndexOf('@');
  if (at < 1 || existsSync(text)) return { path: text };
  return { path: text.slice(0, at), moment: text.slice(at + 1) };
}

function opened(request: SideRequest): OpenedSide {
  try {
    return finish(openSide(request));
  } catch (error) {
    if (error instanceof CompareInputError) throw new UsageError(error.message);
    throw error;
  }
}

function finish<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

function* jsonLines({ groups }: Comparison): Generator<string> {
  for (const { changes } of groups)
    for (const change of changes) {
      const { where, kind, before, after } = change;
      yield JSON.stringify({
        where,
        kind,
        before: before?.text ?? null,
        after: after?.text ?? null,
        why: sentenceOf(change),
      });
    }
}

const signs = { added: '+', removed: '-', changed: '~' } as const;

function* linesOf({ groups, nRows, parts }: Comparison): Generator<string> {
  let nChanges = 0;
  for (const group of groups) {
    yield printable(sentenceOf(group));
    for (const change of group.changes) {
      nChanges++;
      yield* changeLines(change);
    }
  }
  yield `${nChanges} ${nChanges === 1 ? 'difference' : 'differences'}; ${nRows} rows of ${parts.length} ${parts.length === 1 ? 'list or table' : 'lists and tables'} compared`;
}

function* changeLines({ kind, where, before, after }: Change): Generator<string> {
  yield `  ${signs[kind]} ${printable(where)}`;
  const old = before?.text.split('\n') ?? [];
  const next = after?.text.split('\n') ?? [];
  yield* textLines('-', old, next);
  yield* textLines('+', next, old);
}

/** Columns of a row that are the same on both sides are not told. */
function* textLines(sign: string, lines: readonly string[], others: readonly string[]): Generator<string> {
  const same = new Set(others);
  for (const line of lines) if (!same.has(line)) yield `    ${sign} ${shortened(printable(line))}`;
}

/** A row with kilobytes of userdata says what it is at its beginning. */
function shortened(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
