import { itemValue } from '../syntax/datapath/filter.ts';
import { rowAttributes } from '../syntax/datapath/parseRow.ts';
import { itemSpecs } from '../syntax/datapath/specs.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { explainItem, itemParts } from './datapathItems.ts';
import { durationText, secondsOf } from './durations.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { bytesText } from './flowAttributes.ts';
import { datapathAttributeProse, datapathItemProse } from './prose/datapath.ts';
import { prose, proseOf } from './prose/prose.ts';
import {
  about,
  aboutComment,
  aboutUnknown,
  explainInnermost,
  part,
  rowSpan,
  textOf,
  type Token,
  unknownToOpenVSwitch,
} from './token.ts';
import { spellings } from './values.ts';

/** A token of a datapath flow; undefined between tokens. */
export function explainDatapathToken(token: Token): Explanation | undefined {
  return explainInnermost(token, explainDatapathNode);
}

/** The same for datapath actions in other dialects. */
export function explainDatapathNode(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  switch (tree.kind(node)) {
    case NodeKind.attribute:
      return explainAttribute(token, node);
    case NodeKind.keyword:
      return textOf(token, node) === 'actions'
        ? about(token, node, 'actions', 'What the datapath does with the packets of this flow, in order.')
        : undefined;
    case NodeKind.header:
      return about(
        token,
        node,
        ['Thread'],
        ['The flows below are those of this thread of the datapath: ', { code: textOf(token, node) }],
      );
    case NodeKind.comment:
      return aboutComment(token, node);
    case NodeKind.unknown:
      return aboutUnknown(token, node, unknownToOpenVSwitch);
    default:
      return explainItem(token, node);
  }
}

function explainAttribute(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  const name = rowAttributes[tree.value(node)];
  if (name === undefined) return undefined;
  const value = node + 2 < tree.next(node) ? node + 2 : -1;
  return about(
    token,
    node,
    name,
    proseOf(datapathAttributeProse, name) ?? '',
    attributeParts(token, name, value),
  );
}

function attributeParts(token: Token, name: string, value: number): readonly ExplanationPart[] {
  if (value === -1) return [];
  const { tree } = token;
  const text = textOf(token, value);
  if (tree.kind(value) === NodeKind.number) {
    const number = tree.number(value);
    return [
      part('here', [
        ...spellings(number),
        ...(name === 'bytes' && number > 9999n ? [`: ${bytesText(number)}`] : []),
      ]),
    ];
  }
  const seconds = secondsOf(text);
  if (name === 'flags' && text !== '') return [part('here', [{ code: text }, `: ${flagLetters(text)}`])];
  return [part('here', [{ code: text }, ...(seconds === undefined ? [] : [`: ${durationText(seconds)}`])])];
}

/** Letters of TCP flags, as `packet_format_tcp_flags` writes them. */
const letters: { readonly [letter: string]: string | undefined } = {
  F: 'FIN',
  S: 'SYN',
  R: 'RST',
  P: 'PSH',
  '.': 'ACK',
  U: 'URG',
  E: 'ECE',
  C: 'CWR',
  N: 'NS',
};

function flagLetters(text: string): string {
  return Array.from(text, (letter) => letters[letter] ?? letter).join(', ');
}

/** A datapath flow as a whole: which packets, what becomes of them. */
export function explainDatapathRow(token: Token): Explanation | undefined {
  if (token.tree.kind(0) !== NodeKind.row || token.tree.nNodes === 1) return undefined;
  const { tree } = token;
  const match = tree.children(0).filter((node) => tree.kind(node) === NodeKind.match);
  const keys = match.flatMap((node) => tree.children(node));
  const keyText = (name: string): string => {
    const node = keys.find((each) => itemSpecs[tree.value(each)]?.name === name);
    return node === undefined ? '' : textOf(token, node).slice(name.length + 1, -1);
  };
  const list = tree.child(0, NodeKind.actions);
  return {
    span: rowSpan(token),
    title: ['This flow'],
    summary: [...whichPackets(keyText), ' ', ...outcome(token, list), '.'],
    parts: [...keyParts(token, keys), ...(list === -1 ? [] : actionParts(token, list))],
    notes: [
      [
        'The datapath makes such flows by itself, from what the OpenFlow tables did with a first packet; ',
        { code: 'ofproto/trace' },
        ' shows how.',
      ],
    ],
  };
}

