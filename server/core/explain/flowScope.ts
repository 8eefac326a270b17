import type { Layout } from '../facts/layout.ts';
import { isOrdinarySwitch } from '../model/ordinarySwitch.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { readActions } from '../syntax/openflow/actionView.ts';
import type { Action, MatchField } from '../syntax/openflow/entry.ts';
import { readMatchField } from '../syntax/openflow/entryView.ts';
import { attributes } from '../syntax/openflow/names.ts';
import { tableName } from './tables.ts';
import type { Token } from './token.ts';
import { textOf } from './token.ts';
import type { ValueSetting } from './values.ts';

/** The flow around a token: of an OpenFlow row, of a line of a trace, of a group's buckets. */
export interface FlowScope extends ValueSetting {
  readonly token: Token;
  readonly layout: Layout;
  readonly match: readonly MatchField[];
  readonly actions: readonly Action[];
  readonly table: number | undefined;
  readonly priority: number | undefined;
  readonly cookie: bigint | undefined;
  /** What the table is called: OVN's name, or the stages that it carries. */
  readonly place: string;
}

/** `datapathKey` is that of lines before, where this one does not say any. */
export function flowScope(token: Token, datapathKey?: bigint): FlowScope {
  const { tree, bytes, context } = token;
  const match: MatchField[] = [];
  let actions: readonly Action[] = [];
  const numbers = new Map<string, bigint>();
  for (const node of tree.nNodes === 0 ? [] : tree.children(0)) {
    switch (tree.kind(node)) {
      case NodeKind.match:
        for (const term of tree.children(node)) {
          if (tree.kind(term) === NodeKind.matchField) match.push(readMatchField(bytes, 0, tree, term));
        }
        break;
      case NodeKind.actions:
        actions = readActions(bytes, 0, tree, node);
        break;
      case NodeKind.attribute: {
        const number = tree.child(node, NodeKind.number);
        const name = attributes[tree.value(node)]?.name;
        if (number !== -1 && name !== undefined) numbers.set(name, tree.number(number));
        break;
      }
      default:
    }
  }
  const list = outermostActions(token);
  if (list !== -1 && actions.length === 0) actions = readActions(bytes, 0, tree, list);
  const table = numbers.get('table');
  const priority = numbers.get('priority');
  const layout = context.choice.layout;
  return {
    token,
    context,
    layout,
    match,
    actions,
    table: table === undefined ? undefined : Number(table),
    priority: priority === undefined ? undefined : Number(priority),
    cookie: numbers.get('cookie'),
    place:
      table === undefined || isOrdinarySwitch(context.dump) ? '' : (tableName(layout, Number(table)) ?? ''),
    datapathKey: keyOf(match, actions) ?? datapathKey,
    isIcmp6: match.some(({ name, value }) => name === 'icmp6' || (name === 'nw_proto' && value === 58n)),
    icmpType: match.find(({ name }) => name === 'icmp_type' || name === 'icmpv6_type')?.value,
  };
}

/** The datapath that a flow is of: it matches its key, or is where a packet gets it. */
export function keyOf(match: readonly MatchField[], actions: readonly Action[]): bigint | undefined {
  const matched = match.find(({ name, mask }) => name === 'metadata' && mask === undefined)?.value;
  if (matched !== undefined) return matched;
  for (const action of actions) {
    if (action.kind === 'set' && action.destination.field === 'metadata') return action.value;
  }
  return undefined;
}

/** The list that holds all actions around the token. */
function outermostActions({ path, tree }: Token): number {
  return path.find((node) => tree.kind(node) === NodeKind.actions) ?? -1;
}

export function findAction(actions: readonly Action[], node: number): Action | undefined {
  for (const action of actions) {
    if (action.node === node) return action;
    if ('actions' in action) {
      const inner = findAction(action.actions, node);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** The name that the action at `node` is written with. */
export function actionNameAt(token: Token, node: number): string {
  const name = token.tree.child(node, NodeKind.actionName);
  return name === -1 ? 'output' : textOf(token, name);
}
