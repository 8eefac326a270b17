import { formatIp4 } from '../net/formatAddress.ts';
import { ItemField } from './datapathFields.ts';
import { itemSpecs, type ItemSpec } from '../syntax/datapath/specs.ts';
import { itemValue } from '../syntax/datapath/filter.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { durationText } from './durations.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { bytesText } from './flowAttributes.ts';
import { flagMeaning } from './flowFields.ts';
import { logicalPortText, zoneText } from './names.ts';
import { connectionWordProse, datapathItemProse } from './prose/datapath.ts';
import { portName } from './prose/ports.ts';
import { proseOf } from './prose/prose.ts';
import { about, part, textOf, type Token } from './token.ts';
import { maskMeaning, meaningLabel, registerParts, spellings, valueMeaning } from './values.ts';

/**
 * An item of a datapath flow, of its actions or of a connection: `name`, `name=value` or `name(…)`. Undefined for a node
 * that is none.
 */
export function explainItem(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  const spec = itemSpecs[tree.value(node)];
  const kind = tree.kind(node);
  const isItem = kind === NodeKind.matchField || kind === NodeKind.argument || kind === NodeKind.action;
  if (!isItem) return undefined;
  if (spec === undefined) return kind === NodeKind.argument ? explainOption(token, node) : undefined;
  if (spec.name === 'data') {
    const option = explainOption(token, token.path[token.path.indexOf(node) - 1] ?? node);
    return {
      ...option,
      span: { start: tree.start(node), end: tree.end(node) },
      title: ['Data of the option'],
    };
  }
  const flag = explainFlag(token, node, spec);
  if (flag !== undefined) return flag;
  const isBare = kind === NodeKind.action && tree.child(node, NodeKind.actionName) === -1;
  // Of an item with others inside only its name is meant where the token is that.
  const isName =
    tree.start(token.leaf) === tree.start(node) && spec.form === 'items' && tree.isLeaf(token.leaf);
  return about(
    token,
    isName && !isBare ? token.leaf : node,
    [{ code: isBare ? `output ${textOf(token, node)}` : spec.name }],
    itemProse(token, node, spec),
    itemParts(token, node),
  );
}

/** What an item is for, by its own name and that of the item around it. */
function itemProse(token: Token, node: number, { name }: ItemSpec): string {
  const outer = outerName(token, node);
  const ofOuter = outer === undefined ? undefined : proseOf(datapathItemProse, `${outer}.${name}`);
  return ofOuter ?? ItemField.prose(outer, name) ?? proseOf(datapathItemProse, name) ?? labelProse(name);
}

/** `lse0`, `lse1` …: an MPLS label with all that stands beside it. */
function labelProse(name: string): string {
  return /^lse\d+$/.test(name)
    ? 'An MPLS label with its class, bottom bit and TTL, the outermost first.'
    : '';
}

/** The name of the item around `node`; `option` for a Geneve option in braces. */
function outerName({ path, tree }: Token, node: number): string | undefined {
  for (let idx = path.indexOf(node) - 1; idx >= 0; idx--) {
    const each = path[idx] as number;
    const kind = tree.kind(each);
    if (kind === NodeKind.argument || kind === NodeKind.matchField || kind === NodeKind.action)
      return itemSpecs[tree.value(each)]?.name ?? 'option';
  }
  return undefined;
}

/** What an item's value says: its spellings, its meaning, its mask. */
export function itemParts(token: Token, node: number): readonly ExplanationPart[] {
  const spec = itemSpecs[token.tree.value(node)];
  if (spec === undefined) return [];
  const outer = outerName(token, node);
  const read = itemValue(token.tree, node, spec.width);
  const written = valueText(token, node);
  if (read === undefined) {
    const word = proseOf(connectionWordProse, written);
    return written === '' || spec.form === 'items'
      ? []
      : [part('here', [{ code: written }, ...(word === undefined ? [] : [': ', word])])];
  }
  const { value } = read;
  const full = (1n << BigInt(spec.width)) - 1n;
  const hasMask = token.tree.child(node, NodeKind.mask) !== -1;
  const isFree = hasMask && (read.mask & full) === 0n;
  const isExact = (read.mask & full) === full;
  const mask = isExact ? undefined : read.mask;
  const field = ItemField.of(outer, spec.name);
  const isAddress = /^(?:mac|ip)/.test(spec.form);
  const meaning = isFree ? [] : itemMeaning(token, spec, outer, value, mask);
  return [
    part('value', isAddress || !/^(?:0x)?[0-9a-f]+$/i.test(written) ? [{ code: written }] : spellings(value)),
    ...(meaning.length === 0 ? [] : [part(spec.form === 'ip' ? 'kind' : meaningLabel(field), meaning)]),
    ...(hasMask && field !== undefined ? [part('mask', maskMeaning(field, value, read.mask))] : []),
    ...(hasMask && field === undefined
      ? [
          part(
            'mask',
            isFree
              ? 'no bit is compared: any value'
              : [{ code: `0x${read.mask.toString(16)}` }, ': only these bits'],
          ),
        ]
      : []),
    ...(isFree ? [] : flagLines(spec, value, mask)),
    ...(isFree || field === undefined
      ? []
      : registerParts(token.context.choice.layout, field, 0, spec.width - 1, value, mask)),
  ];
}

