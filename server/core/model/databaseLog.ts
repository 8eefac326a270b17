import { lineFeedChar, openBraceChar, openBracketChar, underscoreChar } from '../text/ascii.ts';
import type { Steps } from '../base/steps.ts';
import { applyDifference } from '../syntax/ovsdb/difference.ts';
import { asList, type Datum, oneAtom } from '../syntax/ovsdb/datum.ts';
import { takeDatum } from '../syntax/ovsdb/datumJson.ts';
import { JsonCursor, jsonString } from '../syntax/ovsdb/jsonCursor.ts';
import { type LogHeader, readLogHeader, recordEnd, recordFault } from '../syntax/ovsdb/parseLogRow.ts';
import { readSchema, type Schema } from '../syntax/ovsdb/schema.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import type { Span } from '../text/span.ts';
import type { Cluster, DatabaseParts, DatabaseProblem, Transaction } from './database.ts';
import { finishTables, type RowCells, TableDraft } from './databaseTable.ts';

/** Problems of one file that are kept. */
const maxProblems = 1_000;
/** Rows between two pauses. */
const rowsOfStep = 1_024;

/**
 * Reads a database file: standalone (a schema, then transactions; `ovsdb-client backup` writes the same), or the log of
 * one server of a cluster (a snapshot, then entries). Transactions are applied in the order of the log, as `ovsdb(5)`,
 * «File Formats», and Open vSwitch's `ovsdb/file.c` (`ovsdb_file_txn_from_json`) and `ovsdb/raft-private.c` say. A record
 * whose size or digest is wrong is told, and read as far as it goes; with `isTrusted` digests are not looked at.
 */
export function* readDatabaseLog(bytes: Uint8Array, isTrusted: boolean): Steps<DatabaseParts> {
  const reader = new LogReader(bytes, isTrusted);
  yield* reader.read();
  return yield* reader.finish();
}

/** What one record says of one row: the last one says where the row's values are, and from which they differ. */
interface Version {
  readonly start: number;
  readonly end: number;
  /** The one that it changes; undefined when it inserted the row. */
  readonly before: Version | undefined;
  readonly transaction: { isDiff: boolean };
}

/** An entry of a cluster's log. */
interface Entry {
  readonly index: number;
  readonly record: Span;
  /** `[schema or null, transaction or null]`; undefined for an entry that changes no data. */
  readonly data: Span | undefined;
}

type MutableTransaction = { -readonly [Key in keyof Transaction]: Transaction[Key] };

class LogReader {
  readonly #bytes: Uint8Array;
  readonly #isTrusted: boolean;
  readonly #problems: DatabaseProblem[] = [];
  readonly #transactions: MutableTransaction[] = [];
  #schema: Schema | undefined;
  #tables = new Map<string, Map<string, Version>>();
  #entries: Entry[] = [];
  #isCluster = false;
  #header: { start: number; json: ClusterHeader } | undefined;
  #commitIndex: number | undefined;

  constructor(bytes: Uint8Array, isTrusted: boolean) {
    this.#bytes = bytes;
    this.#isTrusted = isTrusted;
  }

