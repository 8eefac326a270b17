import { formatIp4, formatIp6 } from '../net/formatAddress.ts';
import { openFlowField } from '../facts/openflow.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { ip4Kind, ip6Kind, macKind, maskText } from './addresses.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { actionAround, fieldBeside, type LogicalScope, symbolPlace } from './logicalScope.ts';
import { portName } from './prose/ports.ts';
import { prose } from './prose/prose.ts';
import { about, around, part, textOf } from './token.ts';
import { ones, registerParts, spellings, valueMeaning } from './values.ts';

/** A constant: what it is compared with or written into, what it stands for there, its other spellings. */
export function explainConstant(scope: LogicalScope, node: number): Explanation {
  const { token } = scope;
  const { tree } = token;
  const text = textOf(token, node);
  const mask = maskOf(scope, node);
  const fieldNode = fieldBeside(scope);
  const parts = [...spellingParts(scope, node), ...kindParts(scope, node), ...mask.parts];
  if (fieldNode === -1) {
    const action = actionAround(scope);
    const argument = around(token, NodeKind.argument);
    const key = argument === -1 ? '' : textOf(token, tree.child(argument, NodeKind.attributeName));
    const said = key === '' ? undefined : prose.logicalArgument(action, key);
    return about(
      token,
      node,
      mask.isMask ? [{ code: text }, ' mask'] : text,
      mask.isMask
        ? 'Only these bits are compared.'
        : (said ?? (action === '' ? constantSummary(tree.kind(node)) : `An argument of ${action}.`)),
      parts,
    );
  }
  const fieldText = textOf(token, fieldNode);
  const isAction = around(token, NodeKind.comparison) === -1;
  const place = symbolPlace(scope, fieldNode);
  return about(
    token,
    node,
    mask.isMask ? [{ code: text }, ' mask'] : text,
    mask.isMask
      ? ['Only these bits of ', { code: fieldText }, ' are compared.']
      : [isAction ? 'Is written into ' : 'Is compared with ', { code: fieldText }, '.'],
    [
      ...parts,
      ...(place === undefined || mask.isMask
        ? []
        : meaningParts(scope, node, place.field, place.low, place.high)),
    ],
  );
}

function meaningParts(
  scope: LogicalScope,
  node: number,
  field: string,
  low: number,
  high: number,
): readonly ExplanationPart[] {
  const { tree } = scope.token;
  const value = tree.number(node);
  const width = openFlowField(field)?.width ?? 0;
  const isWhole = low === 0 && high >= width - 1;
  const meaning = isWhole ? valueMeaning({ context: scope.context }, field, value, undefined) : [];
  const isAddress = tree.kind(node) !== NodeKind.number && tree.kind(node) !== NodeKind.bigNumber;
  const registers = registerParts(
    scope.layout,
    field,
    low,
    high,
    value,
    isWhole ? undefined : ones(high - low + 1),
  );
  return [...(meaning.length === 0 || isAddress ? [] : [part('stands for', meaning)]), ...registers];
}

function constantSummary(kind: NodeKind): string {
  switch (kind) {
    case NodeKind.mac:
      return 'A MAC.';
    case NodeKind.ip4:
      return 'An IPv4 address.';
    case NodeKind.ip6:
      return 'An IPv6 address.';
    default:
      return 'A number.';
  }
}

function spellingParts({ token }: LogicalScope, node: number): readonly ExplanationPart[] {
  const { tree } = token;
  const kind = tree.kind(node);
  if (kind !== NodeKind.number && kind !== NodeKind.bigNumber) return [];
  const value = tree.number(node);
  return value > 9n ? [part('value', spellings(value))] : [];
}

function kindParts(scope: LogicalScope, node: number): readonly ExplanationPart[] {
  const { tree } = scope.token;
  const value = tree.number(node);
  let kind: string | undefined;
  switch (tree.kind(node)) {
    case NodeKind.mac:
      kind = macKind(value);
      break;
    case NodeKind.ip4:
      kind = ip4Kind(value);
      break;
    case NodeKind.ip6:
      kind = ip6Kind(value);
      break;
    default: {
      const isBackend = tree.kind(node - 1) === NodeKind.ip4 || tree.kind(node - 1) === NodeKind.ip6;
      kind = isBackend ? portName(Number(value)) : undefined;
    }
  }
  return kind === undefined ? [] : [part('kind', kind)];
}

interface Mask {
  /** Whether the node is the mask, not the value. */
  readonly isMask: boolean;
  readonly parts: readonly ExplanationPart[];
}

/** The mask behind a constant, or the constant that a mask belongs to. */
function maskOf({ token }: LogicalScope, node: number): Mask {
  const { tree } = token;
  const maskNode = around(token, NodeKind.mask);
  const isMask = maskNode !== -1;
  const valueNode = isMask ? maskNode - 1 : node;
  const owner = isMask ? maskNode : node + 1;
  const hasMask = owner < tree.nNodes && tree.kind(owner) === NodeKind.mask && owner + 1 < tree.next(owner);
  if (!hasMask) return { isMask, parts: [] };
  const value = tree.number(valueNode);
  const written = tree.number(owner + 1);
  const kind = tree.kind(valueNode);
  const width = kind === NodeKind.ip4 ? 32 : kind === NodeKind.ip6 ? 128 : kind === NodeKind.mac ? 48 : 64;
  const isLength =
    tree.kind(owner + 1) === NodeKind.number && (kind === NodeKind.ip4 || kind === NodeKind.ip6);
  const length = Math.min(Number(written & 0xffn), width);
  const mask = isLength ? ones(length) << BigInt(width - length) : written;
  const show = kind === NodeKind.ip4 ? formatIp4 : kind === NodeKind.ip6 ? formatIp6 : hexText;
  const isNumber = kind === NodeKind.number || kind === NodeKind.bigNumber;
  const text: readonly Inline[] = isNumber
    ? [{ code: hexText(mask) }, ': only these bits']
    : maskText(value, mask, width, show);
  return { isMask, parts: [part(isNumber ? 'mask' : 'range', text)] };
}

function hexText(value: bigint): string {
  return `0x${value.toString(16)}`;
}
