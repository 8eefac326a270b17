import { formatIp4, formatIp6, formatMac } from '../../net/formatAddress.ts';
import { equalsChar } from '../../text/ascii.ts';
import { firstInnerKind, NodeKind } from '../nodeKind.ts';
import { indent, ownMarks, type ParsedText, printLeaf, printNode, textOf } from '../nodeText.ts';
import type { Tree } from '../tree.ts';
import { rowAttributes } from './parseRow.ts';
import { type ItemSpec, itemSpecs, specIndex } from './specs.ts';

/**
 * The key, the actions, or the items below `node`, as Open vSwitch prints them: from the values, whatever the spelling was.
 * Masks that select all bits are left out. Models `odp_flow_format` and `format_odp_actions` of `lib/odp-util.c`.
 */
export function printDatapathItems(text: ParsedText, node = 0): string {
  return text.tree
    .children(node)
    .map((child) => printItem(text, child))
    .join(',');
}

/** A line of a dump: a flow or a header. Models `format_dpif_flow` of `lib/dpctl.c`. */
export function printDatapathRow(text: ParsedText): string {
  const { tree } = text;
  if (tree.kind(0) !== NodeKind.row) return printNode(text, 0, ownMarks);
  let printed = tree.nNodes === 1 ? '' : indent(text, 1);
  const depth = printed.length;
  for (const node of tree.children(0)) {
    const isList = tree.kind(node) === NodeKind.actions;
    if (printed.length > depth && !isList) printed += ', ';
    if (isList) printed += `:${printActions(text, node)}`;
    else if (tree.kind(node) === NodeKind.attribute) printed += printAttribute(text, node);
    else if (tree.kind(node) === NodeKind.match) printed += printDatapathItems(text, node);
    else printed += textOf(text, node);
  }
  return printed;
}

function printAttribute(text: ParsedText, node: number): string {
  const { tree } = text;
  const name = rowAttributes[tree.value(node)] ?? '';
  const value = node + 2;
  if (value >= tree.next(node)) return `${name}:`;
  switch (tree.kind(value)) {
    case NodeKind.number:
      return `${name}:${tree.number(value)}`;
    case NodeKind.duration:
      return `${name}:${printLeaf(text, value)}`;
    case NodeKind.argument:
      return `${name}:${printItem(text, value)}`;
    default:
      return `${name}:${textOf(text, value)}`;
  }
}

function printActions(text: ParsedText, node: number): string {
  const printed = printDatapathItems(text, node);
  return printed === '' ? 'drop' : printed;
}

function printItem(text: ParsedText, node: number): string {
  const { tree } = text;
  const spec = itemSpecs[tree.value(node)];
  if (spec === undefined || tree.kind(node) < firstInnerKind) return textOf(text, node);
  const hasName = isNameLeaf(tree.kind(node + 1));
  const first = hasName ? node + 2 : node + 1;
  const name = hasName ? spec.name : '';
  const hasValue = first < tree.next(node);
  if (!hasValue) return spec.isParenthesized && !spec.isOptional ? `${name}()` : name;
  const value = printValue(text, spec, node, first);
  if (spec.isParenthesized) return `${name}${equalsOf(text, node, hasName)}(${value})`;
  return hasName ? `${name}=${value}` : value;
}

/** Groups of a connection are written `orig=(…)`, those of a flow `eth(…)`. */
function equalsOf({ tree, bytes, base }: ParsedText, node: number, hasName: boolean): string {
  return hasName && bytes[base + tree.end(node + 1)] === equalsChar ? '=' : '';
}

function isNameLeaf(kind: NodeKind): boolean {
  return kind === NodeKind.fieldName || kind === NodeKind.attributeName || kind === NodeKind.actionName;
}

