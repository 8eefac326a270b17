import { logicalAction, logicalSymbol } from '../facts/logical.ts';
import { openFlowField } from '../facts/openflow.ts';
import { stage } from '../facts/table.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { actionAround, type LogicalScope, symbolPlace, type SymbolPlace } from './logicalScope.ts';
import { explainConstant } from './logicalValues.ts';
import { cookieText, uuidText } from './names.ts';
import { prose } from './prose/prose.ts';
import { layoutNote, stageTable } from './tables.ts';
import { about, around, parentOf, part, spanOf, textOf, aboutUnknown } from './token.ts';
import { bitsLabel, registerParts, spellings } from './values.ts';

/** What a node of OVN's language is, in a list of logical flows or in a trace. */
export function explainLogicalNode(scope: LogicalScope, node: number): Explanation | undefined {
  const { token } = scope;
  const { tree } = token;
  const text = textOf(token, node);
  switch (tree.kind(node)) {
    case NodeKind.stageName:
      return explainStage(scope, text, node);
    case NodeKind.attribute:
      return explainLogicalAttribute(scope, node);
    case NodeKind.subfield:
    case NodeKind.fieldName:
    case NodeKind.bits:
      return explainSymbol(scope, node);
    case NodeKind.argument:
      return explainArgument(scope, node);
    case NodeKind.action:
    case NodeKind.actionName:
    case NodeKind.functionCall:
      return explainWord(scope, node);
    case NodeKind.keyword:
      return explainKeyword(scope, node, text);
    case NodeKind.operator:
      return about(token, node, text, prose.operator(text) ?? 'An operator.');
    case NodeKind.addressSet:
    case NodeKind.portGroup:
      return explainNamedSet(scope, node, text);
    case NodeKind.string:
    case NodeKind.portName:
      return explainName(scope, node, text);
    case NodeKind.datapathName:
      return about(token, node, text.replaceAll('"', ''), 'A logical switch or router of the databases.');
    case NodeKind.uuid:
      return explainUuid(scope, node, text);
    case NodeKind.number:
    case NodeKind.bigNumber:
    case NodeKind.mac:
    case NodeKind.ip4:
    case NodeKind.ip6:
      if (around(token, NodeKind.attribute) !== -1) return undefined;
      return isWholeMatch(scope, node) ? explainTruth(scope, node, text) : explainConstant(scope, node);
    case NodeKind.word:
      if (text.startsWith('^')) return about(token, node, text, templateText);
      return around(token, NodeKind.attribute) === -1 ? explainValueWord(scope, node, text) : undefined;
    case NodeKind.comment:
      return about(token, node, ['Comment'], 'A note beside the flow; OVN does not read it.');
    case NodeKind.unknown:
      return aboutUnknown(
        token,
        node,
        'No rule of OVN’s syntax explains this; see the problem that is marked here.',
      );
    default:
      return undefined;
  }
}

const templateText =
  'A template variable of a load balancer: each chassis puts the value in its place that its row of the southbound table Chassis_Template_Var has.';

/** `1` and `0` as a term of a match. */
function isWholeMatch({ token }: LogicalScope, node: number): boolean {
  const { tree } = token;
  const owner = tree.kind(parentOf(token, node));
  const isTerm =
    owner === NodeKind.match ||
    owner === NodeKind.conjunction ||
    owner === NodeKind.disjunction ||
    owner === NodeKind.negation ||
    owner === NodeKind.parenthesized;
  return isTerm && tree.kind(node) === NodeKind.number && tree.number(node) <= 1n;
}

function explainTruth({ token }: LogicalScope, node: number, text: string): Explanation {
  return about(token, node, text, text === '0' ? 'Never true: no packet.' : 'Always true: every packet.');
}

