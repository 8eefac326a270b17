import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { Pace } from '../../core/base/pace.ts';
import type { Dump, DumpPart } from '../../core/model/dump.ts';
import { problemsOf } from '../../core/check/rowProblems.ts';
import { syntaxCode } from '../../core/check/syntaxFindings.ts';
import { rowChecks } from '../../core/model/rowChecks.ts';
import { RowKind } from '../../core/model/rowColumns.ts';
import { rangeInLine } from '../positions.ts';

/** At most so many for a document: a file that is no dump has one on every line, and nobody reads on. */
export const maxDiagnostics = 500;

/**
 * What the rows' syntax has against it, in order. Undefined when it was cancelled. What earlier snapshots of the dump
 * had already is not read again, nor what a cancelled call had done.
 */
export async function diagnostics(dump: Dump, pace: Pace): Promise<Diagnostic[] | undefined> {
  const found: Diagnostic[] = [];
  for (const [idx, part] of dump.parts.entries()) {
    const ofPart = await partDiagnostics(dump, part, dump.parts[idx + 1]?.key, pace);
    if (ofPart === undefined) return undefined;
    for (const each of ofPart) {
      const { line } = each.range.start;
      const row = part.first + line;
      if (found.length >= maxDiagnostics) {
        const message = 'more problems follow; only the first are shown';
        const range = rangeInLine(dump.rowBytes(row), row, 0, 0);
        found.push(diagnostic(range, message, DiagnosticSeverity.Information, undefined));
        return found;
      }
      const { start, end } = each.range;
      const range = { start: { ...start, line: row }, end: { ...end, line: row } };
      found.push({ ...each, range });
    }
  }
  return found;
}

/** Those of one part, with lines from its first row, and the part that followed it. */
interface PartDiagnostics {
  readonly next: object | undefined;
  readonly found: readonly Diagnostic[];
}

const kept = new WeakMap<object, PartDiagnostics>();

async function partDiagnostics(
  dump: Dump,
  { key, first, end }: DumpPart,
  next: object | undefined,
  pace: Pace,
): Promise<readonly Diagnostic[] | undefined> {
  const known = kept.get(key);
  // A check may look at the rows behind.
  if (known !== undefined && (known.next === next || rowChecks[dump.dialect] === undefined))
    return known.found;
  const found: Diagnostic[] = [];
  const { kind } = dump.rows;
  for (let row = first; row < end && found.length <= maxDiagnostics; row++) {
    if (kind[row] === RowKind.blank) continue;
    if (!(await pace.step())) return undefined;
    const problems = problemsOf(dump, row, { ...dump.readRow(row), ...dump.rowText(row) });
    if (problems.length === 0) continue;
    const bytes = dump.rowBytes(row);
    for (const problem of problems) {
      const range = rangeInLine(bytes, row - first, problem.start, problem.end);
      found.push(diagnostic(range, problem.message, DiagnosticSeverity.Error, syntaxCode(problem)));
    }
  }
  kept.set(key, { next, found });
  return found;
}

function diagnostic(
  range: Diagnostic['range'],
  message: string,
  severity: DiagnosticSeverity,
  code: string | undefined,
): Diagnostic {
  return { range, message, severity, source: 'OVN Lens', ...(code === undefined ? {} : { code }) };
}
