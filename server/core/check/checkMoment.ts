import type { Steps } from '../base/steps.ts';
import type { CaptureMoment } from '../model/capture.ts';
import type { CapturePart } from '../model/captureFile.ts';
import type { Dump } from '../model/dump.ts';
import { layoutSteps } from '../model/layoutChoice.ts';
import { RowKind } from '../model/rowColumns.ts';
import { checkSteps, compareFindings } from './check.ts';
import type { Finding } from './finding.ts';
import { readFlowReport } from './flowReport.ts';
import type { RowProblem } from './flows/flowFacts.ts';
import { readLogicalReport } from './logicalReport.ts';
import { type Network, type NetworkSource, networkSteps } from './network.ts';
import { problemsOf } from './rowProblems.ts';
import { syntaxFindings } from './syntaxFindings.ts';

/** What was found in a moment, and what it is: the next moment is compared with it. */
export interface CheckedMoment {
  readonly network: Network;
  /** By file and line. */
  readonly findings: readonly Finding[];
}

/**
 * All that the rules find in what was captured at one time; `before` is the network of the moment before, `wantedRelease`
 * as for `readNetwork`.
 */
export function* momentSteps(
  moment: CaptureMoment,
  source: NetworkSource,
  wantedRelease: string | undefined,
  before?: Network,
): Steps<CheckedMoment> {
  const network = yield* networkSteps(moment, source, wantedRelease);
  const found = [...(yield* checkSteps(network, before))];
  const read = new Set(network.chassis.flatMap(({ report }) => report?.path ?? []));
  const { logical } = network;
  if (logical?.isList === true) read.add(logical.path);
  for (const part of [...moment.central, ...moment.chassis.flatMap(({ parts }) => parts)]) {
    if (read.has(part.path)) continue;
    read.add(part.path);
    // Another spelling of what was read already shows the same once more.
    const isSpelling = part.kind === 'logical-flows' || part.bridge === undefined || part.bridge === 'br-int';
    found.push(
      ...(isSpelling ? yield* textSteps(part, source) : yield* fileSteps(part, source, wantedRelease)),
    );
  }
  return { network, findings: found.sort(compareFindings) };
}

/** What one file shows by itself. */
export function* fileSteps(
  part: CapturePart,
  source: NetworkSource,
  wantedRelease: string | undefined,
): Steps<readonly Finding[]> {
  const { path, dialect } = part;
  if (dialect !== 'ovs-openflow' && dialect !== 'ovn-lflow') return yield* textSteps(part, source);
  return yield* source.derive(`file ${wantedRelease ?? ''}`, [part], function* () {
    const dump = yield* source.dumpSteps(part);
    if (dump === undefined) return [];
    const choice = yield* layoutSteps([dump], wantedRelease);
    if (dialect === 'ovn-lflow') return (yield* readLogicalReport(path, dump, choice)).findings;
    const layout = choice.source === 'assumed' ? undefined : choice.layout;
    return (yield* readFlowReport(path, dump, layout, () => undefined)).findings;
  });
}

/** What the rows of one file break of its form. */
function* textSteps(part: CapturePart, source: NetworkSource): Steps<readonly Finding[]> {
  if (part.dialect === undefined || part.isCompressed) return [];
  return yield* source.derive('text', [part], function* () {
    const dump = yield* source.dumpSteps(part);
    if (dump === undefined) return [];
    const problems = yield* rowProblems(dump);
    return syntaxFindings(part.path, problems).filter(
      // A database is one line as a whole where it was printed as JSON; it is read by other means.
      ({ code }) => part.kind !== 'database' || code !== 'FS06',
    );
  });
}

/** Rows between two pauses. */
const rowsOfStep = 256;

function* rowProblems(dump: Dump): Steps<readonly RowProblem[]> {
  const problems: RowProblem[] = [];
  const { kind, nRows } = dump.rows;
  const pass = dump.pass();
  for (let row = 0; row < nRows; row++) {
    if (row % rowsOfStep === 0) yield;
    if (kind[row] === RowKind.blank) continue;
    pass.read(row);
    for (const problem of problemsOf(dump, row, pass)) problems.push({ ...problem, row });
  }
  return problems;
}
