import { rejectionHead } from '../syntax/openflow/rejectedFlow.ts';
import type { SyntaxProblem } from '../syntax/syntaxProblem.ts';
import { catalogueEntry } from './catalogue.ts';
import type { Finding } from './finding.ts';
import type { RowProblem } from './flows/flowFacts.ts';

/** What a row's syntax has against it, as findings. */
export function syntaxFindings(path: string, problems: readonly RowProblem[]): readonly Finding[] {
  return problems.map((problem) => {
    const code = syntaxCode(problem);
    return {
      code,
      severity: catalogueEntry(code).severity,
      message: `${sentence(problem.message)} Byte ${problem.start + 1} of the line.`,
      place: { path, line: problem.row },
      related: [],
      port: undefined,
      command: undefined,
    };
  });
}

/** Which rule of the catalogue a fault in a row's text breaks. */
export function syntaxCode({ message }: SyntaxProblem): string {
  return codes.find(([pattern]) => pattern.test(message))?.[1] ?? 'FS01';
}

/** By the words that parsers say it in. Those of OVN itself are kept as OVN has them. */
const codes: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^${rejectionHead}`), 'FS11'],
  [
    /^no such |has no such argument$|nothing of that name here$|^Syntax error at .* expecting (?:field name|action)/,
    'FS02',
  ],
  [/ presupposes /, 'FS03'],
  [
    /is wider than |^a table has a number up to |has at most \d+ bits$|lies outside a field|-bit constant is not compatible|cannot select bits .* of \d+-bit field|requires more than \d+ bits|must be less than 2\*\*64/i,
    'FS04',
  ],
  [/takes no mask$|^this field cannot be set$|is not modifiable|only == and != operators/i, 'FS05'],
  [/is too long to be read$/, 'FS06'],
  [/^the record |digest|^expecting OVSDB/, 'FS07'],
];

/** All that `syntaxCode` tells. */
export const syntaxCodes: ReadonlySet<string> = new Set(['FS01', ...codes.map(([, code]) => code)]);

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!]$/.test(text) ? '' : '.'}`;
}
