import { openFlowAction, openFlowField } from '../facts/openflow.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { Action, Subfield } from '../syntax/openflow/entry.ts';
import { bitsText } from './addresses.ts';
import { durationText } from './durations.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { firstSentence } from './flowFields.ts';
import { actionNameAt, findAction, type FlowScope } from './flowScope.ts';
import { learnParts } from './learn.ts';
import { ofportText, zoneText } from './names.ts';
import { prose } from './prose/prose.ts';
import { explainOpenFlowTable, tableName } from './tables.ts';
import { about, part, spanOf, textOf } from './token.ts';
import { userdataGist, userdataParts } from './userdata.ts';
import { bitsLabel, meaningLabel, registerParts, registerWord, spellings, valueMeaning } from './values.ts';

/** An action, or what the token points at inside of it. */
export function explainAction(scope: FlowScope, node: number): Explanation | undefined {
  const action = findAction(scope.actions, node);
  if (action === undefined) return undefined;
  return explainInside(scope, action, node) ?? explainWhole(scope, action, node);
}

function explainWhole(scope: FlowScope, action: Action, node: number): Explanation {
  const { token } = scope;
  const name = actionNameAt(token, node);
  const isName = token.tree.kind(token.leaf) === NodeKind.actionName;
  return about(
    token,
    isName ? token.leaf : node,
    name,
    prose.openFlowAction(name) ??
      prose.openFlowAction(openFlowAction(name)?.name ?? name) ??
      prose.reservedPort(name) ??
      'An action of OpenFlow.',
    [part('here', actionMeaning(scope, action)), ...detailParts(scope, action, node)],
  );
}

function detailParts(scope: FlowScope, action: Action, node: number): readonly ExplanationPart[] {
  switch (action.kind) {
    case 'set': {
      const { field, low, high } = action.destination;
      return registerParts(scope.layout, field, low, high, action.value, action.mask);
    }
    case 'controller':
      return userdataParts(scope.layout, action.userdata).filter(() => action.userdata.length > 0);
    case 'learn':
      return learnParts(scope, node);
    case 'ct':
      return ctParts(scope, action);
    default:
      return [];
  }
}

function ctParts(scope: FlowScope, action: Action & { readonly kind: 'ct' }): readonly ExplanationPart[] {
  const { zone, nat, actions } = action;
  const parts: ExplanationPart[] = [];
  if (typeof zone === 'number') {
    const owner = zoneText(scope.context, BigInt(zone));
    parts.push(part('zone', [{ code: String(zone) }, ...(owner.length === 0 ? [] : [', ', ...owner])]));
  } else if (zone !== undefined) {
    parts.push(part('zone', ['the number in ', { code: named(scope, zone) }]));
  }
  if (nat !== undefined)
    parts.push(part('nat', nat === 'nat' ? 'translates as the connection already says' : [{ code: nat }]));
  for (const inner of actions) parts.push(part('writes', actionMeaning(scope, inner)));
  return parts;
}

/** A value, a port, a table, bytes: what is said of the token alone. */
function explainInside(scope: FlowScope, action: Action, node: number): Explanation | undefined {
  const { token } = scope;
  const { tree, leaf } = token;
  const kind = tree.kind(leaf);
  if (kind === NodeKind.operator)
    return about(token, leaf, textOf(token, leaf), 'What stands before it goes into the field behind it.');
  const isValue = kind === NodeKind.number || kind === NodeKind.tableName || kind === NodeKind.portName;
  switch (action.kind) {
    case 'resubmit':
    case 'gotoTable': {
      const isPort =
        action.kind === 'resubmit' &&
        action.port !== undefined &&
        action.port.span.start === tree.start(leaf);
      if (isPort && isValue) return explainPort(scope, leaf);
      if (isValue && action.table !== undefined)
        return explainOpenFlowTable(scope.context, action.table, spanOf(token, leaf));
      return kind === NodeKind.keyword
        ? about(token, leaf, textOf(token, leaf), 'The look-up goes by what conntrack knows of the packet.')
        : undefined;
    }
    case 'output':
      return isValue && tree.start(leaf) === action.port?.span.start ? explainPort(scope, leaf) : undefined;
    case 'group':
      return isValue
        ? about(token, leaf, `group ${textOf(token, leaf)}`, [
            'A group of this bridge: what its buckets do, ',
            { code: 'ovs-ofctl dump-groups' },
            ' tells.',
          ])
        : undefined;
    case 'set':
      return explainSetValue(scope, action, node);
    case 'controller':
      return kind === NodeKind.hexBytes ? explainUserdata(scope, action, leaf) : undefined;
    case 'conjunction':
      return kind === NodeKind.number ? explainConjunctionNumber(scope, action, node) : undefined;
    case 'checkPacketLarger':
      return kind === NodeKind.number
        ? about(token, leaf, `${textOf(token, leaf)} bytes`, [
            'Packets with more bytes than this, the Ethernet header included, are too big.',
          ])
        : undefined;
    default:
      return undefined;
  }
}

