import { decodeText } from '../text/bytes.ts';
import { openFlowField } from '../facts/openflow.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { MatchField, Subfield } from '../syntax/openflow/entry.ts';
import { readMatchField } from '../syntax/openflow/entryView.ts';
import { subfieldAt } from '../syntax/openflow/actionView.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import type { FlowScope } from './flowScope.ts';
import { prose } from './prose/prose.ts';
import { about, part, textOf } from './token.ts';
import {
  bitsLabel,
  maskMeaning,
  meaningLabel,
  registerParts,
  registerWord,
  spellings,
  valueMeaning,
  type ValueSetting,
} from './values.ts';

/** A term of a match: its field, what its value stands for, what its mask does. */
export function explainMatchField(scope: FlowScope, node: number): Explanation {
  const { token } = scope;
  const field = readMatchField(token.bytes, 0, token.tree, node);
  const flag = explainFlag(scope, field);
  if (flag !== undefined) return flag;
  if (field.isShorthand)
    return about(
      token,
      node,
      field.name,
      prose.matchShorthand(field.name) ?? 'A kind of packet.',
      shorthandParts(field.name),
    );
  const word = registerWord(scope.layout, field.name);
  const known = openFlowField(field.name) !== undefined;
  return about(
    token,
    node,
    [{ code: writtenName(field, token.bytes) }, ...(word === undefined ? [] : [` (${word})`])],
    prose.field(field.name) ?? (known ? '' : 'No field that Open vSwitch knows.'),
    fieldParts(scope, field),
  );
}

/** As the row spells it, so that the title is what one points at; with OVS's own name where that differs. */
function writtenName(field: MatchField, bytes: Uint8Array): string {
  const text = decodeText(bytes, field.nameSpan.start, field.nameSpan.end);
  return text === '' ? field.name : text;
}

function fieldParts(scope: FlowScope, field: MatchField): readonly ExplanationPart[] {
  const { value, mask, name, text } = field;
  const parts: ExplanationPart[] = [];
  const fact = openFlowField(name);
  if (value === undefined) {
    if (text !== '') parts.push(part('value', [{ code: text }]));
  } else {
    const meaning = valueMeaning(scope, name, value, mask);
    parts.push(part('value', isWord(text) ? [{ code: text }] : spellings(value)));
    if (meaning.length > 0) parts.push(part(meaningLabel(name), meaning));
    if (mask !== undefined && !/[+-]\w/.test(text))
      parts.push(part('mask', [...maskSpelling(field), ...maskMeaning(name, value, mask)]));
    parts.push(...flagParts(field));
  }
  if (fact !== undefined) parts.push(...registerParts(scope.layout, name, 0, fact.width - 1, value, mask));
  return parts;
}

function maskSpelling({ mask, maskSpan }: MatchField): readonly Inline[] {
  return maskSpan === undefined || mask === undefined || mask > 0xffff_ffffn
    ? []
    : [{ code: `0x${mask.toString(16)}` }, ': '];
}

/** Whether a value is written in a form of its own, which says more than hexadecimal digits. */
function isWord(text: string): boolean {
  return /[.:a-z+-]/i.test(text) && !text.startsWith('0x');
}

function shorthandParts(name: string): readonly ExplanationPart[] {
  const proto: Readonly<Record<string, string>> = {
    ip: 'dl_type=0x0800',
    arp: 'dl_type=0x0806',
    rarp: 'dl_type=0x8035',
    ipv6: 'dl_type=0x86dd',
    icmp: 'dl_type=0x0800,nw_proto=1',
    tcp: 'dl_type=0x0800,nw_proto=6',
    udp: 'dl_type=0x0800,nw_proto=17',
    sctp: 'dl_type=0x0800,nw_proto=132',
    icmp6: 'dl_type=0x86dd,nw_proto=58',
    tcp6: 'dl_type=0x86dd,nw_proto=6',
    udp6: 'dl_type=0x86dd,nw_proto=17',
    sctp6: 'dl_type=0x86dd,nw_proto=132',
    mpls: 'dl_type=0x8847',
    mplsm: 'dl_type=0x8848',
  };
  const text = Object.hasOwn(proto, name) ? proto[name] : undefined;
  return text === undefined ? [] : [part('short for', [{ code: text }])];
}

