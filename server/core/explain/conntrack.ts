import { itemSpecs } from '../syntax/datapath/specs.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { explainItem } from './datapathItems.ts';
import { durationText } from './durations.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { zoneText } from './names.ts';
import { connectionWordProse, kernelConnectionProse } from './prose/datapath.ts';
import { prose, proseOf } from './prose/prose.ts';
import { about, explainInnermost, part, textOf, type Token, aboutComment, aboutUnknown } from './token.ts';
import { registerParts, spellings, valueMeaning } from './values.ts';

/** A token of a connection. */
export function explainConntrackToken(token: Token): Explanation | undefined {
  return explainInnermost(token, conntrackNode);
}

function conntrackNode(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  switch (tree.kind(node)) {
    case NodeKind.header:
      return about(token, 0, ['Head'], 'What the tool says of itself and of the list.');
    case NodeKind.comment:
      return aboutComment(token, node);
    case NodeKind.unknown:
      return aboutUnknown(
        token,
        node,
        'No list of connections has this here; see the problem that is marked.',
      );
    case NodeKind.attribute:
      return explainKernelAttribute(token, node);
    case NodeKind.argument:
      return explainConnectionItem(token, node);
    case NodeKind.keyword:
    case NodeKind.word:
      return tree.kind(0) === NodeKind.row && token.path.length === 2
        ? explainHeadWord(token, node)
        : undefined;
    case NodeKind.number:
      return token.path.length === 2 ? explainHeadNumber(token, node) : undefined;
    default:
      return undefined;
  }
}

/** Mark, labels and zone at the end of a line are the connection's own. */
function explainConnectionItem(token: Token, node: number): Explanation | undefined {
  const found = explainItem(token, node);
  const name = itemSpecs[token.tree.value(node)]?.name;
  if (found === undefined || (name !== 'mark' && name !== 'labels')) return found;
  const { tree } = token;
  const value = tree.number(node + 2);
  const field = name === 'mark' ? 'ct_mark' : 'ct_label';
  const width = name === 'mark' ? 32 : 128;
  return {
    ...found,
    parts: [...found.parts, ...registerParts(token.context.choice.layout, field, 0, width - 1, value)],
  };
}

function explainKernelAttribute(token: Token, node: number): Explanation {
  const { tree, context } = token;
  const name = textOf(token, tree.child(node, NodeKind.attributeName));
  const value = node + 2 < tree.next(node) ? node + 2 : -1;
  const text = textOf(token, value);
  const number = value !== -1 && tree.kind(value) === NodeKind.number ? tree.number(value) : undefined;
  const isPort = name === 'sport' || name === 'dport';
  const meaning =
    number === undefined
      ? []
      : name === 'zone'
        ? zoneText(token.context, number)
        : isPort
          ? valueMeaning({ context }, 'tcp_dst', number, undefined)
          : name === 'type'
            ? valueMeaning({ context }, 'icmp_type', number, undefined)
            : [];
  return about(
    token,
    node,
    name,
    proseOf(kernelConnectionProse, name) ?? 'Something that the kernel says of the connection.',
    [
      ...(value === -1 ? [] : [part('here', number === undefined ? [{ code: text }] : spellings(number))]),
      ...(meaning.length === 0 ? [] : [part('stands for', meaning)]),
      ...(name === 'mark' && number !== undefined
        ? registerParts(context.choice.layout, 'ct_mark', 0, 31, number)
        : []),
    ],
  );
}

function explainHeadWord(token: Token, node: number): Explanation {
  const text = textOf(token, node);
  const bare = text.replace(/^\[|\]$/g, '');
  return about(
    token,
    node,
    text,
    proseOf(connectionWordProse, bare) ??
      (/^\d+\.\d+$/.test(bare)
        ? 'When the event was seen, in seconds since 1970.'
        : 'A word of the list of connections.'),
  );
}

/** In a line of the kernel's: the number behind a name is that of the family or protocol, the last one seconds. */
function explainHeadNumber(token: Token, node: number): Explanation {
  const { tree } = token;
  const before = tree.children(0).filter((each) => each < node);
  const previous = before.at(-1) ?? -1;
  const number = tree.number(node);
  const isOfName = previous !== -1 && tree.kind(previous) === NodeKind.keyword;
  if (!isOfName)
    return about(
      token,
      node,
      textOf(token, node),
      'Seconds until the connection is forgotten, if no packet comes.',
      [part('that is', durationText(Number(number)))],
    );
  const protocol = /^ipv[46]$/.test(textOf(token, previous)) ? undefined : prose.ipProtocol(Number(number));
  return about(
    token,
    node,
    textOf(token, node),
    protocol === undefined ? 'Linux’s number of the address family.' : 'The number of the protocol in IP.',
    protocol === undefined ? [] : [part('stands for', [protocol.name, ': ', protocol.text])],
  );
}

