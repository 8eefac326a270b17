import { parseOvnTraceRow } from '../../../server/core/syntax/trace/parseOvnTraceRow.ts';
import { parseOvsTraceRow } from '../../../server/core/syntax/trace/parseOvsTraceRow.ts';
import { NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import type { RowParser } from '../../../server/core/syntax/rowSyntax.ts';
import type { SyntaxProblem } from '../../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import type { ConformanceCase, ConformanceKinds, ConformanceResult } from './case.ts';

/** Traces count as passed when every line is read; running them is not meant here. */
export const traceKinds: ConformanceKinds = {
  'ovn-trace': (testCase) => readsAll(testCase, parseOvnTraceRow),
  'ofp-trace': (testCase) => readsAll(testCase, parseOvsTraceRow),
};

function readsAll(testCase: ConformanceCase, parse: RowParser): ConformanceResult {
  const then = Array.isArray(testCase['then']) ? (testCase['then'] as readonly FollowUp[]) : [];
  const printed = testCase['stdout'];
  const texts = [
    typeof printed === 'string' ? printed : '',
    ...then.filter(isOfTrace).map(({ stdout }) => stdout ?? ''),
  ];
  if (texts.every((text) => text === '')) {
    return { ok: false, got: '', leftOut: 'no line of the trace is printed' };
  }
  const faults = texts.flatMap((text) => text.split('\n')).flatMap((line) => faultsOf(line, parse));
  return { ok: faults.length === 0, got: faults.join('\n       ') };
}

/** A command that looks at what the trace has printed. */
interface FollowUp {
  readonly command: string;
  readonly stdout?: string;
}

/** Whether what is printed still are lines of the trace, not one of them taken to pieces. */
function isOfTrace({ command }: FollowUp): boolean {
  return !/\b(?:tr|sort|wc|cut|awk)\b/.test(command);
}

function faultsOf(line: string, parse: RowParser): string[] {
  const bytes = encodeText(line);
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  parse(bytes, 0, bytes.length, tree, problems);
  let hasUnknown = false;
  for (let node = 0; node < tree.nNodes; node++) {
    if (tree.kind(node) === NodeKind.unknown) hasUnknown = true;
  }
  return hasUnknown || problems.length > 0
    ? [`${problems.map(({ message }) => message).join('; ')}: ${line}`]
    : [];
}