/** One flag of several: the one that the token points at. */
function explainFlag(scope: FlowScope, field: MatchField): Explanation | undefined {
  const { token } = scope;
  if (token.tree.kind(token.leaf) !== NodeKind.word) return undefined;
  const written = textOf(token, token.leaf);
  const [, sign = '', flag = ''] = /^([+-]?)(\w+)$/.exec(written) ?? [];
  const meaning = flagMeaning(field.name, flag);
  if (meaning === undefined) return undefined;
  const state = sign === '-' ? 'not set' : 'set';
  return about(
    token,
    token.leaf,
    [{ code: written }, ` of ${field.name}`],
    [meaning],
    field.name === 'ip_frag'
      ? []
      : [part('here', [`must be ${state}`]), part('the whole', [{ code: field.text }])],
  );
}

/** `ct_state=+trk-new`: each flag in words. */
function flagParts({ name, text, value, mask }: MatchField): readonly ExplanationPart[] {
  const named = [...text.matchAll(/([+-])(\w+)/g)].map(([, sign, flag]) => [sign, flag] as const);
  if (named.length === 0 && name === 'ct_state' && value !== undefined && mask !== 0n) {
    const all = ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'];
    for (const [bit, flag] of all.entries()) {
      const isMeant = mask === undefined || ((mask >> BigInt(bit)) & 1n) === 1n;
      const isSet = ((value >> BigInt(bit)) & 1n) === 1n;
      if (isMeant && (isSet || mask !== undefined)) named.push([isSet ? '+' : '-', flag]);
    }
  }
  return named.flatMap(([sign, flag]) => {
    const meaning = flagMeaning(name, flag ?? '');
    return meaning === undefined
      ? []
      : [part([{ code: `${sign}${flag}` }], [sign === '+' ? 'set: ' : 'not set: ', meaning])];
  });
}

export function flagMeaning(field: string, flag: string): string | undefined {
  switch (field) {
    case 'ct_state':
      return prose.ctState(flag);
    case 'tcp_flags':
      return prose.tcpFlag(flag);
    case 'ip_frag':
      return prose.fragment(flag);
    case 'tun_flags':
      return prose.tunnelFlag(flag);
    default:
      return undefined;
  }
}

/** A field or bits of one, as an action's source or destination. */
export function explainSubfield(scope: FlowScope, node: number, value?: bigint, mask?: bigint): Explanation {
  const subfield = subfieldAt(scope.token.bytes, 0, scope.token.tree, node);
  const { field, low, high } = subfield;
  const written = textOf(scope.token, scope.token.tree.child(node, NodeKind.fieldName));
  const word = registerWord(scope.layout, field);
  return about(
    scope.token,
    node,
    [{ code: bitsLabel(field, low, high) }, ...(word === undefined ? [] : [` (${word})`])],
    prose.field(field) ?? '',
    [
      ...(written === field || written === '' ? [] : [part('written', [{ code: written }])]),
      part('bits', [bitsWord(subfield)]),
      ...registerParts(scope.layout, field, low, high, value, mask),
    ],
  );
}

function bitsWord({ low, high }: Subfield): string {
  return low === high ? `bit ${low} alone` : `${high - low + 1} bits, ${low} to ${high}`;
}

/** What a term of a match says, in half a line. */
export function matchMeaning(setting: ValueSetting, field: MatchField): readonly Inline[] {
  if (field.isShorthand) return [prose.matchShorthand(field.name) ?? ''];
  const { layout } = setting.context.choice;
  const { name, value, mask } = field;
  const word = registerWord(layout, name);
  const meaning = value === undefined ? [] : valueMeaning(setting, name, value, mask);
  const width = openFlowField(name)?.width ?? 1;
  const flags =
    value === undefined || mask === undefined ? [] : registerParts(layout, name, 0, width - 1, value, mask);
  if (flags.length === 1 && flags[0] !== undefined) return flags[0].text;
  const range =
    value === undefined || mask === undefined || meaning.length > 0 ? [] : maskMeaning(name, value, mask);
  const said = meaning.length > 0 ? meaning : range;
  if (said.length > 0) return [...(word === undefined ? [] : [word, ': ']), ...said];
  return word === undefined ? [firstSentence(prose.field(name))] : [word];
}

export function firstSentence(text: string | undefined): string {
  return text?.split(/(?<=[.:;]) /)[0]?.replace(/[.:;]$/, '') ?? '';
}
