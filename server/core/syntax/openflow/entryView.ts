import { fields } from '../../net/fields.ts';
import { decodeText, encodeText } from '../../text/bytes.ts';
import { span } from '../../text/span.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import { Tree } from '../tree.ts';
import { readActions } from './actionView.ts';
import type { Attribute, MatchField, OpenFlowEntry } from './entry.ts';
import { defaultPriority } from './entry.ts';
import { nodeSpan, numberOf, unquoted } from './leaves.ts';
import { parseOpenFlowRow } from './parseRow.ts';

/** The values of the flow whose tree this is; `bytes[start, end)` is the line that was parsed into it. */
export function openFlowEntry(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: readonly SyntaxProblem[],
): OpenFlowEntry {
  const attributes: Attribute[] = [];
  const match: MatchField[] = [];
  let actionsNode = -1;
  const number = new Map<string, bigint>();
  let tableName: string | undefined;
  for (const node of tree.nNodes === 0 ? [] : tree.children(0)) {
    switch (tree.kind(node)) {
      case NodeKind.attribute: {
        const attribute = readAttribute(bytes, start, tree, node);
        attributes.push(attribute);
        const value = node + 2;
        if (value < tree.next(node)) {
          if (tree.kind(value) === NodeKind.number) number.set(attribute.name, tree.number(value));
          else if (tree.kind(value) === NodeKind.tableName) tableName = unquoted(attribute.text);
        }
        break;
      }
      case NodeKind.match:
        for (const term of tree.children(node)) match.push(readMatchField(bytes, start, tree, term));
        break;
      case NodeKind.actions:
        actionsNode = node;
        break;
      default:
    }
  }
  return {
    span: span(0, end - start),
    attributes,
    table: Number(number.get('table') ?? number.get('table_id') ?? 0n),
    tableName,
    priority: Number(number.get('priority') ?? BigInt(defaultPriority)),
    cookie: number.get('cookie') ?? 0n,
    nPackets: number.get('n_packets'),
    nBytes: number.get('n_bytes'),
    match,
    actions: actionsNode === -1 ? [] : readActions(bytes, start, tree, actionsNode),
    problems,
  };
}

export interface ReadRow {
  readonly tree: Tree;
  readonly entry: OpenFlowEntry;
  readonly problems: readonly SyntaxProblem[];
}

/** Parses one line and reads its values. */
export function readOpenFlowRow(text: string | Uint8Array): ReadRow {
  const bytes = typeof text === 'string' ? encodeText(text) : text;
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  parseOpenFlowRow(bytes, 0, bytes.length, tree, problems);
  return { tree, entry: openFlowEntry(bytes, 0, bytes.length, tree, problems), problems };
}

function readAttribute(bytes: Uint8Array, base: number, tree: Tree, node: number): Attribute {
  const end = tree.end(node);
  const nameEnd = tree.end(node + 1);
  const valueSpan = tree.next(node) > node + 2 ? span(tree.start(node + 2), end) : undefined;
  return {
    node,
    span: nodeSpan(tree, node),
    name: decodeText(bytes, base + tree.start(node + 1), base + nameEnd),
    text: valueSpan === undefined ? '' : decodeText(bytes, base + valueSpan.start, base + end),
    valueSpan,
  };
}

/** The term of a match whose node this is. */
export function readMatchField(bytes: Uint8Array, base: number, tree: Tree, node: number): MatchField {
  const nameNode = node + 1;
  const text = (from: number, to: number): string => decodeText(bytes, base + from, base + to);
  const isShorthand = tree.kind(nameNode) === NodeKind.keyword;
  const field = isShorthand ? undefined : fields[tree.value(node)];
  const end = tree.next(node);
  let at = nameNode + 1;
  let shift = 0n;
  let partMask: bigint | undefined;
  if (at < end && tree.kind(at) === NodeKind.bits) {
    shift = BigInt(tree.value(at));
    partMask = ones(tree.high(at) - tree.value(at) + 1) << shift;
    at++;
  }
  const valueNode = at < end && tree.kind(at) !== NodeKind.mask ? at : -1;
  const maskNode = tree.child(node, NodeKind.mask);
  let { value, mask } = valueNode === -1 ? noValue : readValue(tree, valueNode);
  if (maskNode !== -1 && maskNode + 1 < tree.next(maskNode)) {
    const width = field?.width ?? 64;
    mask = readMask(
      tree,
      maskNode + 1,
      field?.format === 'ip4' ? 32 : field?.format === 'ip6' ? 128 : 0,
      width,
    );
  }
  if (partMask !== undefined) {
    value = value === undefined ? undefined : value << shift;
    mask = mask === undefined ? partMask : mask << shift;
  }
  return {
    node,
    span: nodeSpan(tree, node),
    nameSpan: nodeSpan(tree, nameNode),
    valueSpan: valueNode === -1 ? undefined : nodeSpan(tree, valueNode),
    maskSpan: maskNode === -1 ? undefined : nodeSpan(tree, maskNode),
    name: field?.name ?? text(tree.start(nameNode), tree.end(nameNode)),
    isShorthand,
    text: valueNode === -1 ? '' : text(tree.start(valueNode), tree.end(valueNode)),
    value,
    mask,
  };
}

interface Masked {
  readonly value: bigint | undefined;
  readonly mask: bigint | undefined;
}

const noValue: Masked = { value: undefined, mask: undefined };

/** The value of a leaf, or of a `value` node of flags: `+new-est` is 1 under the mask 3. */
function readValue(tree: Tree, node: number): Masked {
  if (tree.kind(node) !== NodeKind.value) return { value: numberOf(tree, node), mask: undefined };
  let value = 0n;
  let mask = 0n;
  let isMasked = false;
  for (const leaf of tree.children(node)) {
    if (tree.kind(leaf) === NodeKind.unknown) return noValue;
    if (tree.kind(leaf) !== NodeKind.word) {
      // A packet type: name space, then type.
      value = (value << 16n) | (tree.number(leaf) & 0xffffn);
      continue;
    }
    const bits = BigInt(tree.value(leaf));
    if (tree.high(leaf) !== 0) isMasked = true;
    if (tree.high(leaf) >= 0) value |= bits;
    mask |= bits;
  }
  return { value, mask: isMasked ? mask : undefined };
}

function readMask(tree: Tree, node: number, prefixWidth: number, width: number): bigint | undefined {
  const mask = numberOf(tree, node);
  if (mask === undefined) return undefined;
  if (prefixWidth > 0 && tree.kind(node) === NodeKind.number) {
    const nBits = mask > BigInt(prefixWidth) ? prefixWidth : Number(mask);
    return ones(nBits) << BigInt(prefixWidth - nBits);
  }
  return width < 64 ? mask & ones(width) : mask;
}

function ones(width: number): bigint {
  return (1n << BigInt(Math.max(0, width))) - 1n;
}
