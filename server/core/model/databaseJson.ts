import { openBraceChar, openBracketChar } from '../text/ascii.ts';
import type { Steps } from '../base/steps.ts';
import { takeDatum } from '../syntax/ovsdb/datumJson.ts';
import type { Datum } from '../syntax/ovsdb/datum.ts';
import { JsonCursor } from '../syntax/ovsdb/jsonCursor.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import type { DatabaseHints, DatabaseParts, DatabaseProblem } from './database.ts';
import { nameOf } from './databaseText.ts';
import { finishTables, type RowCells, TableDraft } from './databaseTable.ts';

type Columns = readonly string[];

/**
 * Reads what the tools print with `--format=json`: `{"headings": […], "data": [[…], …]}`, with a `caption` from
 * `ovsdb-client dump`; several objects in one text too. Undefined when it is other JSON.
 */
export function* readJsonTables(bytes: Uint8Array, hints: DatabaseHints): Steps<DatabaseParts | undefined> {
  const json = new JsonCursor(bytes);
  const drafts = new Map<string, TableDraft<Columns>>();
  const problems: DatabaseProblem[] = [];
  let isTable = false;
  while (json.peek() !== -1) {
    if (!json.enter(openBraceChar)) {
      json.fail('expecting "{"');
      break;
    }
    isTable = (yield* readTable(json, hints, drafts, problems)) || isTable;
    if (json.fault !== undefined) break;
  }
  if (!isTable) return undefined;
  if (json.fault !== undefined)
    problems.push({ start: json.faultAt, end: json.faultAt, message: json.fault });
  return { form: 'json', tables: finishTables(drafts.values()), problems };
}

/** One object, from behind its brace. Whether it is a table. */
function* readTable(
  json: JsonCursor,
  hints: DatabaseHints,
  drafts: Map<string, TableDraft<Columns>>,
  problems: DatabaseProblem[],
): Steps<boolean> {
  let columns: string[] | undefined;
  let caption: string | undefined;
  let dataAt = -1;
  // The tools write `data` before `headings`.
  while (json.nextMember()) {
    if (json.keyIs('headings')) columns = takeStrings(json);
    else if (json.keyIs('caption')) caption = json.takeString();
    else {
      if (json.keyIs('data')) {
        json.peek();
        dataAt = json.at;
      }
      yield* json.skipSteps();
    }
  }
  if (dataAt === -1) return false;
  if (columns === undefined) {
    // Cut off: rows without names of columns say nothing.
    problems.push({ start: dataAt, end: json.end, message: 'the names of the columns are missing' });
    return true;
  }
  const name = caption?.replace(/ table$/, '') ?? nameOf(columns, hints);
  const draft =
    drafts.get(name) ??
    new TableDraft<Columns>(name, (start, end, names) => decode(json.bytes, start, end, names));
  drafts.set(name, draft);
  draft.addColumns(columns);
  yield* readRows(new JsonCursor(json.bytes, dataAt, json.at), columns, draft, problems);
  return true;
}

function takeStrings(json: JsonCursor): string[] | undefined {
  const strings: string[] = [];
  if (!json.enter(openBracketChar)) {
    json.skip();
    return undefined;
  }
  while (json.nextElement()) {
    const text = json.takeString();
    if (text === undefined) json.fail('expecting the name of a column');
    else strings.push(text);
  }
  return strings;
}

/** Rows between two pauses. */
const rowsOfStep = 64;

function* readRows(
  json: JsonCursor,
  columns: Columns,
  draft: TableDraft<Columns>,
  problems: DatabaseProblem[],
): Steps<void> {
  const uuidIdx = columns.indexOf('_uuid');
  if (json.enter(openBracketChar)) {
    while (json.nextElement()) {
      json.peek();
      const start = json.at;
      if (!json.skip()) break;
      const end = json.at;
      if (draft.nRows % rowsOfStep === 0) yield;
      draft.addRow(
        start,
        end,
        uuidIdx === -1 ? undefined : uuidOfRow(json.bytes, start, end, uuidIdx),
        columns,
      );
    }
  } else json.fail('expecting "["');
  if (json.fault !== undefined)
    problems.push({ start: json.faultAt, end: json.faultAt, message: json.fault });
}

function uuidOfRow(bytes: Uint8Array, start: number, end: number, idx: number): string | undefined {
  const json = new JsonCursor(bytes, start, end);
  if (!json.enter(openBracketChar)) return undefined;
  for (let at = 0; json.nextElement(); at++) {
    if (at < idx) {
      json.skip();
      continue;
    }
    const datum = takeDatum(json);
    const atom = datum?.kind === 'set' ? datum.atoms[0] : undefined;
    return typeof atom === 'object' ? atom.uuid : undefined;
  }
  return undefined;
}

function decode(bytes: Uint8Array, start: number, end: number, columns: Columns): RowCells {
  const json = new JsonCursor(bytes, start, end);
  const cells = new Map<string, Datum>();
  const problems: SyntaxProblem[] = [];
  let nValues = 0;
  if (json.enter(openBracketChar)) {
    while (json.nextElement()) {
      const column = columns[nValues++];
      const at = json.at;
      const datum = takeDatum(json);
      if (datum === undefined) {
        // One value that is none: told, and the others read.
        problems.push({ start: at, end: json.faultAt, message: json.fault ?? 'expecting a value' });
        json.fault = undefined;
        json.at = at;
        json.skip();
      } else if (column !== undefined) cells.set(column, datum);
    }
  } else json.fail('expecting "["');
  if (json.fault !== undefined)
    problems.push({ start: json.faultAt, end: json.faultAt, message: json.fault });
  else if (nValues !== columns.length)
    problems.push({ start, end, message: `${nValues} values in ${columns.length} columns` });
  return { cells, problems };
}