  *read(): Steps<void> {
    const bytes = this.#bytes;
    let at = 0;
    let nRecords = 0;
    while (at < bytes.length) {
      let lineEnd = bytes.indexOf(lineFeedChar, at);
      if (lineEnd === -1) lineEnd = bytes.length;
      const header = readLogHeader(bytes, at, lineEnd);
      if (header === undefined) {
        if (lineEnd > at) this.#problem(at, lineEnd, 'expecting the header of a record');
        at = lineEnd + 1;
        continue;
      }
      const start = Math.min(bytes.length, lineEnd + 1);
      const end = recordEnd(bytes, start, header.size);
      if (!this.#isTrusted) this.#checkRecord(at, lineEnd, start, end, header);
      if (header.isCluster) yield* this.#readClusterRecord(start, end, nRecords === 0);
      else yield* this.#readRecord(start, end, nRecords === 0);
      nRecords++;
      at = end;
    }
    if (this.#isCluster) yield* this.#applyEntries();
  }

  #problem(start: number, end: number, message: string, isNote?: boolean): void {
    if (this.#problems.length < maxProblems)
      this.#problems.push({ start, end, message, ...(isNote === true ? { isNote } : {}) });
  }

  #checkRecord(headerStart: number, headerEnd: number, start: number, end: number, header: LogHeader): void {
    const message = recordFault(this.#bytes, start, end, header);
    if (message !== undefined) this.#problem(headerStart, headerEnd, message);
  }

  #fault(json: JsonCursor): void {
    if (json.fault !== undefined) this.#problem(json.faultAt, json.faultAt, json.fault);
  }

  *#readRecord(start: number, end: number, isFirst: boolean): Steps<void> {
    if (isFirst) {
      this.#schema = readSchema(this.#bytes, start, end);
      if (this.#schema !== undefined) return;
      this.#problem(start, end, 'expecting the schema of the database');
    }
    const json = new JsonCursor(this.#bytes, start, end);
    yield* this.#applyTransaction(json, start, end);
    this.#fault(json);
  }

  /** Applies the object that the cursor has come to. `start` and `end` are the record's. */
  *#applyTransaction(json: JsonCursor, start: number, end: number): Steps<void> {
    const transaction: MutableTransaction = {
      span: { start, end },
      date: undefined,
      comment: undefined,
      isDiff: false,
      nRows: 0,
    };
    this.#transactions.push(transaction);
    if (!json.enter(openBraceChar)) {
      json.fail('expecting a transaction');
      return;
    }
    while (json.nextMember()) {
      if (json.keyIs('_date')) transaction.date = json.takeNumber();
      else if (json.keyIs('_comment')) transaction.comment = json.takeString();
      else if (json.keyIs('_is_diff')) {
        // It may stand behind the tables, so that rows refer to their transaction.
        transaction.isDiff = json.peek() === lowerT;
        json.skip();
      } else if (json.bytes[json.keyStart + 1] === underscoreChar && json.peek() !== openBraceChar) {
        // What another release may say of the transaction.
        json.skip();
      } else yield* this.#applyTable(json, transaction);
    }
  }

  *#applyTable(json: JsonCursor, transaction: MutableTransaction): Steps<void> {
    const name = json.key();
    const { keyStart, keyEnd } = json;
    if (this.#schema !== undefined && !this.#schema.tables.has(name))
      this.#problem(keyStart, keyEnd, `the schema has no table ${JSON.stringify(name)}`);
    const rows = this.#tables.get(name) ?? new Map<string, Version>();
    this.#tables.set(name, rows);
    if (!json.enter(openBraceChar)) {
      json.fail('expecting the rows of a table');
      return;
    }
    while (json.nextMember()) {
      const start = json.keyStart;
      const uuid = json.key();
      const isDeletion = json.peek() === lowerN;
      if (!json.skip()) return;
      if (transaction.nRows++ % rowsOfStep === 0) yield;
      const known = rows.get(uuid);
      if (isDeletion) rows.delete(uuid);
      else if (known?.transaction === transaction) {
        this.#problem(start, json.keyEnd, `row ${uuid} twice in one transaction`);
        rows.set(uuid, { ...known, start, end: json.at });
      } else rows.set(uuid, { start, end: json.at, before: known, transaction });
    }
  }

  *#readClusterRecord(start: number, end: number, isFirst: boolean): Steps<void> {
    const json = new JsonCursor(this.#bytes, start, end);
    this.#isCluster = true;
    if (isFirst) this.#header = { start, json: yield* readClusterHeader(json) };
    else yield* this.#readEntry(json, start, end);
    this.#fault(json);
  }

  *#readEntry(json: JsonCursor, start: number, end: number): Steps<void> {
    let index: number | undefined;
    let data: Span | undefined;
    if (!json.enter(openBraceChar)) json.fail('expecting an entry of the log');
    while (json.nextMember()) {
      if (json.keyIs('index')) index = json.takeNumber();
      else if (json.keyIs('commit_index')) this.#commitIndex = json.takeNumber() ?? this.#commitIndex;
      else {
        json.peek();
        const from = json.at;
        if (!(yield* json.skipSteps())) break;
        if (json.keyIs('data')) data = { start: from, end: json.at };
      }
    }
    if (index === undefined) return;
    // A new leader's entries take the place of those that were never committed.
    while ((this.#entries.at(-1)?.index ?? -1) >= index) this.#entries.pop();
    this.#entries.push({ index, record: { start, end }, data });
  }

  *#applyEntries(): Steps<void> {
    const header = this.#header?.json;
    if (header?.data !== undefined) yield* this.#applyData(header.data, header.data);
    else this.#problem(0, 0, 'the snapshot at the beginning of the log is missing');
    let next = (header?.index ?? 0) + 1;
    for (const { index, record, data } of this.#entries) {
      if (index < next) {
        this.#problem(record.start, record.end, `entry ${index} is older than the snapshot`);
        continue;
      }
      if (index > next && header !== undefined)
        this.#problem(record.start, record.end, `entries ${next} to ${index - 1} are missing`);
      next = index + 1;
      if (data !== undefined) yield* this.#applyData(data, record);
      if (this.#commitIndex !== undefined && index > this.#commitIndex && data !== undefined)
        this.#problem(record.start, record.end, `entry ${index} is not known to be committed`, true);
    }
  }

  /** `[schema, transaction]`: a schema takes the place of the one before, and its transaction of all rows. */
  *#applyData(data: Span, record: Span): Steps<void> {
    const json = new JsonCursor(this.#bytes, data.start, data.end);
    if (!json.enter(openBracketChar)) {
      json.fail('expecting a schema and a transaction');
    } else if (json.nextElement()) {
      const isSchema = json.peek() === openBraceChar;
      const start = json.at;
      json.skip();
      const schema = isSchema ? readSchema(this.#bytes, start, json.at) : undefined;
      if (isSchema && schema === undefined) this.#problem(start, json.at, 'expecting a schema');
      const hasTransaction = json.nextElement() && json.peek() === openBraceChar;
      if (schema !== undefined) {
        this.#schema = schema;
        if (hasTransaction) this.#tables = new Map();
      }
      if (hasTransaction) yield* this.#applyTransaction(json, record.start, record.end);
    }
    this.#fault(json);
  }

  *finish(): Steps<DatabaseParts> {
    const drafts: TableDraft<Version>[] = [];
    const bytes = this.#bytes;
    const schema = this.#schema;
    const names = new Set([...(schema?.tables.keys() ?? []), ...this.#tables.keys()]);
    for (const name of [...names].sort()) {
      const types = schema?.tables.get(name);
      const decode = rowDecoder(bytes, types);
      const draft = new TableDraft<Version>(name, (_start, _end, version) => decode(version));
      draft.addColumns(['_uuid']);
      for (const [column, { isEphemeral }] of types ?? []) {
        if (!isEphemeral) draft.addColumns([column]);
      }
      for (const [uuid, version] of this.#tables.get(name) ?? []) {
        if (types === undefined) draft.addColumns(columnsOf(bytes, version));
        draft.addRow(version.start, version.end, uuid, version);
        if (draft.nRows % rowsOfStep === 0) yield;
      }
      drafts.push(draft);
    }
    return {
      form: 'log',
      name: schema?.name ?? this.#header?.json.name,
      version: schema?.version,
      tables: finishTables(drafts),
      transactions: this.#transactions,
      cluster: this.#isCluster ? this.#cluster() : undefined,
      problems: this.#problems,
    };
  }

  #cluster(): Cluster {
    const header = this.#header?.json;
    return {
      clusterId: header?.clusterId,
      serverId: header?.serverId,
      localAddress: header?.localAddress,
      lastIndex: this.#entries.at(-1)?.index ?? header?.index ?? 0,
      commitIndex: this.#commitIndex,
    };
  }
}

const lowerN = 0x6e;
const lowerT = 0x74;

/** The first record of a cluster's log. */
interface ClusterHeader {
  clusterId?: string | undefined;
  serverId?: string | undefined;
  localAddress?: string | undefined;
  name?: string | undefined;
  /** Of the snapshot. */
  index?: number | undefined;
  data?: Span;
}

function* readClusterHeader(json: JsonCursor): Steps<ClusterHeader> {
  const header: ClusterHeader = {};
  if (!json.enter(openBraceChar)) json.fail('expecting the header of a cluster log');
  while (json.nextMember()) {
    if (json.keyIs('cluster_id')) header.clusterId = json.takeString();
    else if (json.keyIs('server_id')) header.serverId = json.takeString();
    else if (json.keyIs('local_address')) header.localAddress = json.takeString();
    else if (json.keyIs('name')) header.name = json.takeString();
    else if (json.keyIs('prev_index')) header.index = json.takeNumber();
    else {
      json.peek();
      const start = json.at;
      if (!(yield* json.skipSteps())) break;
      if (json.keyIs('prev_data')) header.data = { start, end: json.at };
    }
  }
  return header;
}

type Columns = NonNullable<ReturnType<Schema['tables']['get']>>;

/** Reads the values of a row: its versions from the insertion on. */
function rowDecoder(bytes: Uint8Array, types: Columns | undefined): (last: Version) => RowCells {
  const initial = new Map<string, Datum>();
  for (const [column, { initial: datum, isEphemeral }] of types ?? []) {
    if (!isEphemeral) initial.set(column, datum);
  }
  /** The columns of the version that was read last: a server writes those of all rows in one order. */
  const names: string[] = [];
  return (last) => {
    const cells = new Map<string, Datum>([['_uuid', oneAtom({ uuid: uuidOf(bytes, last) })]]);
    for (const [column, datum] of initial) cells.set(column, datum);
    const problems: SyntaxProblem[] = [];
    for (const version of versionsOf(last)) {
      const isDiff = version.before !== undefined && version.transaction.isDiff;
      const json = cursorOf(bytes, version);
      if (!json.enter(openBraceChar)) json.fail('expecting the columns of a row');
      for (let idx = 0; json.nextMember(); idx++) {
        const known = names[idx];
        const column = known !== undefined && json.keyIs(known) ? known : json.key();
        names[idx] = column;
        const { keyStart, keyEnd } = json;
        const datum = takeDatum(json);
        if (datum === undefined) break;
        const type = types?.get(column);
        if (types !== undefined && type === undefined)
          problems.push({ start: keyStart, end: keyEnd, message: `the schema has no column ${column}` });
        const old = cells.get(column);
        const value = isDiff && old !== undefined ? applyDifference(old, datum, type?.isComposite) : datum;
        cells.set(column, type?.isComposite === true ? asList(value) : value);
      }
      if (json.fault !== undefined)
        problems.push({ start: json.faultAt, end: json.faultAt, message: json.fault });
    }
    return { cells, problems };
  };
}

function versionsOf(last: Version): readonly Version[] {
  if (last.before === undefined) return [last];
  const versions: Version[] = [];
  for (let each: Version | undefined = last; each !== undefined; each = each.before) versions.push(each);
  return versions.toReversed();
}

function uuidOf(bytes: Uint8Array, { start, end }: Version): string {
  const json = new JsonCursor(bytes, start, end);
  json.skip();
  return jsonString(bytes, start, json.at);
}

/** A cursor at the columns of `"uuid":{…}`. */
function cursorOf(bytes: Uint8Array, { start, end }: Version): JsonCursor {
  const json = new JsonCursor(bytes, start, end);
  json.skip();
  json.peek();
  json.at++;
  return json;
}

function columnsOf(bytes: Uint8Array, version: Version): string[] {
  const columns: string[] = [];
  const json = cursorOf(bytes, version);
  if (json.enter(openBraceChar)) {
    while (json.nextMember()) {
      columns.push(json.key());
      json.skip();
    }
  }
  return columns;
}
