import { NodeKind } from '../syntax/nodeKind.ts';
import { OvsTraceLine, ovsTraceLine } from '../syntax/trace/ovsTraceLine.ts';
import { decodeText } from '../text/bytes.ts';
import { explainDatapathNode } from './datapath.ts';
import type { Explanation } from './explanation.ts';
import { explainFlowNode } from './flow.ts';
import { actionMeaning } from './flowActions.ts';
import { type FlowScope, flowScope } from './flowScope.ts';
import { explainLogicalNode } from './logicalNodes.ts';
import type { LogicalScope } from './logicalScope.ts';
import { uuidText } from './names.ts';
import { prose, proseOf } from './prose/prose.ts';
import { detraceProse, ovsTraceProse, traceNotes } from './prose/traces.ts';
import { tableName } from './tables.ts';
import {
  about,
  aboutUnknown,
  explainBeside,
  explainInnermost,
  part,
  rowSpan,
  textOf,
  type Token,
} from './token.ts';
import { spellings } from './values.ts';

/** A token of `ofproto/trace`, or of what ovn-detrace adds to it. */
export function explainOvsTraceToken(token: Token): Explanation | undefined {
  if (token.tree.nNodes < 2) return undefined;
  const { tree } = token;
  const line = tree.value(0);
  if (line === OvsTraceLine.datapathActions) {
    const found = explainInnermost(token, (_, node) =>
      tree.kind(node) === NodeKind.keyword ? undefined : explainDatapathNode(token, node),
    );
    return found ?? plainNode(token);
  }
  if (line === OvsTraceLine.record) {
    const scope = logicalScope(token);
    const found =
      token.path.length > 2 || tree.kind(token.leaf) === NodeKind.stageName
        ? explainInnermost(token, (_, node) => explainLogicalNode(scope, node))
        : undefined;
    return found ?? recordNode(token);
  }
  const scope = flowScope(token, datapathBefore(token));
  return plainNode(token) ?? explainInnermost(token, (_, node) => traceNode(scope, node));
}

function traceNode(scope: FlowScope, node: number): Explanation | undefined {
  const { token } = scope;
  const kind = token.tree.kind(node);
  if (kind === NodeKind.unknown)
    return aboutUnknown(token, node, 'No line of a trace has this here; see the problem that is marked.');
  return explainFlowNode(scope, node);
}

/** Leaves that belong to the trace itself: titles, marks, sentences and values in them. */
function plainNode(token: Token): Explanation | undefined {
  const { tree, leaf } = token;
  if (token.path.length > 3 || !tree.isLeaf(leaf)) return undefined;
  const text = textOf(token, leaf);
  const isOwn = token.path.length === 2 || tree.kind(token.path[1] as number) === NodeKind.header;
  switch (tree.kind(leaf)) {
    case NodeKind.keyword:
      return about(token, leaf, text, proseOf(ovsTraceProse, text) ?? 'A line of the trace.');
    case NodeKind.operator:
      return about(token, leaf, text, prose.operator(text) ?? 'A mark of the trace.');
    case NodeKind.punctuation:
      return about(token, leaf, ['Rule'], 'Separates the parts of the trace.');
    case NodeKind.comment:
      return about(token, leaf, ['Trace'], noteText(textOf(token, 0).trim(), text));
    case NodeKind.string:
      return isOwn ? about(token, leaf, text.replaceAll('"', ''), nameText(tree.value(0))) : undefined;
    case NodeKind.word:
      return isOwn
        ? about(token, leaf, text, proseOf(ovsTraceProse, text) ?? 'A word of the trace.')
        : undefined;
    case NodeKind.number:
      return isOwn ? explainNumber(token) : undefined;
    default:
      return isOwn && tree.kind(leaf) < NodeKind.row && tree.kind(leaf) !== NodeKind.unknown
        ? about(token, leaf, text, 'A value of the trace.')
        : undefined;
  }
}

function nameText(line: number): string {
  return line === OvsTraceLine.bridge ? 'The name of the bridge.' : 'A name.';
}

function explainNumber(token: Token): Explanation {
  const { tree, leaf } = token;
  const value = tree.number(leaf);
  const parts = value > 9n ? [part('value', spellings(value))] : [];
  switch (tree.value(0)) {
    case OvsTraceLine.bucket:
      return about(
        token,
        leaf,
        `bucket ${textOf(token, leaf)}`,
        'The bucket of the group whose actions follow.',
        parts,
      );
    case OvsTraceLine.recirculation:
      return about(
        token,
        leaf,
        textOf(token, leaf),
        'The number of the recirculation: the action recirc of the same number has sent the packet here.',
        parts,
      );
    default: {
      const before = textOf(token, leaf - 1);
      if (!/\btable$/.test(before))
        return about(token, leaf, textOf(token, leaf), 'The value that it is now.', parts);
      const name = tableName(token.context.choice.layout, Number(value));
      return about(token, leaf, `table ${textOf(token, leaf)}`, [
        'Where the packet goes on once it comes back',
        ...(name === undefined ? [] : [': ', { code: name }]),
        '.',
      ]);
    }
  }
}

