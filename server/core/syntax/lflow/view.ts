import { decodeText, encodeText } from '../../text/bytes.ts';
import { type Span, span } from '../../text/span.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import type { LogicalAction } from './actions.ts';
import type { Expression } from './expression.ts';
import type { LexerError } from './lexer.ts';
import type { DatapathHeader, LogicalFlow } from './logicalFlow.ts';
import { parseActionsOnward } from './parseActions.ts';
import { parseExpression } from './parseExpression.ts';
import { withOvnErrors } from './ovnErrors.ts';
import { LogicalRowKind, parseLogicalFlowRow } from './parseRow.ts';
import { unescapeString } from './quoted.ts';
import { type RowWord, rowWords } from './wordTable.ts';

/**
 * The logical flow of a row as values: `bytes[start, end)` with the tree and the problems that `parseLogicalFlowRow` made of
 * it. Match and actions are checked here as OVN checks them, so `problems` has OVN's messages; a match with an error is
 * undefined, an action with one is `unknown`.
 */
export function logicalFlow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: readonly SyntaxProblem[],
): LogicalFlow {
  // Spans count from the row's start, so what is parsed here must begin there.
  const row = bytes.subarray(start, end);
  const table = attributeValue(tree, 'table');
  const priority = attributeValue(tree, 'priority');
  const uuid = attributeValue(tree, 'uuid');
  const stage = tree.child(0, NodeKind.stageName);
  const match = tree.child(0, NodeKind.match);
  const actions = tree.child(0, NodeKind.actions);
  const matchSpan = match < 0 ? undefined : nodeSpan(tree, match);
  const actionsSpan = actions < 0 ? undefined : nodeSpan(tree, actions);
  const parsed = matchSpan === undefined ? undefined : parseExpression(row, matchSpan.start, matchSpan.end);
  const acted =
    actionsSpan === undefined ? undefined : parseActionsOnward(row, actionsSpan.start, actionsSpan.end);
  const errors: LexerError[] = [];
  if (parsed?.error !== undefined) errors.push(parsed.error);
  errors.push(...(acted?.errors ?? []));
  const expression: Expression | undefined = parsed?.expression;
  const list: readonly LogicalAction[] = acted?.actions ?? [];
  return {
    span: span(0, end - start),
    uuid: uuid < 0 ? undefined : tree.value(uuid) >>> 0,
    table: table < 0 ? undefined : Number(tree.number(table)),
    tableSpan: table < 0 ? undefined : nodeSpan(tree, table),
    stage: stage < 0 ? '' : nodeText(row, tree, stage),
    stageSpan: stage < 0 ? undefined : nodeSpan(tree, stage),
    priority: priority < 0 ? undefined : Number(tree.number(priority)),
    prioritySpan: priority < 0 ? undefined : nodeSpan(tree, priority),
    match: expression,
    matchSpan,
    matchText: match < 0 ? '' : nodeText(row, tree, match),
    actions: list,
    actionsSpan,
    actionsText: actions < 0 ? '' : nodeText(row, tree, actions),
    problems: withOvnErrors(
      problems,
      errors.filter((error) => !isMaskedAt(row, error.start)),
    ),
  };
}

/** The header that a row is; undefined when it is none. */
export function datapathHeader(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
): DatapathHeader | undefined {
  const header = tree.child(0, NodeKind.header);
  if (header < 0 || tree.value(0) !== LogicalRowKind.datapath) return undefined;
  const row = bytes.subarray(start, end);
  const nodes = tree.children(header);
  const names = nodes.filter((node) => tree.kind(node) === NodeKind.datapathName);
  const uuid = nodes.find((node) => tree.kind(node) === NodeKind.uuid);
  const pipeline = nodes.find((node) => tree.kind(node) === NodeKind.keyword && tree.value(node) >= 0);
  const [name, aka] = names;
  const nameOf = (node: number | undefined): string | undefined =>
    node === undefined
      ? undefined
      : unescapeString(decodeText(row, tree.start(node) + 1, tree.end(node) - 1)).text;
  const place = nodeSpan(tree, header);
  return {
    span: place,
    name: nameOf(name) ?? '',
    nameSpan: name === undefined ? place : nodeSpan(tree, name),
    aka: nameOf(aka),
    uuid: uuid === undefined ? undefined : nodeText(row, tree, uuid),
    pipeline: pipeline === undefined ? undefined : tree.value(pipeline) === 0 ? 'ingress' : 'egress',
  };
}

/** The logical flow of a line. */
export function readLogicalRow(row: string | Uint8Array): LogicalFlow {
  const bytes = typeof row === 'string' ? encodeText(row) : row;
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  parseLogicalFlowRow(bytes, 0, bytes.length, tree, problems);
  return logicalFlow(bytes, 0, bytes.length, tree, problems);
}

/** The leaf with the number of an attribute, or -1. */
function attributeValue(tree: Tree, word: RowWord): number {
  const idx = rowWords.indexOf(word);
  const end = tree.next(0);
  for (let node = 1; node < end; node = tree.next(node)) {
    if (tree.kind(node) === NodeKind.attribute && tree.value(node) === idx)
      return tree.child(node, NodeKind.number);
  }
  return -1;
}

function nodeSpan(tree: Tree, node: number): Span {
  return span(tree.start(node), tree.end(node));
}

function nodeText(row: Uint8Array, tree: Tree, node: number): string {
  return decodeText(row, tree.start(node), tree.end(node));
}

/** A value that somebody has masked with `?` or `<…>` is no fault of the flow. */
function isMaskedAt(row: Uint8Array, at: number): boolean {
  return row[at] === 63 || (row[at] === 60 && row[at + 1] !== 61 && row[at + 1] !== 45);
}
