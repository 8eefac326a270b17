import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import type { Datum } from '../syntax/ovsdb/datum.ts';
import type { Span } from '../text/span.ts';
import type { DatabaseRow, DatabaseTable } from './database.ts';

/** What is read of a row when something asks for its values. */
export interface RowCells {
  readonly cells: ReadonlyMap<string, Datum>;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * The rows of a table as their reader collects them: where each stands, and what its reader must know to read its values.
 * Values are not kept: a database of hundreds of megabytes is asked for a few rows.
 */
export class TableDraft<Form> {
  readonly name: string;
  readonly #decode: (start: number, end: number, form: Form) => RowCells;
  readonly #columns = new Set<string>();
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #uuids: (string | undefined)[] = [];
  readonly #forms: Form[] = [];

  constructor(name: string, decode: (start: number, end: number, form: Form) => RowCells) {
    this.name = name;
    this.#decode = decode;
  }

  get nRows(): number {
    return this.#starts.length;
  }

  addColumns(columns: Iterable<string>): void {
    for (const column of columns) this.#columns.add(column);
  }

  addRow(start: number, end: number, uuid: string | undefined, form: Form): void {
    this.#forms.push(form);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#uuids.push(uuid);
  }

  /** Nothing may be added afterwards. */
  finish(): DatabaseTable {
    const { name } = this;
    const starts = this.#starts;
    const ends = this.#ends;
    const uuids = this.#uuids;
    const forms = this.#forms;
    const decode = this.#decode;
    let byUuid: Map<string, number> | undefined;

    function row(idx: number): DatabaseRow {
      let read: RowCells | undefined;
      const cells = (): RowCells => {
        read ??= decode(starts[idx] as number, ends[idx] as number, forms[idx] as Form);
        return read;
      };
      const span: Span = { start: starts[idx] as number, end: ends[idx] as number };
      return {
        table: name,
        uuid: uuids[idx],
        span,
        get: (column) => cells().cells.get(column),
        cells: () => cells().cells,
        problems: () => cells().problems,
      };
    }

    return {
      name,
      columns: [...this.#columns],
      nRows: starts.length,
      row,
      *rows() {
        for (let idx = 0; idx < starts.length; idx++) yield row(idx);
      },
      find(uuid) {
        if (byUuid === undefined) {
          byUuid = new Map();
          for (let at = 0; at < uuids.length; at++) {
            const each = uuids[at];
            if (each !== undefined) byUuid.set(each, at);
          }
        }
        const idx = byUuid.get(uuid);
        return idx === undefined ? undefined : row(idx);
      },
    };
  }
}

/** Tables by name, in the order in which the text brings them. */
export function finishTables<Form>(drafts: Iterable<TableDraft<Form>>): ReadonlyMap<string, DatabaseTable> {
  return new Map([...drafts].map((draft) => [draft.name, draft.finish()]));
}