function explainPort(scope: FlowScope, leaf: number): Explanation {
  const { token } = scope;
  const text = textOf(token, leaf);
  const number = token.tree.kind(leaf) === NodeKind.number ? Number(token.tree.number(leaf)) : undefined;
  const reserved = number === undefined ? prose.reservedPort(text) : undefined;
  const meaning = number === undefined ? [] : valueMeaning(scope, 'in_port', BigInt(number), undefined);
  return about(
    token,
    leaf,
    [{ code: `port ${text}` }],
    reserved ?? [
      'An OpenFlow port of this bridge; numbers differ from host to host.',
      ...(meaning.length > 0 || number === undefined
        ? []
        : [' ', { code: 'ovs-ofctl dump-ports-desc' }, ' names it.']),
    ],
    meaning.length > 0 ? [part('leads to', meaning)] : [],
  );
}

function explainSetValue(
  scope: FlowScope,
  action: Action & { readonly kind: 'set' },
  node: number,
): Explanation | undefined {
  const { token } = scope;
  const { tree, leaf } = token;
  const kind = tree.kind(leaf);
  if (kind === NodeKind.actionName || kind === NodeKind.fieldName || kind === NodeKind.bits) return undefined;
  const { field, low, high } = action.destination;
  const { value, mask, text } = action;
  const isMask = token.path.some((each) => tree.kind(each) === NodeKind.mask && each > node);
  const target = named(scope, action.destination);
  if (isMask && value !== undefined && mask !== undefined)
    return about(
      token,
      leaf,
      [{ code: textOf(token, leaf) }, ' mask'],
      ['Only these bits of ', { code: target }, ' are written; the others stay.'],
      [part('bits', bitsText(mask)), ...registerParts(scope.layout, field, low, high, value, mask)],
    );
  if (value === undefined) return about(token, leaf, text, ['Goes into ', { code: target }, '.']);
  const meaning = setMeaning(scope, action);
  return about(
    token,
    leaf,
    text,
    ['Goes into ', { code: target }, '.'],
    [
      ...(/[.:]/.test(text) ? [] : [part('value', spellings(value))]),
      ...(meaning.length === 0 ? [] : [part(meaningLabel(field), meaning)]),
      ...registerParts(scope.layout, field, low, high, value, mask),
    ],
  );
}

/** What the written value is; of some bits of a field that is what it makes there. */
function setMeaning(scope: FlowScope, action: Action & { readonly kind: 'set' }): readonly Inline[] {
  const { value, mask, destination } = action;
  if (value === undefined) return [];
  const width = openFlowField(destination.field)?.width ?? 0;
  const isWhole = destination.low === 0 && destination.high >= width - 1;
  const isPlain = isWhole || destination.field === 'tun_id';
  return isPlain ? valueMeaning(scope, destination.field, value, isWhole ? mask : undefined) : [];
}

function explainUserdata(
  scope: FlowScope,
  action: Action & { readonly kind: 'controller' },
  leaf: number,
): Explanation {
  const { token, layout } = scope;
  return about(
    token,
    leaf,
    [{ code: 'userdata' }],
    userdataGist(layout, action.userdata) ?? 'What ovn-controller is to do with the packet.',
    [...userdataParts(layout, action.userdata), ...pausePart(action)],
  );
}

function pausePart(action: Action & { readonly kind: 'controller' }): readonly ExplanationPart[] {
  return action.isPausing
    ? [
        part(
          [{ code: 'pause' }],
          'the packet waits in the switch; ovn-controller resumes it where it stopped',
        ),
      ]
    : [];
}

/** `conjunction(7,1/2)`: id, clause, number of clauses. */
function explainConjunctionNumber(
  scope: FlowScope,
  action: Action & { readonly kind: 'conjunction' },
  node: number,
): Explanation {
  const { token } = scope;
  const place = token.tree
    .children(node)
    .filter((each) => token.tree.kind(each) === NodeKind.number)
    .indexOf(token.leaf);
  const text = [
    `The conjunction that this row is a part of. The row that matches conj_id=${action.id} says what happens when all parts match.`,
    `Which part this row is: ${action.clause + 1}, counted from 1. Rows of one part are alternatives.`,
    `How many parts the conjunction has. It matches when each of them has a matching row.`,
  ][place];
  return about(token, token.leaf, textOf(token, token.leaf), text ?? '', [
    part('here', actionMeaning(scope, action)),
  ]);
}

/** An argument of an action: its key, and what its value is. */
export function explainArgument(scope: FlowScope, node: number): Explanation | undefined {
  const { token } = scope;
  const { tree, path } = token;
  const actionNode = path.findLast((each) => each < node && tree.kind(each) === NodeKind.action) ?? -1;
  if (actionNode === -1) return undefined;
  const action = findAction(scope.actions, actionNode);
  const keyNode = tree.child(node, NodeKind.attributeName);
  const key = textOf(token, keyNode);
  if (action?.kind === 'controller' && key === 'userdata') {
    const bytes = tree.child(node, NodeKind.hexBytes);
    return explainUserdata(scope, action, bytes === -1 ? node : bytes);
  }
  const table = key === 'table' ? tree.child(node, NodeKind.number) : -1;
  if (table !== -1 && token.leaf === table)
    return explainOpenFlowTable(scope.context, Number(tree.number(table)), spanOf(token, table));
  const owner = actionNameAt(token, actionNode);
  const outer = path.findLast(
    (each) => each < node && each > actionNode && tree.kind(each) === NodeKind.argument,
  );
  const meaning =
    prose.openFlowArgument(outer === undefined ? owner : textOf(token, outer + 1), key) ??
    prose.openFlowArgument(owner, key);
  if (meaning === undefined)
    return keyNode === -1 ? undefined : about(token, node, key, `An argument of ${owner}.`);
  return about(token, node, key, meaning, [
    ...argumentParts(scope, node, key),
    part('of', [{ code: owner }]),
  ]);
}