export function explainStage(scope: LogicalScope, text: string, node: number): Explanation {
  const { layout, token, context, table } = scope;
  const name = text.trim();
  const fact = stage(layout, name);
  const isMoved = fact !== undefined && table !== undefined && table !== fact.table;
  return {
    span: spanOf(token, node),
    title: [{ code: name }],
    summary: [prose.stage(name) ?? 'No stage of the known releases has this name.'],
    parts: fact === undefined ? [] : stageTable(fact),
    notes: [
      ...(isMoved ? [[`This row says table ${table}: another numbering than OVN ${layout.label} has.`]] : []),
      layoutNote(context.choice),
    ],
  };
}

export function explainLogicalAttribute(scope: LogicalScope, node: number): Explanation | undefined {
  const { token, stage: stageText, priority } = scope;
  const { tree } = token;
  const nameNode = tree.child(node, NodeKind.attributeName);
  const name = nameNode === -1 ? 'table' : textOf(token, nameNode);
  if (name === 'table' && stageText !== '') return explainStage(scope, stageText, node);
  const written = textOf(token, node).trim();
  if (name === 'priority') {
    const band = priority === undefined ? undefined : prose.priority(stageText, priority);
    return about(
      token,
      node,
      written,
      prose.logicalAttribute('priority') ?? '',
      band === undefined ? [] : [part([{ code: String(priority) }], band)],
    );
  }
  return about(
    token,
    node,
    written,
    prose.logicalAttribute(name) ?? prose.attribute(name) ?? 'Something that the list says of the row.',
    attributeParts(scope, node, name),
  );
}

function attributeParts(scope: LogicalScope, node: number, name: string): readonly ExplanationPart[] {
  const { token, context } = scope;
  const { tree } = token;
  const value = node + 2;
  if (value >= tree.next(node)) return [];
  const isUuid =
    name === 'uuid' && (tree.kind(value) === NodeKind.number || tree.kind(value) === NodeKind.uuid);
  if (isUuid) {
    const number = BigInt(tree.value(value) >>> 0);
    const owner = cookieText(context, number);
    return [
      part('cookie', [{ code: `0x${number.toString(16)}` }, ' in OpenFlow']),
      ...(owner.length === 0 ? [] : [part('that is', owner)]),
    ];
  }
  if (tree.kind(value) === NodeKind.number) return [part('value', spellings(tree.number(value)))];
  const word = textOf(token, value);
  const group = name === 'name' ? prose.multicastGroup(word) : undefined;
  return group === undefined ? [] : [part([{ code: word }], group)];
}

export function explainSymbol(scope: LogicalScope, node: number): Explanation | undefined {
  const { token, layout } = scope;
  const { tree } = token;
  if (tree.kind(node) === NodeKind.bits) return undefined;
  const isSubfield = tree.kind(node) === NodeKind.subfield;
  // A field with bits is explained as one.
  if (!isSubfield && around(token, NodeKind.subfield) !== -1) return undefined;
  const nameNode = isSubfield ? tree.child(node, NodeKind.fieldName) : node;
  if (nameNode === -1) return undefined;
  const name = textOf(token, nameNode);
  const symbol = logicalSymbol(layout, name);
  if (symbol === undefined)
    return about(token, node, textOf(token, node), [
      prose.symbol(name) ?? 'No symbol of the known releases has this name.',
      ` OVN ${layout.label} does not have it.`,
    ]);
  const place = symbolPlace(scope, node);
  const parts: ExplanationPart[] = [];
  if (symbol.expansion !== undefined) parts.push(part('stands for', [{ code: symbol.expansion }]));
  if (symbol.prerequisite !== undefined) parts.push(part('implies', [{ code: symbol.prerequisite }]));
  if (symbol.width !== undefined)
    parts.push(part('width', symbol.width === 1 ? '1 bit' : `${symbol.width} bits`));
  if (place !== undefined && symbol.kind !== 'predicate') {
    parts.push(part('in OpenFlow', [{ code: bitsLabel(place.field, place.low, place.high) }]));
    parts.push(...registerParts(layout, place.field, place.low, place.high));
    if (isMulticastBit(place)) parts.push(part('bit 40', 'multicast and broadcast frames have it'));
  } else if (symbol.field !== undefined && openFlowField(symbol.field) !== undefined) {
    parts.push(part('in OpenFlow', [{ code: symbol.field }]));
  }
  return about(token, node, textOf(token, node), prose.symbol(name) ?? '', parts);
}

