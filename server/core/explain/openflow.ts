import { controllerOpcode } from '../facts/logical.ts';
import { openFlowAction, openFlowField } from '../facts/openflow.ts';
import { openFlowEntryOf } from '../model/rowViews.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { Action, Attribute, MatchField, OpenFlowEntry, Subfield } from '../syntax/openflow/entry.ts';
import type { Tree } from '../syntax/tree.ts';
import { decodeText } from '../text/bytes.ts';
import type { Span } from '../text/span.ts';
import type { ExplainContext } from './context.ts';
import type { Explanation, ExplanationPart, Inline } from './explanation.ts';
import { prose } from './prose/prose.ts';
import { openFlowSentence } from './sentence.ts';
import { explainOpenFlowTable, layoutNote, tableName } from './tables.ts';
import { bitsLabel, registerParts, registerWord, spellings, valueMeaning } from './values.ts';

/** The token at byte `offset` of an OpenFlow row; undefined between tokens. */
export function explainOpenFlowToken(
  context: ExplainContext,
  row: number,
  offset: number,
): Explanation | undefined {
  const { tree } = context.dump.tree(row);
  const path = tree.pathAt(offset);
  const leaf = path.at(-1);
  if (leaf === undefined) return undefined;
  const entry = openFlowEntryOf(context.dump, row);
  if (entry === undefined) return explainHeader(context, row, tree, leaf);
  const token: Token = {
    context,
    row,
    tree,
    path,
    leaf,
    entry,
    text: (node) => textOf(context, row, tree, node),
  };
  // The innermost node that a rule knows answers.
  for (const node of path.toReversed()) {
    const found = explainNode(token, node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What an OpenFlow row does, in one sentence, then its parts. */
export function explainOpenFlowRow(context: ExplainContext, row: number): Explanation | undefined {
  const entry = openFlowEntryOf(context.dump, row);
  if (entry === undefined) return undefined;
  const { layout } = context.choice;
  const name = tableName(layout, entry.table);
  const parts: ExplanationPart[] = [
    {
      label: ['table ', { code: String(entry.table) }],
      text: [name === undefined ? 'no table of this release' : { code: name }],
    },
    {
      label: ['priority ', { code: String(entry.priority) }],
      text: [prose.priority(name ?? '', entry.priority) ?? 'the highest matching row of a table wins'],
    },
    ...entry.match.map((field) => ({
      label: [{ code: textOfSpan(context, row, field.span) }],
      text: matchMeaning(context, field),
    })),
    ...entry.actions.map((action) => ({
      label: [{ code: textOfSpan(context, row, action.span) }],
      text: actionMeaning(context, action),
    })),
  ];
  if (entry.nPackets !== undefined) {
    parts.push({
      label: ['packets'],
      text: [entry.nPackets === 0n ? 'none matched this row yet' : `${entry.nPackets} matched this row`],
    });
  }
  return {
    span: entry.span,
    title: ['This row'],
    summary: [openFlowSentence(entry, layout)],
    parts,
    notes: [layoutNote(context.choice)],
  };
}

interface Token {
  readonly context: ExplainContext;
  readonly row: number;
  readonly tree: Tree;
  readonly path: readonly number[];
  readonly leaf: number;
  readonly entry: OpenFlowEntry;
  text(node: number): string;
}

function explainNode(token: Token, node: number): Explanation | undefined {
  const { tree, entry, context } = token;
  const span = spanOf(tree, node);
  switch (tree.kind(node)) {
    case NodeKind.attribute: {
      const attribute = entry.attributes.find((each) => each.node === node);
      return attribute === undefined ? undefined : explainAttribute(token, attribute);
    }
    case NodeKind.matchField: {
      const field = entry.match.find((each) => each.node === node);
      return field === undefined ? undefined : explainMatchField(token, field);
    }
    case NodeKind.subfield: {
      const subfield = findSubfield(entry.actions, node);
      return subfield === undefined ? undefined : explainSubfield(context, subfield);
    }
    case NodeKind.actionName:
      return explainActionNode(token, token.path.at(-2) ?? -1, span);
    case NodeKind.action:
      return explainActionNode(token, node, span);
    case NodeKind.argument:
      return explainArgument(token, node);
    case NodeKind.keyword:
      return token.text(node) === 'actions'
        ? {
            span,
            title: [{ code: 'actions' }],
            summary: [
              'What happens to a packet that matches: the actions are run in order, up to a drop or the end.',
            ],
            parts: [],
            notes: [],
          }
        : undefined;
    case NodeKind.unknown:
      return {
        span,
        title: ['Unknown'],
        summary: ['No rule of Open vSwitch’s syntax explains this; see the problem that is marked here.'],
        parts: [],
        notes: [],
      };
    default:
      return undefined;
  }
}

function explainHeader(
  context: ExplainContext,
  row: number,
  tree: Tree,
  leaf: number,
): Explanation | undefined {
  if (tree.kind(0) !== NodeKind.header) return undefined;
  return {
    span: spanOf(tree, 0),
    title: ['Reply'],
    summary: [
      'The head of one reply message of the switch. ',
      { code: textOf(context, row, tree, leaf) },
      ': a long dump comes in several messages; all but the last say flags=[more].',
    ],
    parts: [],
    notes: [],
  };
}

function explainAttribute({ context, entry }: Token, { name, span, text }: Attribute): Explanation {
  const { layout } = context.choice;
  if (name === 'table' && /^\d+$/.test(text)) return explainOpenFlowTable(context, Number(text), span);
  const parts: ExplanationPart[] = [];
  const summary: Inline[] = [prose.attribute(name) ?? ''];
  if (name === 'cookie') {
    parts.push({ label: ['value'], text: spellings(entry.cookie) });
    parts.push({ label: ['comes from'], text: [cookieOwner(entry, tableName(layout, entry.table))] });
  } else if (name === 'priority') {
    const band = prose.priority(tableName(layout, entry.table) ?? '', entry.priority);
    if (band !== undefined) parts.push({ label: [{ code: text }], text: [band] });
  }
  return { span, title: [{ code: text === '' ? name : `${name}=${text}` }], summary, parts, notes: [] };
}

/** Which row of the southbound database a cookie names: see the callers of `ofctrl_add_flow` (`controller/physical.c`). */
function cookieOwner(entry: OpenFlowEntry, name: string | undefined): string {
  if (entry.cookie === 0n) return prose.cookie('none');
  if (name === undefined)
    return 'a row of the southbound database, by the first eight hex digits of its UUID';
  if (!name.startsWith('OFTABLE_')) return prose.cookie('pipeline');
  const key = entry.match.find((each) => each.name === 'reg15')?.value;
  if (key !== undefined && key >= 0x8000n) return prose.cookie('group');
  const isPeers = /LARGE_PKT/.test(name) || (/REMOTE_OUTPUT/.test(name) && entry.priority === 110);
  return isPeers
    ? `${prose.cookie('port')} Here that of a peer, not of the migrating port.`
    : prose.cookie('port');
}

function explainMatchField({ context }: Token, field: MatchField): Explanation {
  const { layout } = context.choice;
  if (field.isShorthand) {
    return {
      span: field.span,
      title: [{ code: field.name }],
      summary: [prose.matchShorthand(field.name) ?? ''],
      parts: [],
      notes: [],
    };
  }
  const fact = openFlowField(field.name);
  const word = registerWord(layout, field.name);
  const parts: ExplanationPart[] = [];
  if (field.value !== undefined) {
    const meaning = valueMeaning(field.name, field.value, field.mask);
    const isText = /[.:a-z+-]/i.test(field.text) && !field.text.startsWith('0x');
    parts.push({ label: ['value'], text: isText ? [{ code: field.text }] : spellings(field.value) });
    if (meaning.length > 0) parts.push({ label: ['stands for'], text: meaning });
    if (field.mask !== undefined)
      parts.push({ label: ['mask'], text: [...spellings(field.mask), '; only these bits are compared'] });
    parts.push(...flagParts(field));
  }
  if (fact !== undefined)
    parts.push(...registerParts(layout, field.name, 0, fact.width - 1, field.value, field.mask));
  return {
    span: field.span,
    title: [{ code: field.name }, ...(word === undefined ? [] : [` (${word})`])],
    summary: [prose.field(field.name) ?? (fact === undefined ? 'No field that Open vSwitch knows.' : '')],
    parts,
    notes: [],
  };
}

/** `ct_state=+trk-new`: each flag in words. */
function flagParts(field: MatchField): ExplanationPart[] {
  return [...field.text.matchAll(/([+-])(\w+)/g)].flatMap(([whole, sign, flag]) => {
    const meaning = flagMeaning(field.name, flag as string);
    return meaning === undefined
      ? []
      : [{ label: [{ code: whole }], text: [sign === '+' ? 'set: ' : 'not set: ', meaning] }];
  });
}

function flagMeaning(field: string, flag: string): string | undefined {
  if (field === 'ct_state') return prose.ctState(flag);
  return field === 'tcp_flags' ? prose.tcpFlag(flag) : undefined;
}

function explainSubfield(
  { choice: { layout } }: ExplainContext,
  { field, low, high, span }: Subfield,
): Explanation {
  const word = registerWord(layout, field);
  return {
    span,
    title: [{ code: bitsLabel(field, low, high) }, ...(word === undefined ? [] : [` (${word})`])],
    summary: [prose.field(field) ?? ''],
    parts: registerParts(layout, field, low, high),
    notes: [],
  };
}

function explainActionNode(token: Token, node: number, span: Span): Explanation | undefined {
  const action = findAction(token.entry.actions, node);
  if (action === undefined) return undefined;
  const name =
    token.tree.kind(token.leaf) === NodeKind.actionName ? token.text(token.leaf) : actionName(action);
  const parts: ExplanationPart[] = [{ label: ['here'], text: actionMeaning(token.context, action) }];
  if (action.kind === 'set')
    parts.push(
      ...registerParts(
        token.context.choice.layout,
        action.destination.field,
        action.destination.low,
        action.destination.high,
        action.value,
        action.mask,
      ),
    );
  if (
    action.kind === 'resubmit' &&
    action.table !== undefined &&
    token.tree.kind(token.leaf) === NodeKind.number
  ) {
    return explainOpenFlowTable(token.context, action.table, spanOf(token.tree, token.leaf));
  }
  if (action.kind === 'controller' && token.tree.kind(token.leaf) === NodeKind.hexBytes)
    return explainUserdata(token.context, action, spanOf(token.tree, token.leaf));
  return {
    span,
    title: [{ code: name }],
    summary: [prose.openFlowAction(openFlowAction(name)?.name ?? name) ?? ''],
    parts,
    notes: [],
  };
}

function explainArgument(token: Token, node: number): Explanation | undefined {
  const { tree } = token;
  const actionNode = token.path.findLast((each) => each < node && tree.kind(each) === NodeKind.action);
  const action = actionNode === undefined ? undefined : findAction(token.entry.actions, actionNode);
  if (action === undefined) return undefined;
  const keyNode = tree.child(node, NodeKind.attributeName);
  const key = keyNode === -1 ? '' : token.text(keyNode);
  if (action.kind === 'controller' && key === 'userdata')
    return explainUserdata(token.context, action, spanOf(tree, node));
  if (action.kind === 'ct' && key === 'table' && action.table !== undefined)
    return explainOpenFlowTable(token.context, action.table, spanOf(tree, node));
  const meaning =
    action.kind === 'ct' || action.kind === 'controller' || action.kind === 'learn'
      ? prose.openFlowArgument(action.kind, key)
      : undefined;
  if (meaning === undefined) return undefined;
  return {
    span: spanOf(tree, node),
    title: [{ code: key }],
    summary: [meaning],
    parts: [{ label: ['of'], text: [{ code: actionName(action) }] }],
    notes: [],
  };
}

function explainUserdata(
  context: ExplainContext,
  action: Action & { readonly kind: 'controller' },
  span: Span,
): Explanation {
  const opcode = opcodeOf(action.userdata);
  const known = opcode === undefined ? undefined : controllerOpcode(context.choice.layout, opcode);
  return {
    span,
    title: [{ code: 'userdata' }, ...(known === undefined ? [] : [' ', { code: known.name }])],
    summary: [
      known === undefined
        ? 'What ovn-controller is to do with the packet.'
        : (prose.controllerOpcode(known.name) ?? ''),
    ],
    parts: [
      {
        label: ['bytes 0–3'],
        text:
          opcode === undefined
            ? ['too short for an opcode']
            : [
                'opcode ',
                ...spellings(BigInt(opcode)),
                ...(known === undefined ? [', unknown in this release'] : []),
              ],
      },
      ...(action.userdata.length > 8
        ? [
            {
              label: ['bytes 8…'],
              text: [`${action.userdata.length - 8} bytes of arguments: nested actions or options`],
            },
          ]
        : []),
      ...(action.isPausing
        ? [
            {
              label: [{ code: 'pause' }],
              text: ['the packet waits in the switch; ovn-controller resumes it where it stopped'],
            },
          ]
        : []),
    ],
    notes: [],
  };
}

function opcodeOf(userdata: Uint8Array): number | undefined {
  if (userdata.length < 4) return undefined;
  return new DataView(userdata.buffer, userdata.byteOffset, userdata.byteLength).getUint32(0);
}

function matchMeaning({ choice: { layout } }: ExplainContext, field: MatchField): readonly Inline[] {
  if (field.isShorthand) return [prose.matchShorthand(field.name) ?? ''];
  const word = registerWord(layout, field.name);
  const meaning = field.value === undefined ? [] : valueMeaning(field.name, field.value, field.mask);
  const flags =
    field.value === undefined || field.mask === undefined
      ? []
      : registerParts(
          layout,
          field.name,
          0,
          (openFlowField(field.name)?.width ?? 1) - 1,
          field.value,
          field.mask,
        );
  if (flags.length === 1 && flags[0] !== undefined) return flags[0].text;
  return [
    ...(word === undefined ? [] : [word, meaning.length > 0 ? ': ' : '']),
    ...(meaning.length > 0 ? meaning : word === undefined ? [firstSentence(prose.field(field.name))] : []),
  ];
}

function actionMeaning(context: ExplainContext, action: Action): readonly Inline[] {
  const { layout } = context.choice;
  const named = ({ field, low, high }: Subfield): string => {
    const word = registerWord(layout, field);
    return word === undefined ? bitsLabel(field, low, high) : `${word} (${bitsLabel(field, low, high)})`;
  };
  switch (action.kind) {
    case 'drop':
      return ['the packet ends here'];
    case 'output':
      return action.port === undefined
        ? ['out of the port that ', { code: action.field?.field ?? '' }, ' holds']
        : ['out of port ', { code: action.port.text }];
    case 'resubmit':
    case 'gotoTable': {
      if (action.table === undefined) return ['looks the packet up again'];
      const name = tableName(layout, action.table);
      return [`goes on in table ${action.table}`, ...(name === undefined ? [] : [' ', { code: name }])];
    }
    case 'set': {
      const meaning =
        action.value === undefined ? [] : valueMeaning(action.destination.field, action.value, undefined);
      return [
        named(action.destination),
        ' becomes ',
        { code: action.text },
        ...(meaning.length > 0 ? [', ', ...meaning] : []),
      ];
    }
    case 'move':
      return [named(action.source), ' is copied to ', named(action.destination)];
    case 'push':
      return [named(action.field), ' is put on the stack'];
    case 'pop':
      return [named(action.field), ' is taken from the stack'];
    case 'controller': {
      const opcode = opcodeOf(action.userdata);
      const known = opcode === undefined ? undefined : controllerOpcode(layout, opcode);
      return known === undefined
        ? ['a copy goes to ovn-controller']
        : ['goes to ovn-controller: ', firstSentence(prose.controllerOpcode(known.name))];
    }
    case 'checkPacketLarger':
      return [named(action.destination), ` becomes 1 if the packet has more than ${action.size} bytes`];
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
      return ['bytes without effect'];
    case 'other':
      return [firstSentence(prose.openFlowAction(action.name))];
    case 'unknown':
      return ['unknown'];
  }
}

function actionName(action: Action): string {
  switch (action.kind) {
    case 'other':
      return action.name;
    case 'set':
      return 'set_field';
    case 'gotoTable':
      return 'goto_table';
    case 'checkPacketLarger':
      return 'check_pkt_larger';
    default:
      return action.kind;
  }
}

function findAction(actions: readonly Action[], node: number): Action | undefined {
  for (const action of actions) {
    if (action.node === node) return action;
    if ('actions' in action) {
      const inner = findAction(action.actions, node);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

function findSubfield(actions: readonly Action[], node: number): Subfield | undefined {
  for (const action of actions) {
    for (const part of Object.values(action)) {
      if (
        typeof part === 'object' &&
        part !== null &&
        'field' in part &&
        'node' in part &&
        part.node === node
      )
        return part as Subfield;
    }
    if ('actions' in action) {
      const inner = findSubfield(action.actions, node);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

function firstSentence(text: string | undefined): string {
  return text?.split(/(?<=[.:;]) /)[0]?.replace(/[.:;]$/, '') ?? '';
}

function spanOf(tree: Tree, node: number): Span {
  return { start: tree.start(node), end: tree.end(node) };
}

function textOf(context: ExplainContext, row: number, tree: Tree, node: number): string {
  return decodeText(context.dump.rowBytes(row), tree.start(node), tree.end(node));
}

function textOfSpan(context: ExplainContext, row: number, { start, end }: Span): string {
  return decodeText(context.dump.rowBytes(row), start, end);
}