function printValue(text: ParsedText, spec: ItemSpec, node: number, first: number): string {
  const { tree } = text;
  switch (spec.form) {
    case 'items': {
      if (tree.kind(first) === NodeKind.actions) return printActions(text, first);
      const items: string[] = [];
      for (let at = first; at < tree.next(node); at = tree.next(at)) items.push(printItem(text, at));
      return items.join(',');
    }
    case 'options': {
      let options = '';
      for (let at = first; at < tree.next(node); at = tree.next(at)) {
        options += `{${printDatapathItems(text, at)}}`;
      }
      return options;
    }
    case 'range':
      return printRange(text, node, first);
    default: {
      const mask = tree.child(node, NodeKind.mask);
      const value = printSpecLeaf(text, spec, first, spec.form);
      if (mask === -1 || mask + 1 >= tree.next(mask)) return value;
      if (isWholeMask(tree, spec, mask + 1) && !keepMasks.has(tree.value(node))) return value;
      return `${value}/${printSpecLeaf(text, spec, mask + 1, maskForm(spec))}`;
    }
  }
}

/** `format_mpls` prints all masks or none. */
const keepMasks: ReadonlySet<number> = new Set(
  ['label', 'tc', 'ttl', 'bos'].map((name) => specIndex('mpls', name)),
);

function maskForm(spec: ItemSpec): ItemSpec['form'] | 'bare' {
  switch (spec.form) {
    case 'mac':
    case 'ip4':
    case 'ip6':
    case 'ip':
      return spec.form;
    default:
      return spec.maskForm;
  }
}

function isWholeMask(tree: Tree, spec: ItemSpec, node: number): boolean {
  const kind = tree.kind(node);
  if (kind < NodeKind.number || kind > NodeKind.ip6) return false;
  return tree.number(node) === (1n << BigInt(spec.width)) - 1n;
}

function printSpecLeaf(
  text: ParsedText,
  spec: ItemSpec,
  node: number,
  form: ItemSpec['form'] | 'bare',
): string {
  const { tree } = text;
  switch (tree.kind(node)) {
    case NodeKind.mac:
      return formatMac(tree.number(node));
    case NodeKind.ip4:
      return formatIp4(tree.number(node));
    case NodeKind.ip6:
      return formatIp6(tree.number(node));
    case NodeKind.number:
    case NodeKind.bigNumber:
      return printNumber(tree.number(node), form, spec);
    case NodeKind.value:
      return printFlags(text, node);
    case NodeKind.mask:
      return '';
    default:
      return textOf(text, node);
  }
}

function printNumber(value: bigint, form: ItemSpec['form'] | 'bare', spec: ItemSpec): string {
  const digits = value.toString(16);
  switch (form) {
    case 'hex0x':
    case 'frag':
      return `0x${digits}`;
    case 'hex4':
      return `0x${digits.padStart(4, '0')}`;
    case 'bare':
      return digits;
    case 'percent':
      return `${value / 10n}.${value % 10n}%`;
    case 'dec':
    case 'port':
      return value.toString();
    default:
      return spec.form === 'percent' || value === 0n ? value.toString() : `0x${digits}`;
  }
}

/** Flags with a sign follow each other; without one there is `|` between them. */
function printFlags(text: ParsedText, node: number): string {
  const flags = text.tree.children(node);
  const isSigned = flags.some((flag) => text.tree.high(flag) !== 0);
  return flags.map((flag) => textOf(text, flag)).join(isSigned ? '' : '|');
}

/** As `format_odp_ct_nat`: addresses of IPv6 stand in brackets where ports follow. */
function printRange(text: ParsedText, node: number, first: number): string {
  const { tree } = text;
  const addresses: string[] = [];
  const ports: string[] = [];
  let isIp6 = false;
  for (let at = first; at < tree.next(node); at = tree.next(at)) {
    const kind = tree.kind(at);
    if (kind === NodeKind.number) ports.push(tree.number(at).toString());
    else if (kind === NodeKind.ip4) addresses.push(formatIp4(tree.number(at)));
    else if (kind === NodeKind.ip6) {
      isIp6 = true;
      addresses.push(formatIp6(tree.number(at)));
    } else addresses.push(textOf(text, at));
  }
  const hasBrackets = isIp6 && ports.length > 0;
  const shown = addresses.map((address) => (hasBrackets ? `[${address}]` : address)).join('-');
  return ports.length === 0 ? shown : `${shown}:${ports.join('-')}`;
}
