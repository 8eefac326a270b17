import { lineFeedChar } from '../../core/text/ascii.ts';
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
} from 'vscode-languageserver';
import { catalogueEntry } from '../../core/check/catalogue.ts';
import type { Finding, Place, Severity } from '../../core/check/finding.ts';
import type { Levels } from '../../core/check/levels.ts';
import type { CapturePart } from '../../core/model/captureFile.ts';
import type { OpenCapture } from '../captureStore.ts';
import { plainText } from '../../protocol/plainText.ts';
import { columnOfByte } from '../positions.ts';
import { maxDiagnostics } from './diagnostics.ts';

/** How findings are to be shown. */
export interface FindingStyle {
  /** The folder of the pages about rules, as a URI with `/` at its end; undefined where the editor has none. */
  readonly pages: string | undefined;
  readonly hasRelated: boolean;
}

/** What a diagnostic of a finding carries for a code action. */
export interface FindingData {
  readonly command: string;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Findings of a capture by the URI of their file, so many for each as the editor is told. */
export function findingsByFile(
  findings: readonly Finding[],
  capture: OpenCapture,
  style: FindingStyle,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const places = new Places(capture);
  const byFile = new Map<string, Diagnostic[]>();
  for (const finding of findings) {
    const uri = capture.uriOf(finding.place.path);
    const found = byFile.get(uri) ?? [];
    byFile.set(uri, found);
    if (found.length < maxDiagnostics) found.push(diagnosticOf(finding, places, style));
  }
  return byFile;
}

/** Faults of a text as the user wants to be told of them, each with the page of its rule. */
export function styled(
  found: readonly Diagnostic[],
  levels: Levels,
  { pages }: FindingStyle,
): readonly Diagnostic[] {
  return found.flatMap((each) => {
    const code = typeof each.code === 'string' ? each.code : undefined;
    if (code === undefined) return [each];
    const level = levels.get(code) ?? catalogueEntry(code).severity;
    if (level === 'off') return [];
    const page = pages === undefined ? {} : { codeDescription: { href: `${pages}${code}.md` } };
    return [{ ...each, severity: severities[level], ...page }];
  });
}

function diagnosticOf(finding: Finding, places: Places, { pages, hasRelated }: FindingStyle): Diagnostic {
  const { code, severity, message, place, related, command } = finding;
  return {
    range: places.rangeOf(place),
    severity: severities[severity],
    source: 'OVN Lens',
    code,
    message: plainText(message),
    ...(pages === undefined ? {} : { codeDescription: { href: `${pages}${code}.md` } }),
    ...(hasRelated && related.length > 0
      ? { relatedInformation: related.map((each) => places.relatedTo(each, each.message)) }
      : {}),
    ...(command === undefined ? {} : { data: { command } satisfies FindingData }),
  };
}

/** Where the places of a capture are in the editor. */
class Places {
  readonly #capture: OpenCapture;
  readonly #parts = new Map<string, CapturePart>();

  constructor(capture: OpenCapture) {
    this.#capture = capture;
    for (const { central, chassis } of capture.capture.moments) {
      for (const part of [...central, ...chassis.flatMap(({ parts }) => parts)])
        this.#parts.set(part.path, part);
    }
  }

  relatedTo(place: Place, message: string): DiagnosticRelatedInformation {
    return {
      location: { uri: this.#capture.uriOf(place.path), range: this.rangeOf(place) },
      message: plainText(message),
    };
  }

  rangeOf({ path, line, span }: Place): Diagnostic['range'] {
    const { source } = this.#capture;
    if (span !== undefined) {
      const bytes = source.read(path);
      if (bytes !== undefined) {
        const lineStart = span.start === 0 ? 0 : bytes.lastIndexOf(lineFeedChar, span.start - 1) + 1;
        const inLine = bytes.subarray(lineStart, span.end);
        const [first, last] = [inLine.indexOf(lineFeedChar), span.end - lineStart];
        return {
          start: { line, character: columnOfByte(inLine, span.start - lineStart) },
          end: { line, character: columnOfByte(inLine, first === -1 ? last : first) },
        };
      }
    }
    return { start: { line, character: 0 }, end: { line, character: this.#lengthOf(path, line) } };
  }

  /** Of a line, in UTF-16 units. */
  #lengthOf(path: string, line: number): number {
    const part = this.#parts.get(path);
    const dump = part === undefined ? undefined : this.#capture.source.dump(part);
    if (dump === undefined || line >= dump.rows.nRows) return 0;
    const { bytes, start, end } = dump.rowText(line);
    return columnOfByte(bytes.subarray(start, end), end - start);
  }
}
