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
import { type Dump, readDump } from '../model/dump.ts';
import { chooseLayout } from '../model/layoutChoice.ts';
import { encodeText } from '../text/bytes.ts';
import type { Span } from '../text/span.ts';
import type { Place } from './finding.ts';
import { type LogicalReport, readLogicalReport } from './logicalReport.ts';
import type { Tables } from './tables.ts';

const flowTables = ['Logical_Flow', 'Logical_DP_Group', 'Datapath_Binding'];
/** Rules that tell a byte of a row's text: of what is printed here, not of what the file has. */
const textCode = /^FS0[1-7]$/;

/** What the logical flows of a southbound database show, as if they had been listed; undefined when no file has them. */
export function* readStoredFlows(
  tables: Tables,
  wantedRelease: string | undefined,
): Steps<LogicalReport | undefined> {
  const stored = tables.find('Logical_Flow');
  if (stored === undefined || stored.table.nRows === 0) return undefined;
  const list = yield* writeList(tablesOf(tables));
  const dump = readDump(list.bytes, 'ovn-lflow');
  yield;
  const report = yield* readLogicalReport(stored.path, dump, chooseLayout([dump], wantedRelease));
  const placeOf = (row: number): Place => {
    const span = list.spanOf(row);
    return span === undefined ? { path: stored.path, line: 0 } : stored.placeOf({ span });
  };
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

/** A list as bytes, with the places of its flows in the database. */
interface WrittenList {
  readonly bytes: Uint8Array;
  /** Undefined for a header. */
  spanOf(line: number): Span | undefined;
}

/** Flows between two pauses. */
const flowsOfStep = 256;

/** Writes the list in its order, a flow at a time: of hundreds of thousands only the bytes and a few numbers are kept. */
function* writeList(db: FlowTables): Steps<WrittenList> {
  const text = new ByteWriter();
  const flows: WrittenFlow[] = [];
  const sections = new Map<string, Section>();
  const nameOf = datapathNames(db);
  let nFlows = 0;
  for (const flow of storedLogicalFlows(db)) {
    if (nFlows++ % flowsOfStep === 0) yield;
    const line = flowLine(flow, true);
    const start = text.size;
    text.write(`${line}\n`);
    const { table, priority, span, pipeline } = flow;
    flows.push({ start, end: text.size, nLines: line.split('\n').length, table, priority, span });
    for (const uuid of listedDatapaths(flow)) {
      const key = `${uuid} ${pipeline}`;
      const section = sections.get(key) ?? { datapath: nameOf(uuid), pipeline, flows: [] };
      sections.set(key, section);
      section.flows.push(flows.length - 1);
    }
  }
  const list = new ByteWriter();
  const flowOfLine: number[] = [];
  for (const section of [...sections.values()].sort(compareSections)) {
    yield;
    list.write(`${flowHeader(section.datapath, section.pipeline)}\n`);
    flowOfLine.push(-1);
    section.flows.sort((a, b) => compareFlows(flows[a] as WrittenFlow, flows[b] as WrittenFlow));
    for (const idx of section.flows) {
      const { start, end, nLines } = flows[idx] as WrittenFlow;
      list.copy(text, start, end);
      for (let line = 0; line < nLines; line++) flowOfLine.push(idx);
    }
  }
  return { bytes: list.bytes(), spanOf: (line) => flows[flowOfLine[line] ?? -1]?.span };
}

interface WrittenFlow {
  /** In bytes of the text. */
  readonly start: number;
  readonly end: number;
  /** More than one where a match has line breaks of its own. */
  readonly nLines: number;
  readonly table: number;
  readonly priority: number;
  readonly span: Span;
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

function compareFlows(a: WrittenFlow, b: WrittenFlow): number {
  return a.table - b.table || b.priority - a.priority;
}

/** Text as bytes, in a buffer that grows. */
class ByteWriter {
  size = 0;
  #buffer: Uint8Array = new Uint8Array(1 << 16);

  write(text: string): void {
    const bytes = encodeText(text);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.size);
    this.size += bytes.length;
  }

  copy(from: ByteWriter, start: number, end: number): void {
    this.#reserve(end - start);
    this.#buffer.set(from.#buffer.subarray(start, end), this.size);
    this.size += end - start;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.size);
  }

  #reserve(more: number): void {
    if (this.size + more <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(this.size + more, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.size));
    this.#buffer = grown;
  }
}
