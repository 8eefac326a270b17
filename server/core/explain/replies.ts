import { NodeKind } from '../syntax/nodeKind.ts';
import { macKind } from './addresses.ts';
import { durationText, secondsOf } from './durations.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { bytesText } from './flowAttributes.ts';
import { ofportText } from './names.ts';
import { proseOf } from './prose/prose.ts';
import {
  meterAttributeProse,
  meterWordProse,
  portAttributeProse,
  portWordProse,
  replyProse,
} from './prose/replies.ts';
import {
  about,
  aboutComment,
  aboutUnknown,
  around,
  explainBeside,
  explainInnermost,
  type NodeExplainer,
  part,
  textOf,
  type Token,
} from './token.ts';
import { spellings } from './values.ts';

/** The head of a reply: `OFPST_FLOW reply (OF1.5) (xid=0x2):`. Undefined for any other line. */
export function explainReplyHeader(token: Token): Explanation | undefined {
  const { tree } = token;
  if (tree.kind(0) !== NodeKind.header) return undefined;
  const name = textOf(token, tree.child(0, NodeKind.keyword));
  const words = textOf(token, 0);
  const [, version] = /\(OF(1\.\d)\)/.exec(words) ?? [];
  const [, xid] = /xid=(0x[0-9a-f]+)/i.exec(words) ?? [];
  return about(
    token,
    0,
    [{ code: name }],
    proseOf(replyProse, name) ?? 'The head of one reply message of the switch.',
    [
      ...(version === undefined
        ? []
        : [part([{ code: `OF${version}` }], `asked and answered in OpenFlow ${version}`)]),
      ...(xid === undefined
        ? []
        : [part([{ code: `xid=${xid}` }], 'number of the request that this answers')]),
      ...(/more/.test(words) ? [part([{ code: 'more' }], 'another message of the same reply follows')] : []),
    ],
    [['A long reply comes in several messages, each with a head of its own.']],
  );
}

/** A token in a line about ports, tables, queues or the bridge. */
export function explainPortToken(token: Token): Explanation | undefined {
  return explainReply(token, portNode);
}

/** A token in a line about meters. */
export function explainMeterToken(token: Token): Explanation | undefined {
  return explainReply(token, meterNode);
}

function explainReply(token: Token, explain: NodeExplainer): Explanation | undefined {
  const header = explainReplyHeader(token);
  if (header !== undefined) return header;
  if (token.tree.kind(0) === NodeKind.comment) return aboutComment(token, 0);
  return explainInnermost(token, explain);
}

export function portNode(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  switch (tree.kind(node)) {
    case NodeKind.attribute:
      return tree.child(node, NodeKind.attributeName) === -1
        ? explainPortName(token, node)
        : explainAttribute(
            token,
            node,
            portAttributeProse,
            'Something that the switch says of the port or table.',
          );
    case NodeKind.unknown:
      return unknown(token, node);
    default:
      return tree.isLeaf(node) && tree.kind(node) < NodeKind.row && around(token, NodeKind.attribute) === -1
        ? explainWord(token, node, portWordProse, attributeBefore(token, node))
        : undefined;
  }
}

function meterNode(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  switch (tree.kind(node)) {
    case NodeKind.attribute: {
      const name = textOf(token, tree.child(node, NodeKind.attributeName));
      const word = node + 2 < tree.next(node) ? textOf(token, node + 2) : '';
      const meaning = tree.kind(token.leaf) === NodeKind.word ? proseOf(meterWordProse, word) : undefined;
      return meaning === undefined
        ? explainAttribute(token, node, meterAttributeProse, 'Something that the switch says of its meters.')
        : about(token, token.leaf, word, meaning, [part('of', [{ code: name }])]);
    }
    case NodeKind.unknown:
      return unknown(token, node);
    case NodeKind.number:
      return around(token, NodeKind.attribute) === -1
        ? about(
            token,
            node,
            `band ${textOf(token, node)}`,
            'The counters of this band of the meter follow; bands count from 0.',
          )
        : undefined;
    default:
      return tree.isLeaf(node) && tree.kind(node) < NodeKind.row
        ? explainWord(token, node, meterWordProse, attributeBefore(token, node))
        : undefined;
  }
}

function unknown(token: Token, node: number): Explanation {
  return aboutUnknown(token, node, 'No reply of Open vSwitch has this here; see the problem that is marked.');
}

/** ` 1(ovn-hv1-0):` */
function explainPortName(token: Token, node: number): Explanation {
  const { tree } = token;
  const [number, name] = tree.children(node);
  const isNumber = number !== undefined && tree.kind(number) === NodeKind.number;
  const ofport = isNumber ? Number(tree.number(number)) : undefined;
  const known = ofport === undefined ? [] : ofportText(token.context, ofport);
  return about(
    token,
    node,
    [{ code: `port ${textOf(token, number ?? -1)}` }, ' ', { code: textOf(token, name ?? -1) }],
    [
      'A port of the bridge: the number that flows use, and the name of its interface. ',
      ...nameHint(textOf(token, name ?? -1)),
    ],
    known.length === 0 ? [] : [part('leads to', known)],
  );
}

