import type { Steps } from '../base/steps.ts';
import { type FlowTables, type LogicalFlowLine, logicalFlowLines } from '../model/databaseFlows.ts';
import { type Dump, readDump } from '../model/dump.ts';
import { chooseLayout } from '../model/layoutChoice.ts';
import { encodeText } from '../text/bytes.ts';
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
  yield;
  const lines = linesOf(logicalFlowLines(tablesOf(tables), { hasUuids: true }));
  const dump = readDump(encodeText(lines.map(({ text }) => `${text}\n`).join('')), 'ovn-lflow');
  yield;
  const report = yield* readLogicalReport(stored.path, dump, chooseLayout([dump], wantedRelease));
  const placeOf = (row: number): Place => {
    const flow = lines[row]?.flow;
    return flow === undefined ? { path: stored.path, line: 0 } : stored.placeOf(flow);
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

/** Lines of text: a match may have several. */
function linesOf(lines: readonly LogicalFlowLine[]): readonly LogicalFlowLine[] {
  return lines.flatMap(({ text, flow }) =>
    text.includes('\n') ? text.split('\n').map((each) => ({ text: each, flow })) : [{ text, flow }],
  );
}
