import { bucketAttributes, groupAttributes } from '../syntax/groups/parseRow.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { durationText, secondsOf } from './durations.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { explainFlowNode } from './flow.ts';
import { bytesText } from './flowAttributes.ts';
import { flowScope } from './flowScope.ts';
import { groupAttributeProse, groupWordProse } from './prose/groups.ts';
import { proseOf } from './prose/prose.ts';
import { explainReplyHeader, portNode } from './replies.ts';
import {
  about,
  aboutComment,
  aboutUnknown,
  around,
  explainInnermost,
  parentOf,
  part,
  rowSpan,
  textOf,
  type Token,
} from './token.ts';
import { spellings } from './values.ts';

/** A token of a group, of one of its buckets, or of what the switch says of groups in general. */
export function explainGroupToken(token: Token): Explanation | undefined {
  const header = explainReplyHeader(token);
  if (header !== undefined) return header;
  const isFlow = around(token, NodeKind.actions) !== -1 || around(token, NodeKind.matchField) !== -1;
  if (isFlow) {
    const scope = flowScope(token);
    const found = explainInnermost(token, (_, node) =>
      token.tree.kind(node) === NodeKind.attribute ? undefined : explainFlowNode(scope, node),
    );
    if (found !== undefined) return found;
  }
  return explainInnermost(token, groupNode);
}

function groupNode(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  switch (tree.kind(node)) {
    case NodeKind.attribute:
      return explainAttribute(token, node);
    case NodeKind.argument:
      return explainBucket(token, node);
    case NodeKind.keyword: {
      const text = textOf(token, node);
      return about(
        token,
        node,
        text,
        proseOf(groupWordProse, text) ?? proseOf(groupAttributeProse, text) ?? 'A word of the group.',
      );
    }
    case NodeKind.comment:
      return aboutComment(token, node);
    case NodeKind.unknown:
      return aboutUnknown(token, node, 'No group has this here; see the problem that is marked.');
    default:
      // Features are told in lines of another form.
      return tree.isLeaf(node) && tree.kind(node) < NodeKind.row && token.path.length === 2
        ? portNode(token, node)
        : undefined;
  }
}

function explainAttribute(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  const isInBucket = tree.kind(parentOf(token, node)) === NodeKind.argument;
  const idx = tree.value(node);
  const nameNode = tree.child(node, NodeKind.attributeName);
  const written = textOf(token, nameNode);
  const known = (isInBucket ? bucketAttributes : groupAttributes)[idx];
  if (known === undefined) return bucketCounter(token, node, written) ?? portNode(token, node);
  const value = node + 2;
  const text = value < tree.next(node) ? textOf(token, value) : '';
  const word = tree.kind(token.leaf) === NodeKind.word ? proseOf(groupWordProse, text) : undefined;
  if (word !== undefined) return about(token, token.leaf, text, word, [part('of', [{ code: known }])]);
  return about(
    token,
    node,
    written,
    proseOf(groupAttributeProse, known) ?? '',
    valueParts(token, node, known),
  );
}

/** `bucket0:packet_count=5` */
function bucketCounter(token: Token, node: number, written: string): Explanation | undefined {
  const [, number] = /^bucket(\d+)$/.exec(written) ?? [];
  if (number === undefined) return undefined;
  const { tree } = token;
  const counter = tree.children(node)[1] ?? -1;
  const name = textOf(token, counter);
  return about(token, node, [{ code: written }], `Counters of bucket ${number} of the group.`, [
    part([{ code: name }], [proseOf(groupAttributeProse, name) ?? '']),
    part('here', [{ code: textOf(token, tree.child(node, NodeKind.number)) }]),
  ]);
}

function valueParts(token: Token, node: number, name: string): readonly ExplanationPart[] {
  const { tree } = token;
  const value = node + 2;
  if (value >= tree.next(node)) return [];
  const text = textOf(token, value);
  if (tree.kind(value) === NodeKind.number) {
    const number = tree.number(value);
    const share = name === 'weight' ? shareText(token, number) : '';
    return [
      part('here', [
        ...spellings(number),
        ...(name === 'byte_count' && number > 9999n ? [`: ${bytesText(number)}`] : []),
        ...(share === '' ? [] : [`: ${share}`]),
      ]),
    ];
  }
  const seconds = tree.kind(value) === NodeKind.duration ? secondsOf(text) : undefined;
  const meaning = proseOf(groupWordProse, text);
  if (name === 'fields') return [part('here', [{ code: textOf(token, node) }])];
  return [
    part('here', [
      { code: text },
      ...(seconds === undefined ? [] : [`: ${durationText(seconds)}`]),
      ...(meaning === undefined ? [] : [': ', meaning]),
    ]),
  ];
}