/** A connection as a whole: who talks to whom, what is translated, in whose zone. */
export function explainConntrackRow(token: Token): Explanation | undefined {
  if (token.tree.kind(0) !== NodeKind.row || token.tree.nNodes === 1) return undefined;
  const { tree, bytes } = token;
  const item = (name: string): number =>
    tree.children(0).find((node) => itemSpecs[tree.value(node)]?.name === name) ?? -1;
  const orig = endpoints(token, item('orig'));
  const reply = endpoints(token, item('reply'));
  if (orig.src === undefined) return undefined;
  const protocol = textOf(token, tree.child(0, NodeKind.keyword));
  const zoneNode = item('zone');
  const zone = zoneNode === -1 ? 0n : tree.number(zoneNode + 2);
  const owner = zoneText(token.context, zone);
  const state = /state(?:_orig)?=(\w+)/.exec(textOf(token, item('protoinfo')))?.[1];
  return {
    span: { start: 0, end: bytes.length },
    title: ['This connection'],
    summary: [
      `${protocol.toUpperCase()} from `,
      { code: place(orig.src, orig.sport) },
      ' to ',
      { code: place(orig.dst, orig.dport) },
      ...translation(orig, reply),
      '.',
    ],
    parts: [
      part(
        ['zone ', { code: String(zone) }],
        owner.length > 0 ? owner : 'a conntrack table of its own, by a number of this host',
      ),
      ...(state === undefined
        ? []
        : [part([{ code: state }], proseOf(connectionWordProse, state) ?? 'state of the connection')]),
      ...numberPart(token, item('timeout'), 'timeout', (value) => durationText(Number(value))),
      ...markParts(token, item('mark'), 'ct_mark', 32),
      ...markParts(token, item('labels'), 'ct_label', 128),
    ],
    notes: [
      [
        'A packet passes a zone for each logical port and router on its way: so one connection has several lines.',
      ],
    ],
  };
}

interface Endpoints {
  readonly src: string | undefined;
  readonly dst: string | undefined;
  readonly sport: string | undefined;
  readonly dport: string | undefined;
}

function endpoints(token: Token, node: number): Endpoints {
  const find = (name: string): string | undefined => {
    if (node === -1) return undefined;
    const child = token.tree.children(node).find((each) => itemSpecs[token.tree.value(each)]?.name === name);
    return child === undefined ? undefined : textOf(token, child + 2);
  };
  return { src: find('src'), dst: find('dst'), sport: find('sport'), dport: find('dport') };
}

function place(address: string | undefined, port: string | undefined): string {
  const written = address ?? '?';
  if (port === undefined) return written;
  return written.includes(':') ? `[${written}]:${port}` : `${written}:${port}`;
}

/** Answers that do not come from whom the first packet was sent to, or do not go to who sent it, tell a translation. */
function translation(orig: Endpoints, reply: Endpoints): readonly Inline[] {
  if (reply.src === undefined) return [];
  const isDestination = reply.src !== orig.dst || (reply.sport !== undefined && reply.sport !== orig.dport);
  const isSource = reply.dst !== orig.src || (reply.dport !== undefined && reply.dport !== orig.sport);
  return [
    ...(isDestination ? [', destination translated to ', { code: place(reply.src, reply.sport) }] : []),
    ...(isSource ? [', source translated to ', { code: place(reply.dst, reply.dport) }] : []),
  ];
}

function numberPart(
  token: Token,
  node: number,
  label: string,
  show: (value: bigint) => string,
): readonly ExplanationPart[] {
  return node === -1 ? [] : [part(label, show(token.tree.number(node + 2)))];
}

function markParts(token: Token, node: number, field: string, width: number): readonly ExplanationPart[] {
  if (node === -1) return [];
  const value = token.tree.number(node + 2);
  const parts = registerParts(token.context.choice.layout, field, 0, width - 1, value);
  return parts.length > 0 ? parts : [part([{ code: field }], spellings(value))];
}
