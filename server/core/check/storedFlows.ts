import type { Steps } from '../base/steps.ts';
import {
  compareDatapaths,
  datapathNames,
  flowHeader,
  flowLine,
  type FlowTables,
  listedDatapaths,
  storedLogicalFlows,
} from '../model/databaseFlows.ts';
import type { Dump } from '../model/dump.ts';
import { indexSteps } from '../model/indexSource.ts';
import { layoutSteps } from '../model/layoutChoice.ts';
import { sourceDump } from '../model/sourceDump.ts';
import { LineStore } from '../text/lineStore.ts';
import type { TextSource } from '../text/textSource.ts';
import type { Place } from './finding.ts';
import { type LogicalReport, readLogicalReport } from './logicalReport.ts';
import type { StoredTable, Tables } from './tables.ts';

const flowTables = ['Logical_Flow', 'Logical_DP_Group', 'Datapath_Binding'];
/** Rules that tell a byte of a row's text: of what is printed here, not of what the file has. */
const textCode = /^FS0[1-7]$/;

/** What the logical flows of a southbound database show, as if they had been listed; undefined when no file has them. */
export function* readStoredFlows(
  tables: Tables,
  wantedRelease: string | undefined,
): Steps<LogicalReport | undefined> {
  yield* tables.prepare('Logical_Flow');
  const stored = tables.find('Logical_Flow');
  if (stored === undefined || stored.table.nRows === 0) return undefined;
  const { path } = stored;
  const { source, placeOf } = yield* writeList(stored, tablesOf(tables));
  const dump = sourceDump(source, 'ovn-lflow', yield* indexSteps(source, 'ovn-lflow'));
  const report = yield* readLogicalReport(path, dump, yield* layoutSteps([dump], wantedRelease));
  const findings = report.findings
    .filter(({ code }) => !textCode.test(code))
    .map((finding) => ({
      ...finding,
      message: named(finding.message, dump),
      place: placeOf(finding.place.line),
      related: finding.related.map((each) => ({ ...each, ...placeOf(each.line) })),
    }));
  return { ...report, findings, isList: false, placeOf };
}

/** A text that names rows by their UUIDs, and not by lines that no file has. */
function named(message: string, { rows }: Dump): string {
  return message.replaceAll(/ at line (\d+)/g, (_, line: string) => {
    const uuid = (rows.cookie[Number(line) - 1] ?? 0).toString(16).padStart(8, '0');
    return ` with UUID ${uuid}…`;
  });
}

/** They may be in several files. */
function tablesOf(tables: Tables): FlowTables {
  return {
    tables: new Map(
      flowTables.flatMap((name) => {
        const table = tables.find(name)?.table;
        return table === undefined ? [] : [[name, table] as const];
      }),
    ),
  };
}

/** A list, with the places of its flows in the database. */
interface WrittenList {
  readonly source: TextSource;
  /** A header stands where the file begins. */
  placeOf(line: number): Place;
}

/** Flows between two pauses. */
const flowsOfStep = 64;

/**
 * Writes the flows as a list has them, in the order of the database; the list puts them in its own order while it is read.
 * What is kept of a flow is its line and a few numbers.
 */
function* writeList({ path, table, placeOf }: StoredTable, db: FlowTables): Steps<WrittenList> {
  const { nRows } = table;
  const text = new LineStore();
  const tableOf = new Uint8Array(nRows);
  const priorityOf = new Uint16Array(nRows);
  const placed = {
    line: new Uint32Array(nRows),
    start: new Float64Array(nRows),
    end: new Float64Array(nRows),
  };
  const sections = new Map<string, Section>();
  const nameOf = datapathNames(db);
  let idx = 0;
  for (const flow of storedLogicalFlows(db)) {
    if (idx % flowsOfStep === 0) yield;
    text.add(`${flowLine(flow, true)}\n`);
    tableOf[idx] = flow.table;
    priorityOf[idx] = flow.priority;
    placed.line[idx] = placeOf(flow).line;
    placed.start[idx] = flow.span.start;
    placed.end[idx] = flow.span.end;
    for (const uuid of listedDatapaths(flow)) {
      const key = `${uuid} ${flow.pipeline}`;
      const section = sections.get(key) ?? { datapath: nameOf(uuid), pipeline: flow.pipeline, flows: [] };
      sections.set(key, section);
      section.flows.push(idx);
    }
    idx++;
  }
  const order: number[] = [];
  for (const section of [...sections.values()].sort(compareSections)) {
    yield;
    order.push(text.add(`${flowHeader(section.datapath, section.pipeline)}\n`));
    section.flows.sort(
      (a, b) =>
        (tableOf[a] as number) - (tableOf[b] as number) ||
        (priorityOf[b] as number) - (priorityOf[a] as number),
    );
    for (const flow of section.flows) order.push(flow);
  }
  const list = text.inOrder(order);
  return {
    source: list,
    placeOf(line) {
      const flow = list.partOf(line);
      if (flow >= nRows) return { path, line: 0 };
      const [start = 0, end = 0] = [placed.start[flow], placed.end[flow]];
      return { path, line: placed.line[flow] ?? 0, span: { start, end } };
    },
  };
}

/** The flows of one pipeline of one datapath. */
interface Section {
  readonly datapath: ReturnType<ReturnType<typeof datapathNames>>;
  readonly pipeline: 'ingress' | 'egress';
  readonly flows: number[];
}

function compareSections(a: Section, b: Section): number {
  // Ingress first.
  const byPipeline = a.pipeline === b.pipeline ? 0 : a.pipeline === 'ingress' ? -1 : 1;
  return compareDatapaths(a.datapath, b.datapath) || byPipeline;
}
