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
  const nameOf = datapathNames(db);
  const rows = [...storedLogicalFlows(db)].flatMap((flow) =>
    listedDatapaths(flow).map((uuid) => ({ flow, datapath: nameOf(uuid) })),
  );
  rows.sort(
    (a, b) =>
      compareDatapaths(a.datapath, b.datapath) ||
      // Ingress first, though it is the later word.
      compareText(b.flow.pipeline, a.flow.pipeline) ||
      a.flow.table - b.flow.table ||
      compareText(a.flow.stage, b.flow.stage) ||
      b.flow.priority - a.flow.priority ||
      compareText(a.flow.match, b.flow.match) ||
      compareText(a.flow.actions, b.flow.actions),
  );
  const lines: string[] = [];
  let last = '';
  for (const { flow, datapath } of rows) {
    const title = flowHeader(datapath, flow.pipeline);
    if (title !== last) lines.push(title);
    last = title;
    lines.push(flowLine(flow, options.hasUuids === true));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** UUIDs that a list prints the flow below. */
export function listedDatapaths({ datapaths, group }: StoredLogicalFlow): readonly string[] {
  return datapaths.length === 0 && group !== undefined ? [group] : datapaths;
}

/** The names of a datapath by its UUID. */
export function datapathNames(db: FlowTables): (uuid: string) => DatapathNames {
  const names = new Map<string, DatapathNames>();
  return (uuid) => {
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
}

export function compareDatapaths(a: DatapathNames, b: DatapathNames): number {
  return compareText(a.name, b.name) || compareText(a.uuid, b.uuid);
}

/** The line above the flows of a pipeline. */
export function flowHeader({ name, aka, uuid }: DatapathNames, pipeline: string): string {
  return `Datapath: "${name}"${aka === undefined ? '' : ` aka "${aka}"`} (${uuid})  Pipeline: ${pipeline}`;
}

/** The line of a flow. A match may have line breaks of its own. */
export function flowLine(flow: StoredLogicalFlow, hasUuid: boolean): string {
  const id = hasUuid ? `uuid=0x${(flow.uuid ?? '').slice(0, 8)}, ` : '';
  return `  ${id}table=${String(flow.table).padEnd(2)}(${flow.stage.padEnd(19)}), priority=${String(flow.priority).padEnd(5)}, match=(${flow.match}), action=(${flow.actions})`;
}

/** By code units, as `strcmp` does for ASCII. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
