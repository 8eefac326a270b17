import { type Datum, numberOf, stringOf, uuidOf, uuidsOf, valueOf } from '../syntax/ovsdb/datum.ts';
import type { Span } from '../text/span.ts';
import { type Database, type DatabaseRow } from './database.ts';

/** Tables of a southbound database, whatever files they are from. */
export type FlowTables = Pick<Database, 'tables'>;

/** A row of the southbound database's `Logical_Flow`. What the text does not say is empty or undefined. */
export interface StoredLogicalFlow {
  readonly uuid: string | undefined;
  /** UUIDs of the datapaths that it is for: its own, or those of its group where the text has the group. */
  readonly datapaths: readonly string[];
  /** UUID of the group of datapaths. */
  readonly group: string | undefined;
  readonly pipeline: 'ingress' | 'egress';
  readonly table: number;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  /** `ls_in_acl`, from `external_ids`. */
  readonly stage: string;
  /** First 32 bits, in hex, of the northbound row that it was made for, from `external_ids`. */
  readonly stageHint: string | undefined;
  readonly span: Span;
}

/** The logical flows of a southbound database, in the order of the text. None where it has none. */
export function* storedLogicalFlows(db: FlowTables): IterableIterator<StoredLogicalFlow> {
  for (const row of db.tables.get('Logical_Flow')?.rows() ?? []) {
    const ids = row.get('external_ids');
    const group = uuidOf(row.get('logical_dp_group'));
    const hint = valueOf(ids, 'stage-hint');
    const stage = valueOf(ids, 'stage-name');
    yield {
      uuid: row.uuid,
      datapaths: datapathsOf(db, row, group),
      group,
      pipeline: stringOf(row.get('pipeline')) === 'egress' ? 'egress' : 'ingress',
      table: numberOf(row.get('table_id')) ?? 0,
      priority: numberOf(row.get('priority')) ?? 0,
      match: textOf(row.get('match')),
      actions: textOf(row.get('actions')),
      stage: typeof stage === 'string' ? stage : '',
      stageHint: hint === undefined || typeof hint === 'object' ? undefined : String(hint),
      span: row.span,
    };
  }
}

/** A match such as `1` is a string, but a print that is not quoted reads as a number. */
function textOf(datum: Datum | undefined): string {
  return stringOf(datum) ?? String(numberOf(datum) ?? '');
}

function datapathsOf(db: FlowTables, row: DatabaseRow, group: string | undefined): readonly string[] {
  const own = uuidOf(row.get('logical_datapath'));
  const members =
    group === undefined ? [] : uuidsOf(db.tables.get('Logical_DP_Group')?.find(group)?.get('datapaths'));
  return own === undefined ? members : [own, ...members];
}

/** A datapath's names, from its `external_ids`. */
interface DatapathNames {
  readonly uuid: string;
  readonly name: string;
  readonly aka: string | undefined;
}

/**
 * The logical flows as `ovn-sbctl lflow-list` prints them (OVN's `utilities/ovn-sbctl.c`, `cmd_lflow_list`), sorted in
 * its way. A group whose datapaths the text does not have is printed like a datapath, with its UUID as its name.
 */
export function logicalFlowList(db: FlowTables, options: { readonly hasUuids?: boolean } = {}): string {
  return logicalFlowLines(db, options)
    .map(({ text }) => `${text}\n`)
    .join('');
}

/** A line of such a list; undefined for the flow of a header. A match may have line breaks of its own. */
export interface LogicalFlowLine {
  readonly text: string;
  readonly flow: StoredLogicalFlow | undefined;
}

/** The same, line by line. */
export function logicalFlowLines(
  db: FlowTables,
  options: { readonly hasUuids?: boolean } = {},
): readonly LogicalFlowLine[] {
  const names = new Map<string, DatapathNames>();
  const nameOf = (uuid: string): DatapathNames => {
    const known = names.get(uuid);
    if (known !== undefined) return known;
    const ids = db.tables.get('Datapath_Binding')?.find(uuid)?.get('external_ids');
    const name = valueOf(ids, 'name');
    const aka = valueOf(ids, 'name2');
    const made = {
      uuid,
      name: typeof name === 'string' ? name : ids === undefined ? uuid : '',
      aka: typeof aka === 'string' && aka !== '' ? aka : undefined,
    };
    names.set(uuid, made);
    return made;
  };
  const rows = [...storedLogicalFlows(db)].flatMap((flow) => {
    const datapaths = flow.datapaths.length === 0 && flow.group !== undefined ? [flow.group] : flow.datapaths;
    return datapaths.map((uuid) => ({ flow, datapath: nameOf(uuid) }));
  });
  rows.sort(
    (a, b) =>
      compareText(a.datapath.name, b.datapath.name) ||
      compareText(a.datapath.uuid, b.datapath.uuid) ||
      // Ingress first, though it is the later word.
      compareText(b.flow.pipeline, a.flow.pipeline) ||
      a.flow.table - b.flow.table ||
      compareText(a.flow.stage, b.flow.stage) ||
      b.flow.priority - a.flow.priority ||
      compareText(a.flow.match, b.flow.match) ||
      compareText(a.flow.actions, b.flow.actions),
  );
  const lines: LogicalFlowLine[] = [];
  let last = '';
  for (const { flow, datapath } of rows) {
    const { name, aka, uuid } = datapath;
    const title = `Datapath: "${name}"${aka === undefined ? '' : ` aka "${aka}"`} (${uuid})  Pipeline: ${flow.pipeline}`;
    if (title !== last) lines.push({ text: title, flow: undefined });
    last = title;
    const id = options.hasUuids === true ? `uuid=0x${(flow.uuid ?? '').slice(0, 8)}, ` : '';
    const text = `  ${id}table=${String(flow.table).padEnd(2)}(${flow.stage.padEnd(19)}), priority=${String(flow.priority).padEnd(5)}, match=(${flow.match}), action=(${flow.actions})`;
    lines.push({ text, flow });
  }
  return lines;
}

/** By code units, as `strcmp` does for ASCII. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