function isMulticastBit({ field, low, high }: SymbolPlace): boolean {
  return low === 40 && high === 40 && (field === 'eth_src' || field === 'eth_dst');
}

function explainArgument(scope: LogicalScope, node: number): Explanation | undefined {
  const { token } = scope;
  const { tree } = token;
  const keyNode = tree.child(node, NodeKind.attributeName);
  if (keyNode === -1) return undefined;
  const key = textOf(token, keyNode);
  const action = actionAround(scope);
  return about(token, node, key, prose.logicalArgument(action, key) ?? argumentOf(action), [
    part('here', [{ code: textOf(token, node) }]),
    ...(action === '' ? [] : [part('of', [{ code: action }])]),
  ]);
}

function argumentOf(action: string): string {
  return action.startsWith('put_dhcp')
    ? 'An option of DHCP.'
    : action.startsWith('put_nd_ra')
      ? 'An option of the router advertisement.'
      : action === ''
        ? 'An argument.'
        : `An argument of ${action}.`;
}

function explainWord(scope: LogicalScope, node: number): Explanation | undefined {
  const { token, layout } = scope;
  const { tree } = token;
  const text = textOf(token, node);
  const word = /^[a-z_][\w.]*/i.exec(text)?.[0] ?? '';
  if (word === '') return undefined;
  const meaning = prose.logicalAction(logicalAction(layout, word)?.name ?? word);
  const isDrop = word === 'drop' && meaning === undefined;
  if (meaning === undefined && !isDrop) return statement(scope, node);
  const isOther = logicalAction(layout, word) === undefined && !isDrop;
  const notes = isOther ? [[`OVN ${layout.label} does not have this action.`]] : [];
  // Of an action with a block only its word is meant: the block has rows of its own to say.
  const start = tree.start(node);
  const end = tree.kind(node) === NodeKind.action ? start + word.length : tree.end(node);
  const found = about(
    token,
    node,
    word,
    meaning ?? prose.logicalStatement('drop'),
    nextParts(scope, word),
    notes,
  );
  return { ...found, span: { start, end } };
}

/** Where `next;` goes from here. */
function nextParts(scope: LogicalScope, word: string): readonly ExplanationPart[] {
  if (word !== 'next' || scope.stage === '') return [];
  const here = stage(scope.layout, scope.stage);
  if (here === undefined) return [];
  const following = scope.layout === undefined ? undefined : nextStage(scope, here.table);
  return following === undefined ? [] : [part('from here', following)];
}

function nextStage(scope: LogicalScope, table: number): readonly Inline[] | undefined {
  const here = stage(scope.layout, scope.stage);
  if (here === undefined) return undefined;
  return ['to table ', { code: String(table + 1) }, ' of the pipeline, unless arguments name another'];
}

/** An assignment, a copy, an exchange or a decrement: statements without a word. */
function statement(scope: LogicalScope, node: number): Explanation | undefined {
  const { token } = scope;
  const { tree } = token;
  if (tree.kind(node) !== NodeKind.action) return undefined;
  const operator = tree.child(node, NodeKind.operator);
  const text = textOf(token, operator);
  const isCopy =
    tree
      .children(node)
      .filter((each) => tree.kind(each) === NodeKind.fieldName || tree.kind(each) === NodeKind.subfield)
      .length > 1;
  const form = text === '<->' ? 'exchange' : text === '--' ? 'decrement' : isCopy ? 'copy' : 'assign';
  return about(token, node, textOf(token, node), prose.logicalStatement(form));
}

function explainKeyword(scope: LogicalScope, node: number, text: string): Explanation | undefined {
  const { token, layout } = scope;
  const symbol = logicalSymbol(layout, text);
  if (symbol !== undefined) return about(token, node, text, prose.symbol(text) ?? '');
  if (text === 'is_chassis_resident')
    return about(
      token,
      node,
      text,
      'True on the chassis that the port in parentheses is bound to, and nowhere else: the flow exists there only.',
    );
  const known = prose.logicalHeading(text.replace(/:$/, '')) ?? prose.logicalAttribute(text);
  return known === undefined ? explainWord(scope, node) : about(token, node, text.replace(/:$/, ''), known);
}