/** `a third of the packets`, by the weights of all buckets. */
function shareText(token: Token, weight: bigint): string {
  const weights = bucketsOf(token).map((bucket) => numberOf(token, bucket, 'weight') ?? 1n);
  const sum = weights.reduce((total, each) => total + each, 0n);
  return sum === 0n || weights.length < 2
    ? ''
    : `${((100 * Number(weight)) / Number(sum)).toFixed(0)} % of the packets`;
}

function bucketsOf({ tree }: Token): readonly number[] {
  return tree.children(0).filter((node) => tree.kind(node) === NodeKind.argument);
}

function numberOf(token: Token, bucket: number, name: string): bigint | undefined {
  const { tree } = token;
  const node = tree
    .children(bucket)
    .find((each) => tree.kind(each) === NodeKind.attribute && bucketAttributes[tree.value(each)] === name);
  const number = node === undefined ? -1 : tree.child(node, NodeKind.number);
  return number === -1 ? undefined : tree.number(number);
}

function explainBucket(token: Token, node: number): Explanation {
  const { tree } = token;
  const all = bucketsOf(token);
  const list = tree.child(node, NodeKind.actions);
  const backend = backendOf(textOf(token, list));
  const weight = numberOf(token, node, 'weight');
  return about(
    token,
    tree.kind(token.leaf) === NodeKind.attributeName ? token.leaf : node,
    [{ code: `bucket ${numberOf(token, node, 'bucket_id') ?? all.indexOf(node)}` }],
    [proseOf(groupAttributeProse, 'bucket') ?? ''],
    [
      ...(backend === undefined ? [] : [part('backend', [{ code: backend }])]),
      ...(weight === undefined ? [] : [part('weight', [{ code: String(weight) }, shareLine(token, weight)])]),
      part('place', `${all.indexOf(node) + 1} of ${all.length}`),
    ],
  );
}

function shareLine(token: Token, weight: bigint): Inline {
  const share = shareText(token, weight);
  return share === '' ? '' : `: ${share}`;
}

/** Where a bucket's `nat(dst=…)` sends to. */
function backendOf(actions: string): string | undefined {
  return /nat\(dst=([^),]+)/.exec(actions)?.[1];
}

/** A group as a whole: what it does with a packet, and its backends. */
export function explainGroupRow(token: Token): Explanation | undefined {
  if (token.tree.kind(0) !== NodeKind.row || token.tree.nNodes === 1) return undefined;
  const { tree } = token;
  const find = (name: string): string => {
    const node = tree
      .children(0)
      .find((each) => tree.kind(each) === NodeKind.attribute && groupAttributes[tree.value(each)] === name);
    return node === undefined || node + 2 >= tree.next(node) ? '' : textOf(token, node + 2);
  };
  const id = find('group_id');
  if (id === '') return undefined;
  const type = find('type');
  const method = find('selection_method');
  const buckets = bucketsOf(token);
  return {
    span: rowSpan(token),
    title: [`Group ${id}`],
    summary: [
      `${buckets.length === 1 ? 'One bucket' : `${buckets.length} buckets`}. `,
      proseOf(groupWordProse, type) ?? '',
    ],
    parts: [
      ...(method === ''
        ? []
        : [part('chosen by', [{ code: method }, ': ', proseOf(groupWordProse, method) ?? ''])]),
      ...buckets.slice(0, maxBuckets).map((bucket) => {
        const actions = textOf(token, tree.child(bucket, NodeKind.actions));
        const weight = numberOf(token, bucket, 'weight');
        return part(
          [`bucket ${numberOf(token, bucket, 'bucket_id') ?? buckets.indexOf(bucket)}`],
          [
            { code: backendOf(actions) ?? actions },
            ...(weight === undefined ? [] : [`, weight ${weight}`, shareLine(token, weight)]),
          ],
        );
      }),
      ...(buckets.length > maxBuckets ? [part('…', `${buckets.length - maxBuckets} more`)] : []),
    ],
    notes: [[{ code: `group:${id}` }, ' in a flow of this bridge sends here.']],
  };
}

const maxBuckets = 16;