/** What ovn-controller's own names of interfaces tell (`controller/encaps.c`, `controller/patch.c`). */
function nameHint(name: string): readonly Inline[] {
  if (/^ovn-.*-\d+$/.test(name) || /^ovn-[0-9a-f]{6}-\d+$/.test(name))
    return [
      'By its name a tunnel of ovn-controller: between ovn- and the number stands the chassis at its other end.',
    ];
  if (name.startsWith('patch-'))
    return ['By its name a patch port of OVN, to or from the bridge of a localnet port.'];
  if (name.startsWith('br-')) return ['By its name the bridge’s own interface.'];
  return [];
}

function explainAttribute(
  token: Token,
  node: number,
  texts: Readonly<Record<string, string>>,
  otherwise: string,
): Explanation {
  const { tree } = token;
  const name = textOf(token, tree.child(node, NodeKind.attributeName));
  const parts = valueParts(token, node, name);
  return about(token, node, name, proseOf(texts, name) ?? otherwise, parts);
}

function valueParts(token: Token, node: number, name: string): readonly ExplanationPart[] {
  const { tree } = token;
  const value = node + 2;
  if (value >= tree.next(node)) return followingWords(token, node);
  const text = textOf(token, value);
  switch (tree.kind(value)) {
    case NodeKind.number: {
      const number = tree.number(value);
      const isBytes = name === 'bytes' || name === 'byte_count' || name === 'byte_in_count';
      return [
        part('here', [
          ...spellings(number),
          ...(isBytes && number > 9999n ? [`: ${bytesText(number)}`] : []),
        ]),
      ];
    }
    case NodeKind.duration: {
      const seconds = secondsOf(text);
      return [
        part('here', [{ code: text }, ...(seconds === undefined ? [] : [`: ${durationText(seconds)}`])]),
      ];
    }
    case NodeKind.mac: {
      const kind = macKind(tree.number(value));
      return [part('here', [{ code: text }, ...(kind === undefined ? [] : [`: ${kind}`])])];
    }
    default: {
      const meaning = proseOf(portWordProse, text);
      return [part('here', [{ code: text }, ...(meaning === undefined ? [] : [': ', meaning])])];
    }
  }
}

/** The words behind `config:` and its like belong to it. */
function followingWords(token: Token, node: number): readonly ExplanationPart[] {
  const { tree } = token;
  const parts: ExplanationPart[] = [];
  for (let at = tree.next(node); at < tree.nNodes && parts.length < 12; at = tree.next(at)) {
    if (tree.kind(at) === NodeKind.attribute) break;
    const text = textOf(token, at);
    const meaning = proseOf(portWordProse, text);
    if (meaning !== undefined) parts.push(part([{ code: text }], meaning));
  }
  return parts;
}

/** The last attribute that stands before a word: `state` before `LIVE`. */
function attributeBefore(token: Token, node: number): string {
  const { tree } = token;
  let name = '';
  for (const child of tree.children(0)) {
    if (child >= node) break;
    if (tree.kind(child) === NodeKind.attribute) {
      const nameNode = tree.child(child, NodeKind.attributeName);
      if (nameNode !== -1) name = textOf(token, nameNode);
    }
  }
  return name;
}

function explainWord(
  token: Token,
  node: number,
  texts: Readonly<Record<string, string>>,
  owner: string,
): Explanation | undefined {
  const text = textOf(token, node);
  const { tree } = token;
  const parts = owner === '' ? [] : [part('of', [{ code: owner }])];
  const meaning = proseOf(texts, text);
  if (meaning !== undefined) return about(token, node, text, meaning, parts);
  const speed = /^(\d+)(MB|GB|TB)-(FD|HD)$/.exec(text);
  if (speed !== null)
    return about(
      token,
      node,
      text,
      `${speed[1]} ${speed[2] === 'MB' ? 'megabits' : speed[2] === 'GB' ? 'gigabits' : 'terabits'} a second, ${speed[3] === 'FD' ? 'both directions at once' : 'one direction at a time'}.`,
      parts,
    );
  const word = proseOf(portAttributeProse, text) ?? proseOf(meterAttributeProse, text);
  if (word !== undefined) return about(token, node, text, word, parts);
  if (tree.kind(node) === NodeKind.number)
    return about(token, node, text, numberSummary(owner), [
      part('value', spellings(tree.number(node))),
      ...parts,
    ]);
  return about(token, node, text, owner === '' ? 'A word of the reply.' : `A value of ${owner}.`, parts);
}

function numberSummary(owner: string): string {
  switch (owner) {
    case 'config':
      return 'Nothing is set for the port.';
    case 'state':
      return 'The switch has nothing to tell of the port’s state.';
    case 'speed':
      return 'A speed in megabits a second.';
    case '':
      return 'The number of the port, table or queue that the line is about.';
    default:
      return `A number of ${owner}.`;
  }
}

/** A line as a whole: what its first word is about. */
export function explainReplyRow(token: Token): Explanation | undefined {
  if (token.tree.nNodes < 2) return undefined;
  const { tree, bytes } = token;
  const explain = token.context.dump.dialect === 'ovs-meters' ? explainMeterToken : explainPortToken;
  const found = explainBeside(token, tree.start(1), explain);
  return found === undefined ? undefined : { ...found, span: { start: 0, end: bytes.length } };
}