function argumentParts(scope: FlowScope, node: number, key: string): readonly ExplanationPart[] {
  const { token } = scope;
  const { tree } = token;
  const valueNode = node + 2;
  if (valueNode >= tree.next(node)) return [];
  const number = tree.kind(valueNode) === NodeKind.number ? tree.number(valueNode) : undefined;
  if (number === undefined) {
    const text = textOf(token, node)
      .slice(key.length)
      .replace(/^[=:(]/, '')
      .replace(/\)$/, '');
    return tree.kind(valueNode) === NodeKind.subfield || text === '' ? [] : [part('here', [{ code: text }])];
  }
  const isSeconds = key.endsWith('_timeout');
  const place = key === 'table' ? tableName(scope.layout, Number(number)) : undefined;
  const owner = key === 'zone' ? zoneText(scope.context, number) : [];
  const isPort = key === 'port' || key === 'sampling_port';
  const device = isPort ? ofportText(scope.context, Number(number)) : [];
  return [
    part('here', [
      ...spellings(number),
      ...(isSeconds ? [`: ${durationText(Number(number))}`] : []),
      ...(place === undefined ? [] : [' ', { code: place }]),
      ...(owner.length === 0 ? [] : [', ', ...owner]),
      ...(device.length === 0 ? [] : [', ', ...device]),
    ]),
  ];
}

export function actionMeaning(scope: FlowScope, action: Action): readonly Inline[] {
  switch (action.kind) {
    case 'drop':
      return ['the packet ends here'];
    case 'output': {
      if (action.port === undefined)
        return ['out of the port that ', { code: action.field?.field ?? '' }, ' holds'];
      const { number, text } = action.port;
      const device = number === undefined ? [] : ofportText(scope.context, number);
      return ['out of port ', { code: text }, ...(device.length === 0 ? [] : [', ', ...device])];
    }
    case 'resubmit':
    case 'gotoTable': {
      if (action.table === undefined) return ['looks the packet up again'];
      const name = tableName(scope.layout, action.table);
      return [`goes on in table ${action.table}`, ...(name === undefined ? [] : [' ', { code: name }])];
    }
    case 'set': {
      const meaning = setMeaning(scope, action);
      const flags =
        meaning.length > 0
          ? []
          : registerParts(
              scope.layout,
              action.destination.field,
              action.destination.low,
              action.destination.high,
              action.value,
              action.mask,
            );
      const single = flags.length === 1 ? flags[0] : undefined;
      return [
        { code: named(scope, action.destination) },
        ' becomes ',
        { code: action.text },
        ...(meaning.length > 0 ? [': ', ...meaning] : []),
        ...(single === undefined ? [] : [': ', ...single.text]),
      ];
    }
    case 'move':
      return [
        { code: named(scope, action.source) },
        ' is copied to ',
        { code: named(scope, action.destination) },
      ];
    case 'push':
      return [{ code: named(scope, action.field) }, ' is put on the stack'];
    case 'pop':
      return [{ code: named(scope, action.field) }, ' is taken from the stack'];
    case 'controller': {
      const gist = userdataGist(scope.layout, action.userdata);
      return gist === undefined
        ? ['a copy goes to ovn-controller']
        : ['goes to ovn-controller: ', firstSentence(gist)];
    }
    case 'checkPacketLarger':
      return [
        { code: named(scope, action.destination) },
        ` becomes 1 if the packet has more than ${action.size} bytes`,
      ];
    case 'group':
      return ['one or all buckets of group ', { code: action.text }];
    case 'conjunction':
      return [`part ${action.clause + 1} of ${action.nClauses} of conjunction ${action.id}`];
    case 'ct':
      return [
        action.isCommitting ? 'commits the connection to conntrack' : 'goes through conntrack',
        ...(action.table === undefined ? [] : [`, then on in table ${action.table}`]),
      ];
    case 'clone':
      return ['the actions inside work on a copy'];
    case 'learn':
      return [
        `writes a new row${action.table === undefined ? '' : ` in table ${action.table}`} from this packet`,
      ];
    case 'note':
      return [`${action.bytes.length} bytes without effect`];
    case 'other':
      return [firstSentence(prose.openFlowAction(action.name))];
    case 'unknown':
      return ['unknown'];
  }
}

function named({ layout }: FlowScope, { field, low, high }: Subfield): string {
  const word = registerWord(layout, field);
  return word === undefined ? bitsLabel(field, low, high) : `${bitsLabel(field, low, high)} (${word})`;
}
