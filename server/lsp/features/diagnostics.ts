import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { Pace } from '../../core/base/pace.ts';
import type { Dump } from '../../core/model/dump.ts';
import { RowKind } from '../../core/model/rowColumns.ts';
import { rangeInLine } from '../positions.ts';

/** At most so many for a document: a file that is no dump has one on every line, and nobody reads on. */
export const maxDiagnostics = 500;

/** What the rows' syntax has against it, in order. Undefined when it was cancelled. */
export async function diagnostics(dump: Dump, pace: Pace): Promise<Diagnostic[] | undefined> {
  const found: Diagnostic[] = [];
  for (let row = 0; row < dump.rows.nRows; row++) {
    if (dump.rows.kind[row] === RowKind.blank) continue;
    if (!(await pace.step())) return undefined;
    const { problems } = dump.readRow(row);
    if (problems.length === 0) continue;
    const bytes = dump.rowBytes(row);
    for (const { start, end, message } of problems) {
      if (found.length >= maxDiagnostics) {
        found.push(
          diagnostic(
            rangeInLine(bytes, row, 0, 0),
            'more problems follow; only the first are shown',
            DiagnosticSeverity.Information,
          ),
        );
        return found;
      }
      found.push(diagnostic(rangeInLine(bytes, row, start, end), message, DiagnosticSeverity.Error));
    }
  }
  return found;
}

function diagnostic(range: Diagnostic['range'], message: string, severity: DiagnosticSeverity): Diagnostic {
  return { range, message, severity, source: 'OVN Lens', code: 'syntax' };
}
