import type { ReadFile } from '../check/tables.ts';
import type { CapturePart } from '../model/captureFile.ts';
import { readDatabase } from '../model/database.ts';
import { logicalFlowList } from '../model/databaseFlows.ts';
import { type Dump, readDump } from '../model/dump.ts';
import { datapathOf, noStage } from '../model/rowColumns.ts';
import { decodeText, encodeText } from '../text/bytes.ts';
import { compareLogical } from './compareLogical.ts';
import type { Change, ChangeKind, ComparedText } from './comparison.ts';
import { rowPairs } from './matchRows.ts';

/** A list of logical flows, with the file that it is from. */
interface LogicalList {
  readonly dump: Dump;
  readonly path: string;
  /** Whether its rows are lines of the file. */
  readonly isFile: boolean;
}

/** Adds what is different in the logical flows of two files, lists or southbound databases. Returns the rows compared. */
export function* compareLists(
  before: { readonly part: CapturePart; readonly read: ReadFile },
  after: { readonly part: CapturePart; readonly read: ReadFile },
  changes: Change[],
): Generator<void, number> {
  const left = readList(before.part, before.read);
  const right = readList(after.part, after.read);
  if (left === undefined || right === undefined) return 0;
  const match = yield* compareLogical(left.dump, right.dump);
  let nDone = 0;
  for (const [old, next] of rowPairs(match)) {
    if (++nDone % 256 === 0) yield;
    changes.push(changeOf(left, right, old, next));
  }
  return left.dump.rows.nRows + right.dump.rows.nRows;
}

function readList({ path, kind, table, database }: CapturePart, read: ReadFile): LogicalList | undefined {
  const bytes = read(path);
  if (bytes === undefined) return undefined;
  if (kind === 'logical-flows') return { dump: readDump(bytes, 'ovn-lflow'), path, isFile: true };
  const stored = readDatabase(bytes, { table, database });
  if (stored === undefined) return undefined;
  return { dump: readDump(encodeText(logicalFlowList(stored)), 'ovn-lflow'), path, isFile: false };
}

function changeOf(left: LogicalList, right: LogicalList, old: number, next: number): Change {
  const kind: ChangeKind = old === -1 ? 'added' : next === -1 ? 'removed' : 'changed';
  const [{ dump }, row] = next === -1 ? [left, old] : [right, next];
  const { rows } = dump;
  const { name = '', pipeline = '' } = datapathOf(rows, row) ?? {};
  const stage = rows.stages[rows.stage[row] ?? noStage] ?? `table ${rows.table[row]} of ${pipeline}`;
  const before = old === -1 ? undefined : textOf(left, old);
  const after = next === -1 ? undefined : textOf(right, next);
  const port = portPattern.exec((after ?? before)?.text ?? '')?.[1];
  return {
    where: `logical flows ${name} ${stage}`,
    kind,
    before,
    after,
    subject: port === undefined ? (name === '' ? 'logical flows' : name) : `port ${port}`,
    what: `logical flow of ${stage} ${kind}`,
    dialect: 'ovn-lflow',
  };
}

/** The one port that a flow is for. */
const portPattern = /match=\((?:[^"]* && )?(?:in|out)port == "([^"]+)"/;

function textOf({ dump, path, isFile }: LogicalList, row: number): ComparedText {
  return { text: decodeText(dump.rowBytes(row)).trim(), path, line: isFile ? row : 0 };
}