/** What a sentence of the trace means, by the line or by the words themselves. */
function noteText(line: string, words: string): string {
  const found =
    traceNotes.find(([begin]) => words.startsWith(begin)) ??
    traceNotes.find(([begin]) => line.includes(begin));
  return found?.[1] ?? 'What the trace says of this step.';
}

/** `* Logical datapath: "sw0" (…)`: what ovn-detrace knows of the row above. */
function recordNode(token: Token): Explanation | undefined {
  const { tree, leaf, context } = token;
  if (!tree.isLeaf(leaf) || tree.kind(leaf) >= NodeKind.row) return undefined;
  const text = textOf(token, leaf);
  const title = textOf(token, tree.child(0, NodeKind.keyword));
  const summary = proseOf(detraceProse, title) ?? 'What ovn-detrace knows of the row above.';
  switch (tree.kind(leaf)) {
    case NodeKind.keyword:
      return about(token, leaf, text, summary);
    case NodeKind.punctuation:
      return about(token, leaf, ['ovn-detrace'], summary);
    case NodeKind.uuid: {
      const known = uuidText(context, text);
      return about(
        token,
        leaf,
        text,
        'The UUID of the row in the southbound database.',
        known.length === 0 ? [] : [part('that is', known)],
      );
    }
    case NodeKind.unknown:
      return about(
        token,
        leaf,
        ['Unknown'],
        'ovn-detrace prints nothing like this; see the problem that is marked.',
      );
    case NodeKind.word:
    case NodeKind.attributeName:
      return about(token, leaf, text, proseOf(detraceProse, text) ?? summary);
    default: {
      const before = leaf - 1;
      const label = before > 0 && tree.kind(before) === NodeKind.word ? textOf(token, before) : '';
      return about(
        token,
        leaf,
        text.replaceAll('"', ''),
        proseOf(detraceProse, label) ?? summary,
        label === '' ? [] : [part('of', [{ code: label }])],
      );
    }
  }
}

function logicalScope(token: Token): LogicalScope {
  const { tree, context } = token;
  const stage = tree.child(0, NodeKind.stageName);
  const numbers = tree
    .children(0)
    .filter((node) => tree.kind(node) === NodeKind.attribute)
    .map((node) => [textOf(token, node + 1), tree.child(node, NodeKind.number)] as const);
  const read = (name: string): number | undefined => {
    const node = numbers.find(([each]) => each === name)?.[1];
    return node === undefined || node === -1 ? undefined : Number(tree.number(node));
  };
  return {
    token,
    context,
    layout: context.choice.layout,
    stage: stage === -1 ? '' : textOf(token, stage),
    table: read('table'),
    priority: read('priority'),
  };
}

/** A table's line is no farther away than this. */
const maxLines = 300;
/** Of a line as much is looked at. */
const maxText = 2000;

/** The datapath that the nearest table's line before names, for the keys of ports in actions. */
function datapathBefore({ context: { dump }, row }: Token): bigint | undefined {
  for (let at = row - 1; at >= 0 && row - at < maxLines; at--) {
    const { bytes, start, end } = dump.rowText(at);
    const line = ovsTraceLine(bytes, start, end);
    if (line === OvsTraceLine.flow || line === OvsTraceLine.bridge) return undefined;
    if (line !== OvsTraceLine.table && line !== OvsTraceLine.action) continue;
    const text = decodeText(bytes, start, Math.min(end, start + maxText));
    const found =
      /metadata=(0x[0-9a-f]{1,16})(?![0-9a-f/])/.exec(text) ??
      /set_field:(0x[0-9a-f]{1,16})->metadata/.exec(text);
    if (found?.[1] !== undefined) return BigInt(found[1]);
  }
  return undefined;
}

/** A line of the trace as a whole. */
export function explainOvsTraceRow(token: Token): Explanation | undefined {
  if (token.tree.nNodes < 2) return undefined;
  const { tree, bytes } = token;
  const span = rowSpan(token);
  const line = tree.value(0);
  if (line === OvsTraceLine.table || line === OvsTraceLine.action) {
    const scope = flowScope(token, datapathBefore(token));
    if (line === OvsTraceLine.action)
      return {
        span,
        title: [{ code: decodeText(bytes).trim() }],
        summary: scope.actions.flatMap((action, idx) => [
          ...(idx === 0 ? [] : [', then ']),
          ...actionMeaning(scope, action),
        ]),
        parts: [],
        notes: [],
      };
    const table = tree.number(2);
    const name = tableName(token.context.choice.layout, Number(table));
    const isMiss = tree.child(0, NodeKind.comment) !== -1;
    return {
      span,
      title: [`table ${table}`, ...(name === undefined ? [] : [' ', { code: name }])],
      summary: [
        isMiss
          ? 'No row of this table matches the packet.'
          : 'The packet matches this row of the table; what the row does is below.',
      ],
      parts: [],
      notes: [],
    };
  }
  const inner = tree.kind(1) === NodeKind.header ? 2 : 1;
  const found = explainBeside(token, tree.start(inner), explainOvsTraceToken);
  return found === undefined ? undefined : { ...found, span };
}
