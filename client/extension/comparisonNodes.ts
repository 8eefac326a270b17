import type { CompareChangeInfo, CompareGroupInfo, CompareResult } from '../../server/protocol/messages.ts';
import { plainText } from '../../server/protocol/plainText.ts';

/** One line of the view «Comparison», as data. */
export interface ComparisonNode {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** The name of a codicon. */
  readonly icon: string;
  readonly isOpen: boolean;
  readonly difference: Difference | undefined;
  readonly children: readonly ComparisonNode[];
}

/** What the diff editor shows. */
export interface Difference {
  readonly title: string;
  readonly before: DifferenceSide;
  readonly after: DifferenceSide;
  readonly languageId: string | undefined;
}

export interface DifferenceSide {
  readonly text: string;
  /** The file that the rows are of, the first one of several; undefined where there are none. */
  readonly path: string | undefined;
}

/** The tree of a comparison: whom it is about › what changed › rows. What one row says is one line. */
export function comparisonNodes(result: CompareResult): readonly ComparisonNode[] {
  const bySubject = new Map<string, CompareGroupInfo[]>();
  for (const group of result.groups) {
    const known = bySubject.get(group.subject);
    if (known === undefined) bySubject.set(group.subject, [group]);
    else known.push(group);
  }
  const sides = plainText(`${result.before} ↔ ${result.after}`);
  const nodes = [...bySubject].map(([subject, groups], idx) =>
    subjectNode(subject, groups, sides, String(idx)),
  );
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined
    ? [{ ...only, isOpen: true }, ...noteNodes(result)]
    : [...nodes, ...noteNodes(result)];
}

function subjectNode(
  subject: string,
  groups: readonly CompareGroupInfo[],
  sides: string,
  id: string,
): ComparisonNode {
  return {
    id,
    label: plainText(subject),
    description: counted(groups.reduce((sum, { changes }) => sum + changes.length, 0)),
    tooltip: plainText(subject),
    icon: subject.startsWith('port ') ? 'plug' : 'symbol-namespace',
    isOpen: subject.startsWith('port '),
    difference: undefined,
    children: groups.map((group, idx) => groupNode(group, sides, `${id}/${idx}`)),
  };
}

function groupNode({ subject, what, changes }: CompareGroupInfo, sides: string, id: string): ComparisonNode {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const [kind] = kinds;
  const [only] = changes;
  return {
    id,
    label: plainText(what),
    description: changes.length === 1 ? plainText(only?.where ?? '') : counted(changes.length),
    tooltip: linesOf(`${subject}: ${what}`, changes.length === 1 && only !== undefined ? placesOf(only) : ''),
    icon: kinds.size === 1 && kind !== undefined ? icons[kind] : 'diff-modified',
    isOpen: false,
    difference: differenceOf(changes, `${subject}: ${what}`, sides),
    children:
      changes.length === 1 ? [] : changes.map((change, idx) => changeNode(change, sides, `${id}/${idx}`)),
  };
}

const icons = { added: 'diff-added', removed: 'diff-removed', changed: 'diff-modified' } as const;

function changeNode(change: CompareChangeInfo, sides: string, id: string): ComparisonNode {
  const { where, kind, before, after } = change;
  const words = rowWords((after ?? before)?.text ?? '');
  return {
    id,
    label: plainText(where),
    description: plainText(words),
    tooltip: linesOf(where, words, placesOf(change)),
    icon: icons[kind],
    isOpen: false,
    difference: differenceOf([change], where, sides),
    children: [],
  };
}

/** A narrow side bar cuts off what a tooltip has whole. */
function linesOf(...lines: readonly string[]): string {
  return lines
    .filter((line) => line !== '')
    .map(plainText)
    .join('\n');
}

/** What of a row tells it: its match, of a row of columns the first ones. */
function rowWords(text: string): string {
  const flow = /priority=.*?(?= actions=|$)/s.exec(text)?.[0];
  const logical = /match=\(.*?(?=\), action=|$)/s.exec(text)?.[0];
  return (logical ?? flow ?? text).slice(0, 120);
}

function placesOf({ before, after }: CompareChangeInfo): string {
  return [before, after]
    .flatMap((each) => (each === undefined ? [] : [`${each.path}:${each.line + 1}`]))
    .join(' ↔ ');
}

function differenceOf(changes: readonly CompareChangeInfo[], title: string, sides: string): Difference {
  const sideOf = (side: 'before' | 'after'): DifferenceSide => {
    const rows = changes.flatMap((change) => change[side] ?? []);
    return { text: rows.map(({ text }) => withoutCounters(text)).join('\n'), path: rows[0]?.path };
  };
  return {
    title: plainText(`${title} (${sides})`),
    before: sideOf('before'),
    after: sideOf('after'),
    languageId: changes[0]?.languageId,
  };
}

/** What a flow has counted and how old it is differs always, and says nothing here. */
function withoutCounters(text: string): string {
  return text.replaceAll(/\b(?:duration|n_packets|n_bytes|idle_age|hard_age)=[\d.]+s?, /g, '');
}

function noteNodes({ notes }: CompareResult): readonly ComparisonNode[] {
  if (notes.length === 0) return [];
  const leaf = (note: string, idx: number): ComparisonNode => ({
    id: `notes/${idx}`,
    label: plainText(note),
    description: '',
    tooltip: plainText(note),
    icon: 'circle-slash',
    isOpen: false,
    difference: undefined,
    children: [],
  });
  return [
    {
      id: 'notes',
      label: 'Not compared',
      description: String(notes.length),
      tooltip: 'Only one of the two has these',
      icon: 'info',
      isOpen: false,
      difference: undefined,
      children: notes.map(leaf),
    },
  ];
}

function counted(count: number): string {
  return count === 1 ? '1 difference' : `${count} differences`;
}