function explainNamedSet(scope: LogicalScope, node: number, text: string): Explanation {
  const { token } = scope;
  const isGroup = token.tree.kind(node) === NodeKind.portGroup;
  const contents = scope.context.names?.contentsOf?.(text.slice(1));
  const shown = contents?.slice(0, maxContents).join(', ');
  const more =
    contents !== undefined && contents.length > maxContents
      ? ` and ${contents.length - maxContents} more`
      : '';
  return about(
    token,
    node,
    text,
    isGroup
      ? 'A port group of the northbound database: stands for the names of its ports. Names with a number in front are those of one datapath’s ports.'
      : 'An address set of the northbound database: the addresses are there, not in the flow. With _ip4 or _ip6 at its end it is the addresses of a port group.',
    contents === undefined
      ? [
          part('holds', [
            { code: isGroup ? 'ovn-nbctl list Port_Group' : 'ovn-nbctl list Address_Set' },
            ' tells',
          ]),
        ]
      : [part('holds', shown === '' ? 'nothing' : [{ code: shown ?? '' }, more])],
  );
}

const maxContents = 12;

/** A text in quotation marks: a port's name mostly. */
function explainName(scope: LogicalScope, node: number, text: string): Explanation {
  const { token } = scope;
  const name = text.replace(/^"|"$/g, '');
  const group = prose.multicastGroup(name);
  if (group !== undefined) return about(token, node, name, ['A multicast group of the switch: ', group]);
  const action = actionAround(scope);
  const argument = around(token, NodeKind.argument);
  const key = argument === -1 ? '' : textOf(token, token.tree.child(argument, NodeKind.attributeName));
  const said = key === '' ? undefined : prose.logicalArgument(action, key);
  if (said !== undefined) return about(token, node, name, said, [part('argument', [{ code: key }])]);
  if (!isPort(scope, node))
    return about(token, node, name, 'A text.', action === '' ? [] : [part('of', [{ code: action }])]);
  const parts = name.startsWith('cr-')
    ? [part('cr-', 'by its name the port that stands for a gateway port on the chassis that hosts it')]
    : [];
  return about(token, node, name, 'A logical port, by its name.', parts);
}

function isPort(scope: LogicalScope, node: number): boolean {
  const { token } = scope;
  if (token.tree.kind(node) === NodeKind.portName) return true;
  const owner = parentOf(token, node);
  const text = textOf(token, owner).slice(0, 200);
  return (
    /\b(?:in|out)port\b|is_chassis_resident/.test(text) ||
    token.path.some((each) => /^(?:in|out)port\b/.test(textOf(token, each).slice(0, 20)))
  );
}

function explainUuid(scope: LogicalScope, node: number, text: string): Explanation | undefined {
  const { token, context } = scope;
  if (around(token, NodeKind.attribute) !== -1) return undefined;
  const known = uuidText(context, text);
  return about(
    token,
    node,
    text,
    'UUID of the datapath’s row in the southbound database (Datapath_Binding).',
    known.length === 0 ? [] : [part('that is', known)],
  );
}

function explainValueWord(scope: LogicalScope, node: number, text: string): Explanation {
  const { token } = scope;
  const known = prose.logicalValue(text);
  const argument = around(token, NodeKind.argument);
  const key = argument === -1 ? '' : textOf(token, token.tree.child(argument, NodeKind.attributeName));
  const isState = key === 'ct_state' ? prose.ctState(text) : undefined;
  const said = isState ?? known ?? (key === '' ? undefined : prose.logicalArgument(actionAround(scope), key));
  return about(
    token,
    node,
    text,
    said ?? 'A value that somebody has put in the place of the real one.',
    key === '' ? [] : [part('of', [{ code: key }])],
  );
}
