import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExplainContext } from '../../server/core/explain/context.ts';
import { explainToken } from '../../server/core/explain/explain.ts';
import type { Explanation } from '../../server/core/explain/explanation.ts';
import { hintsOfName } from '../../server/core/model/databaseHints.ts';
import { readDump } from '../../server/core/model/dump.ts';
import { chooseLayout } from '../../server/core/model/layoutChoice.ts';
import { detectDialect } from '../../server/core/syntax/detect.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { firstInnerKind, NodeKind } from '../../server/core/syntax/nodeKind.ts';
import { decodeText } from '../../server/core/text/bytes.ts';

/** What a walk over the tokens of one dialect has found. */
export interface Walk {
  nTokens: number;
  /** Tokens without an answer: their kind, text, and place. */
  readonly silent: string[];
  /** Answers that say nothing. */
  readonly empty: string[];
}

const tests = fileURLToPath(new URL('../', import.meta.url));

/** Every file below a folder of `test/`. */
export function filesBelow(folder: string): readonly string[] {
  return filesOf(join(tests, folder));
}

export function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** A file of the grammar tests has its dialect as extension. */
export function dialectOf(path: string, bytes: Uint8Array): Dialect | undefined {
  const extension = /\.(ov[ns]\w*-\w+)$/.exec(path)?.[1];
  if (extension !== undefined && path.includes('/grammar/')) return extension as Dialect;
  if (/\.(?:ts|md)$/.test(path)) return undefined;
  return detectDialect(decodeText(bytes.subarray(0, 65_536)));
}

/**
 * Asks for every token of every `step`-th row of a file, and adds what it finds to the walk of its dialect. Every shape of
 * row, by the kinds of its tokens, is looked at a few times only: `seen` counts them.
 */
export function walk(
  path: string,
  walks: Map<Dialect, Walk>,
  seen: Map<string, number>,
  limit: number,
): void {
  const bytes = readFileSync(path);
  const dialect = dialectOf(path, bytes);
  if (dialect === undefined) return;
  const dump = readDump(bytes, dialect);
  const context: ExplainContext = {
    dump,
    choice: chooseLayout([dump], undefined),
    roles: [],
    hints: hintsOfName(path),
  };
  const found = walks.get(dialect) ?? { nTokens: 0, silent: [], empty: [] };
  walks.set(dialect, found);
  for (let row = 0; row < dump.rows.nRows; row++) {
    const { tree } = dump.readRow(row);
    let shape: string = dialect;
    for (let node = 0; node < Math.min(tree.nNodes, 400); node++)
      shape += `,${tree.kind(node)}.${tree.value(node)}`;
    if (shape.length > 2000) shape = shape.slice(0, 2000);
    const times = seen.get(shape) ?? 0;
    seen.set(shape, times + 1);
    if (times < limit) walkRow(context, row, found, path);
  }
}

function walkRow(context: ExplainContext, row: number, found: Walk, path: string): void {
  const { tree } = context.dump.tree(row);
  const bytes = context.dump.rowBytes(row);
  for (let node = 0; node < tree.nNodes; node++) {
    const kind = tree.kind(node);
    if (kind >= firstInnerKind || kind === NodeKind.punctuation || tree.end(node) === tree.start(node))
      continue;
    found.nTokens++;
    const explanation = explainToken(context, row, tree.start(node));
    const place = (): string =>
      `${Object.keys(NodeKind).find((name) => NodeKind[name as keyof typeof NodeKind] === kind)} «${decodeText(bytes, tree.start(node), Math.min(tree.end(node), tree.start(node) + 60))}» ${path.replace(/.*\/test\//, '')}:${row + 1}`;
    if (explanation === undefined) found.silent.push(place());
    else if (!saysSomething(explanation)) found.empty.push(place());
  }
}

/** More than a name: a sentence of its own, or lines. */
function saysSomething({ title, summary }: Explanation): boolean {
  const text = summary
    .map((piece) => (typeof piece === 'string' ? piece : 'code' in piece ? piece.code : piece.strong))
    .join('');
  return title.length > 0 && text.trim().length > 3;
}