function whichPackets(keyText: (name: string) => string): readonly Inline[] {
  const port = keyText('in_port').split('/')[0] ?? '';
  const type = Number(keyText('eth_type').split('/')[0] || Number.NaN);
  const recirculation = keyText('recirc_id').split('/')[0] ?? '';
  const isTunneled = keyText('tunnel') !== '';
  const kind = Number.isNaN(type)
    ? 'Packets'
    : `${prose.ethernetType(type)?.name ?? `0x${type.toString(16)}`} packets`;
  return [
    kind,
    ...(port === '' ? [] : [' from port ', { code: port }]),
    ...(isTunneled ? [' through a tunnel'] : []),
    ...(recirculation === '' || recirculation === '0'
      ? []
      : [' that come back as ', { code: recirculation }]),
  ];
}

function outcome(token: Token, list: number): readonly Inline[] {
  const { tree } = token;
  const actions =
    list === -1 ? [] : tree.children(list).filter((node) => tree.kind(node) === NodeKind.action);
  const ends = actions.slice(0, maxActions).map((node): readonly Inline[] => {
    const name = itemSpecs[tree.value(node)]?.name ?? '';
    if (tree.child(node, NodeKind.actionName) === -1)
      return ['leave by port ', { code: textOf(token, node) }];
    switch (name) {
      case 'drop':
        return ['are dropped'];
      case 'recirc':
        return ['come back as ', { code: textOf(token, node + 2) }];
      case 'ct':
        return ['go through conntrack'];
      case 'userspace':
        return ['go to ovs-vswitchd'];
      case 'set':
        return ['are changed'];
      case 'tnl_push':
      case 'tnl_pop':
        return [name === 'tnl_push' ? 'go into a tunnel' : 'come out of a tunnel'];
      default:
        return ['get ', { code: name }];
    }
  });
  if (actions.length > maxActions) ends.push([`get ${actions.length - maxActions} more actions`]);
  if (ends.length === 0) return ['are dropped'];
  return ends.flatMap((end, idx) => (idx === 0 ? end : [idx === ends.length - 1 ? ' and ' : ', ', ...end]));
}

const maxActions = 8;
const maxKeys = 14;
const maxLabel = 70;

/** Keys whose masks leave something to compare, with what they compare. */
function keyParts(token: Token, keys: readonly number[]): readonly ExplanationPart[] {
  const lines = keys.flatMap((node) => {
    const spec = itemSpecs[token.tree.value(node)];
    if (spec === undefined || isFree(token, node)) return [];
    const meaning = spec.form === 'items' ? argumentsText(token, node) : itemGist(token, node);
    return meaning.length === 0 ? [] : [part([{ code: spec.name }], meaning)];
  });
  return lines.length > maxKeys
    ? [...lines.slice(0, maxKeys), part('…', `${lines.length - maxKeys} more`)]
    : lines;
}

/** Whether a mask leaves nothing of an item to compare. */
function isFree({ tree }: Token, node: number): boolean {
  const spec = itemSpecs[tree.value(node)];
  if (spec === undefined || tree.child(node, NodeKind.mask) === -1) return false;
  return itemValue(tree, node, spec.width)?.mask === 0n;
}

/** The arguments of a key that are compared, as they are written. */
function argumentsText(token: Token, node: number): readonly Inline[] {
  const { tree } = token;
  const shown = tree
    .children(node)
    .filter((each) => tree.kind(each) === NodeKind.argument && !isFree(token, each))
    .map((each) => cut(textOf(token, each)));
  return shown.length === 0 ? [] : [{ code: shown.join(', ') }];
}

function itemGist(token: Token, node: number): readonly Inline[] {
  const meaning = itemParts(token, node)
    .filter(({ label }) => label[0] === 'stands for')
    .flatMap(({ text }) => text);
  const value = textOf(token, node).replace(/^[^(]*\(|\)$/g, '');
  return [{ code: value }, ...(meaning.length === 0 ? [] : [': ', ...meaning])];
}

function actionParts(token: Token, list: number): readonly ExplanationPart[] {
  const { tree } = token;
  return tree
    .children(list)
    .filter((node) => tree.kind(node) === NodeKind.action)
    .slice(0, maxActions)
    .map((node) => {
      const name =
        tree.child(node, NodeKind.actionName) === -1 ? 'output' : (itemSpecs[tree.value(node)]?.name ?? '');
      return part([{ code: cut(textOf(token, node)) }], gist(proseOf(datapathItemProse, name)));
    });
}

function cut(text: string): string {
  return text.length > maxLabel ? `${text.slice(0, maxLabel)}…` : text;
}

function gist(text: string | undefined): string {
  return text?.split(/(?<=[.]) /)[0]?.replace(/\.$/, '') ?? '';
}