function itemMeaning(
  token: Token,
  spec: ItemSpec,
  outer: string | undefined,
  value: bigint,
  mask: bigint | undefined,
): readonly Inline[] {
  const { context } = token;
  switch (spec.name) {
    case 'in_port':
    case 'output':
    case 'recirc_id':
    case 'recirc':
      return [];
    case 'zone':
      return zoneText(context, value);
    case 'used':
    case 'timeout':
      return [durationText(Number(value))];
    case 'bytes':
      return value > 9999n ? [bytesText(value)] : [];
    case 'class':
      return value === 0x102n ? ['OVN'] : [];
    case 'len':
      return [`${value} bytes`];
    case 'sport':
    case 'dport':
    case 'tp_src':
    case 'tp_dst': {
      const name = portName(Number(value));
      return name === undefined || mask !== undefined ? [] : [name];
    }
    case 'type':
      if (outer === 'orig' || outer === 'reply')
        return valueMeaning({ context }, 'icmp_type', value, undefined);
      if (outer === 'option') return value === 0x80n ? ['the ports of OVN'] : [];
      break;
    case 'reason':
      return outer === 'controller' ? [packetInReasons[Number(value)] ?? `number ${value}`] : [];
    case 'rule_cookie':
      return [];
    default:
  }
  const field = ItemField.of(outer, spec.name);
  if (field !== undefined) return valueMeaning({ context, isIcmp6: outer === 'icmpv6' }, field, value, mask);
  return spec.form === 'ip4' ? [formatIp4(value)] : [];
}

/** Why a packet goes to a controller (`include/openflow/openflow-common.h`, OFPR_*). */
const packetInReasons = [
  'no row matched',
  'an action says so',
  'its TTL is used up',
  'an action of the action set says so',
  'an action of a group says so',
  'a controller has sent it out before',
];

/** `{class=0x102,type=0x80,len=4,0x30001}` as a whole: whose option it is and what it says. */
function explainOption(token: Token, node: number): Explanation {
  const { tree } = token;
  const read = (name: string): bigint | undefined => {
    const child = tree.children(node).find((each) => itemSpecs[tree.value(each)]?.name === name);
    return child === undefined ? undefined : itemValue(tree, child, 128)?.value;
  };
  const data = tree.children(node).find((each) => itemSpecs[tree.value(each)]?.name === 'data');
  const text = data === undefined ? '' : textOf(token, data);
  const [digits = ''] = /0x[0-9a-f]+/i.exec(text) ?? [];
  const isOvn =
    read('class') === 0x102n && read('type') === 0x80n && digits.length > 2 && digits.length <= 10;
  const value = isOvn ? BigInt(digits) : 0n;
  const { context } = token;
  return about(
    token,
    node,
    ['Option of the tunnel'],
    isOvn
      ? 'OVN’s own: the port that the packet came from and the one that it goes to, as keys in the datapath that tun_id names.'
      : 'An option of the Geneve header: its class says whose it is, its type which.',
    isOvn
      ? [
          part('to', logicalPortText(context, tunnelKey(token), value & 0xffffn, true)),
          part('from', logicalPortText(context, tunnelKey(token), (value >> 16n) & 0x7fffn, false)),
        ]
      : [part('here', [{ code: textOf(token, node) }])],
  );
}

/** The key of the tunnel that an option belongs to. */
function tunnelKey({ path, tree }: Token): bigint | undefined {
  for (const outer of path) {
    if (itemSpecs[tree.value(outer)]?.name !== 'tunnel') continue;
    const key = tree.children(outer).find((each) => itemSpecs[tree.value(each)]?.name === 'tun_id');
    return key === undefined ? undefined : itemValue(tree, key, 64)?.value;
  }
  return undefined;
}

/** One of several flags, `+trk` or `ESTABLISHED`, that the token points at. */
function explainFlag(token: Token, node: number, spec: ItemSpec): Explanation | undefined {
  const { tree, leaf } = token;
  if (tree.kind(leaf) !== NodeKind.word) return undefined;
  const written = textOf(token, leaf);
  const [, sign = '', flag = ''] = /^([+-]?)(\w+)$/.exec(written) ?? [];
  const meaning =
    flagMeaning(flagField(spec), flag) ?? (sign === '' ? proseOf(connectionWordProse, flag) : undefined);
  if (meaning === undefined) return undefined;
  return about(token, leaf, [{ code: written }, ` of ${spec.name}`], meaning, [
    ...(sign === '' ? [] : [part('here', sign === '+' ? 'must be set' : 'must not be set')]),
    part('the whole', [{ code: valueText(token, node) }]),
  ]);
}

function flagField({ form }: ItemSpec): string {
  switch (form) {
    case 'ctState':
      return 'ct_state';
    case 'tcpFlags':
      return 'tcp_flags';
    case 'tunFlags':
      return 'tun_flags';
    case 'frag':
      return 'ip_frag';
    default:
      return '';
  }
}

const flagBits: Readonly<Record<string, readonly string[]>> = {
  ct_state: ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'],
  tcp_flags: ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns'],
};

/** The flags of a value in words: those that are set, and with a mask those that must not be. */
function flagLines(spec: ItemSpec, value: bigint, mask: bigint | undefined): readonly ExplanationPart[] {
  const field = flagField(spec);
  return (flagBits[field] ?? []).flatMap((flag, bit) => {
    const isMeant = mask === undefined || ((mask >> BigInt(bit)) & 1n) === 1n;
    const isSet = ((value >> BigInt(bit)) & 1n) === 1n;
    const meaning = flagMeaning(field, flag);
    if (!isMeant || meaning === undefined || (!isSet && mask === undefined)) return [];
    return [part([{ code: `${isSet ? '+' : '-'}${flag}` }], [isSet ? 'set: ' : 'not set: ', meaning])];
  });
}

/** What stands behind an item's name. */
function valueText(token: Token, node: number): string {
  const { tree } = token;
  const first = tree.kind(node + 1);
  const isNamed =
    first === NodeKind.actionName || first === NodeKind.attributeName || first === NodeKind.fieldName;
  const value = isNamed ? node + 2 : node + 1;
  return value < tree.next(node) ? textOf(token, value) : '';
}
