import { type FlowPosition, strictParams } from '../../../server/core/syntax/lflow/actionContext.ts';
import { annotate } from '../../../server/core/syntax/lflow/annotate.ts';
import { expandExpression, formatExpr, formatSymbol } from '../../../server/core/syntax/lflow/expr.ts';
import type {
  Expr,
  IntegerConstant,
  KnownSets,
  StringConstant,
} from '../../../server/core/syntax/lflow/expression.ts';
import { formatActions } from '../../../server/core/syntax/lflow/formatActions.ts';
import { formatToken, readTokens } from '../../../server/core/syntax/lflow/lexer.ts';
import { dhcp4Options } from '../../../server/core/syntax/lflow/options.ts';
import { parseActions } from '../../../server/core/syntax/lflow/parseActions.ts';
import { parseExpressionText } from '../../../server/core/syntax/lflow/parseExpression.ts';
import { parseLogicalFlowRow } from '../../../server/core/syntax/lflow/parseRow.ts';
import { evaluateConditions, simplify } from '../../../server/core/syntax/lflow/simplify.ts';
import {
  currentSymbolTable,
  type SymbolTable,
  SymbolTableBuilder,
} from '../../../server/core/syntax/lflow/symbols.ts';
import { NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import type { SyntaxProblem } from '../../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import type { ConformanceCase, ConformanceKinds, ConformanceResult } from './case.ts';

/** OVN's symbols and those that `ovstest test-ovn` adds to provoke errors. */
const testTable: SymbolTable = new SymbolTableBuilder(currentSymbolTable)
  .field('bad_prereq', 64, 'OXM_OF_PKT_REG0', { prereqs: 'xyzzy' })
  .field('self_recurse', 64, 'OXM_OF_PKT_REG0', { prereqs: 'self_recurse != 0' })
  .field('mutual_recurse_1', 64, 'OXM_OF_PKT_REG0', { prereqs: 'mutual_recurse_2 != 0' })
  .field('mutual_recurse_2', 64, 'OXM_OF_PKT_REG0', { prereqs: 'mutual_recurse_1 != 0' })
  .string('big_string', 'OXM_OF_PKT_REG0', 64)
  .build();

/** The sets of `ovstest test-ovn`. */
const testSets: KnownSets = {
  addressSets: new Map([
    ['set1', integers('10.0.0.1', '10.0.0.2', '10.0.0.3')],
    ['set2', integers('::1', '::2', '::3')],
    ['set3', integers('00:00:00:00:00:01', '00:00:00:00:00:02', '00:00:00:00:00:03')],
    ['set4', []],
  ]),
  portGroups: new Map([
    ['pg1', strings('lsp1', 'lsp2', 'lsp3')],
    ['pg_empty', []],
  ]),
};

/** Ports of `ovstest test-ovn`, all of which are resident. */
const testPorts: ReadonlySet<string> = new Set(['eth0', 'eth1', 'LOCAL', 'lsp1', 'lsp2', 'lsp3']);

/** Where `ovstest test-ovn parse-actions` parses actions. */
const testPosition: FlowPosition = { pipeline: 'ingress', table: 10, nIngressTables: 35, nEgressTables: 16 };

/** `$set` alone is also OVN's own syntax, but not in these places. */
const shellVariable = /\$[{(]|\\\$|(?:0x|table=|; |\()\$/;

/** The DHCPv4 options of `ovstest test-ovn`, which has not all of OVN's. */
const testOptions = new Map([...dhcp4Options].filter(([name]) => !/^(?:T[12]|ms_)/.test(name)));

export const ovnKinds: ConformanceKinds = {
  lex: (testCase) => {
    const got = readTokens(String(testCase['input'])).map(formatToken).join(' ');
    return { ok: got === testCase['expected'], got };
  },
  'expr-parse': (testCase) => compareExpression(testCase, (expr) => expr),
  'expr-annotate': (testCase) => compareExpression(testCase, (expr) => annotate(expr, testTable)),
  'expr-simplify': (testCase) =>
    compareExpression(testCase, (expr) => {
      const annotated = annotate(expr, testTable);
      if (annotated.expr === undefined) return annotated;
      return evaluateConditions(simplify(annotated.expr), (port) => testPorts.has(port));
    }),
  symtab: (testCase) => {
    const lines = testCase['lines'] as readonly string[];
    const pattern = /grep '?(\S+?)'? /.exec(`${String(testCase['command'])} `)?.[1] ?? '';
    const shown = [...testTable.values()].map(formatSymbol).filter((line) => new RegExp(pattern).test(line));
    const got = shown.sort().join('\n');
    return { ok: got === [...lines].sort().join('\n'), got };
  },
  action: compareActions,
  'lflow-text': (testCase) => {
    const text = String(testCase['stdout']);
    const faults = text.split('\n').flatMap(faultsOf);
    if (faults.length > 0 && shellVariable.test(text)) {
      return { ok: false, got: '', leftOut: 'the text has shell variables where the tool prints values' };
    }
    return { ok: faults.length === 0, got: faults.join('\n       ') };
  },
};

type Outcome =
  | Expr
  | { readonly expr: Expr; readonly error?: never }
  | { readonly error: string; readonly expr?: never };

function compareExpression(testCase: ConformanceCase, work: (expr: Expr) => Outcome): ConformanceResult {
  const { expression, error } = parseExpressionText(String(testCase['input']), testTable, testSets);
  let got: string;
  if (expression === undefined) {
    got = `error: ${error?.message}`;
  } else {
    const outcome = work(expandExpression(expression, testSets));
    if ('type' in outcome) got = formatExpr(outcome);
    else got = outcome.expr === undefined ? `error: ${outcome.error}` : formatExpr(outcome.expr);
  }
  const { error: expectedError, formats_as: expectedText } = testCase;
  const expected = typeof expectedError === 'string' ? `error: ${expectedError}` : expectedText;
  return { ok: got === expected, got };
}

function compareActions(testCase: ConformanceCase): ConformanceResult {
  const input = String(testCase['input']);
  const bytes = encodeText(input);
  const params = { ...strictParams(testPosition, testTable), dhcp4Options: testOptions };
  const { actions, prereqs, error } = parseActions(bytes, 0, bytes.length, params);
  const got = {
    error: error?.message,
    formats_as: error === undefined ? formatActions(actions, testPosition) : undefined,
    prereqs: error === undefined && prereqs !== undefined ? formatExpr(prereqs) : undefined,
  };
  const isExpected =
    testCase['error'] === undefined
      ? got.formats_as === (testCase['formats_as'] ?? input) && got.prereqs === testCase['prereqs']
      : got.error === testCase['error'];
  return { ok: isExpected, got: JSON.stringify(got) };
}

/** What is unknown or faulty in a line of a list. */
function faultsOf(line: string): string[] {
  const bytes = encodeText(line);
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  parseLogicalFlowRow(bytes, 0, bytes.length, tree, problems);
  const faults = problems.map(({ start, end, message }) => `${line.slice(start, end)}: ${message}`);
  for (let node = 0; node < tree.nNodes; node++) {
    if (tree.kind(node) === NodeKind.unknown)
      faults.push(`unknown: ${line.slice(tree.start(node), tree.end(node))}`);
  }
  return faults;
}

function integers(...texts: readonly string[]): IntegerConstant[] {
  return texts.flatMap((text) =>
    readTokens(text).map(({ value, format }) => ({
      kind: 'integer' as const,
      span: { start: 0, end: 0 },
      value,
      mask: undefined,
      format,
    })),
  );
}

function strings(...texts: readonly string[]): StringConstant[] {
  return texts.map((text) => ({ kind: 'string', span: { start: 0, end: 0 }, text }));
}
