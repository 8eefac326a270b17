import { passesFilter } from '../../../server/core/syntax/datapath/filter.ts';
import { datapathKeyFit, type KeyFit } from '../../../server/core/syntax/datapath/fit.ts';
import { parseDatapathActions, parseDatapathKey } from '../../../server/core/syntax/datapath/parseRow.ts';
import { printDatapathItems } from '../../../server/core/syntax/datapath/print.ts';
import type { ParsedText } from '../../../server/core/syntax/nodeText.ts';
import { detectDialect } from '../../../server/core/syntax/detect.ts';
import type { Dialect } from '../../../server/core/syntax/dialect.ts';
import { NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import { readOpenFlowRow } from '../../../server/core/syntax/openflow/entryView.ts';
import { rowParsers } from '../../../server/core/syntax/rowParser.ts';
import type { RowParser } from '../../../server/core/syntax/rowSyntax.ts';
import type { SyntaxProblem } from '../../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import type { ConformanceCase, ConformanceKinds, ConformanceResult } from './case.ts';

export const odpKinds: ConformanceKinds = {
  'odp-key': (testCase) => {
    const input = String(testCase['input']);
    const { text, problems } = parse(parseDatapathKey, input);
    const [first] = problems;
    let got: string;
    if (first !== undefined) {
      got = `odp_flow_from_string: error (syntax error at ${input.slice(faultyKey(text.tree, input, first.start))})`;
    } else {
      const fit = testCase['wildcarded'] === true ? 'perfect' : datapathKeyFit(text.tree);
      got = fit === 'perfect' ? printDatapathItems(text) : fitErrors[fit];
    }
    return { ok: got === (testCase['error'] ?? testCase['expected'] ?? input), got };
  },
  'odp-action': (testCase) => {
    const input = String(testCase['input']);
    const { text, problems } = parse(parseDatapathActions, input);
    const got = problems.length > 0 ? 'odp_actions_from_string: error' : printDatapathItems(text);
    return { ok: got === (testCase['error'] ?? testCase['expected'] ?? input), got };
  },
  'odp-filter': (testCase) => {
    const { entry } = readOpenFlowRow(String(testCase['filter']));
    const lines = testCase['lines'] as readonly string[];
    const kept = lines.filter((line) =>
      passesFilter(parse(parseDatapathKey, line).text.tree, 0, entry.match),
    );
    const got = kept.join('\n');
    return { ok: got === (testCase['expected'] as readonly string[]).join('\n'), got };
  },
  'dp-dump': (testCase) => {
    const isConnections = /conntrack/.test(String(testCase['command']));
    return compareDump(testCase, isConnections ? 'ovs-conntrack' : 'ovs-datapath');
  },
};

/** Where the key that has the fault at `at` begins; what stands behind a whole key is a fault of its own. */
function faultyKey(tree: Tree, input: string, at: number): number {
  const key = tree.children(0).find((child) => tree.end(child) >= at);
  if (key === undefined) return at;
  const isBehind = tree.end(key) === at && input[at - 1] === ')';
  return isBehind ? at : tree.start(key);
}

const fitErrors: Readonly<Record<Exclude<KeyFit, 'perfect'>, string>> = {
  'too little': 'ODP_FIT_TOO_LITTLE',
  'too much': 'ODP_FIT_TOO_MUCH',
};

/** What stands behind the dump's command when the text is no dump any more. */
export const rewriters: RegExp =
  /grep -c|wc -l|check_\w+_stats|prepend|XX|\(macs\)|recirc\(X?\)|output\/|<cleared>|=\?/;

/** Reads a dump with the dialect that it is recognized as, or with the one that the command tells. */
export function compareDump(testCase: ConformanceCase, otherwise: Dialect): ConformanceResult {
  const stdout = String(testCase['stdout']);
  const dialect = detectDialect(stdout) ?? otherwise;
  const faults = stdout.split('\n').flatMap((line) => unknownsOf(rowParsers[dialect], line));
  const result = { ok: faults.length === 0, got: `${dialect}: ${faults.join('\n       ')}` };
  if (result.ok || !rewriters.test(String(testCase['command']))) return result;
  return { ...result, leftOut: 'the command counts rows, or puts its own words in their places' };
}

function unknownsOf(parser: RowParser, line: string): string[] {
  const { text, problems } = parse(parser, line);
  const faults: string[] = [];
  for (let node = 0; node < text.tree.nNodes; node++) {
    if (text.tree.kind(node) !== NodeKind.unknown) continue;
    const at = text.tree.start(node);
    const why = problems.find(({ start }) => start === at)?.message;
    faults.push(`${line.slice(at, text.tree.end(node))}: ${why} in ${line}`);
  }
  return faults;
}

function parse(parser: RowParser, line: string): { text: ParsedText; problems: SyntaxProblem[] } {
  const bytes = encodeText(line);
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  parser(bytes, 0, bytes.length, tree, problems);
  return { text: { tree, bytes, base: 0 }, problems };
}
