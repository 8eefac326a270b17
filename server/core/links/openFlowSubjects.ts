import { commaChar } from '../text/ascii.ts';
import { openFlowField, reservedPort } from '../facts/openflow.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { RowView } from './rowView.ts';
import type { Subject } from './subject.ts';

/** What a node of an OpenFlow flow, group or trace stands for; `parent` is the node around it, -1 for the root. */
export function openFlowSubject(view: RowView, node: number, parent: number): Subject | undefined {
  switch (view.tree.kind(node)) {
    case NodeKind.attribute:
      return attributeSubject(view, node);
    case NodeKind.matchField:
      return matchSubject(view, node);
    case NodeKind.action:
      return actionSubject(view, node);
    case NodeKind.argument:
      return argumentSubject(view, node);
    case NodeKind.number:
    case NodeKind.portName:
      return parent === -1 ? undefined : portOfResubmit(view, node, parent);
    default:
      return undefined;
  }
}

function attributeSubject(view: RowView, node: number): Subject | undefined {
  const { tree } = view;
  const number = tree.child(node, NodeKind.number);
  if (number === -1) return undefined;
  switch (view.childText(node, NodeKind.attributeName)) {
    case 'cookie':
      return cookieSubject(view.low(number));
    case 'table':
    case 'table_id':
      return { kind: 'table', table: view.low(number), isOwn: true };
    case 'group_id':
      return { kind: 'group', id: view.low(number) };
    case 'meter':
      return { kind: 'meter', id: view.low(number) };
    default:
      return undefined;
  }
}

/** Cookie 0 names no row. */
function cookieSubject(cookie: number): Subject | undefined {
  return cookie === 0 ? undefined : { kind: 'cookie', cookie };
}

function matchSubject(view: RowView, node: number): Subject | undefined {
  const { tree } = view;
  const value = valueOfField(view, node);
  switch (fieldName(view, node)) {
    case 'in_port': {
      const port = tree.children(node).find((each) => isPort(view, each));
      return port === undefined ? undefined : portSubject(view, port);
    }
    case 'metadata':
      return value === undefined ? undefined : { kind: 'datapath', key: value };
    case 'reg14':
    case 'reg15':
      return value === undefined ? undefined : keySubject(view, value);
    case 'conj_id':
      return value === undefined ? undefined : { kind: 'conjunction', id: value, isMatch: true };
    default:
      return undefined;
  }
}

/** An exact number; undefined with a mask. */
function valueOfField(view: RowView, node: number): number | undefined {
  const { tree } = view;
  return tree.child(node, NodeKind.mask) === -1 ? view.number(tree.child(node, NodeKind.number)) : undefined;
}

function fieldName(view: RowView, node: number): string {
  const written = view.childText(node, NodeKind.fieldName);
  return openFlowField(written)?.name ?? written;
}

function isPort({ tree }: RowView, node: number): boolean {
  const kind = tree.kind(node);
  return kind === NodeKind.number || kind === NodeKind.portName || kind === NodeKind.word;
}

function keySubject(view: RowView, key: number): Subject | undefined {
  return key === 0 ? undefined : { kind: 'portKey', datapath: datapathOfRow(view), key };
}

/** The key of the datapath that the row is about: what it matches, else what it sets. */
export function datapathOfRow(view: RowView): number | undefined {
  const { tree } = view;
  const match = tree.child(0, NodeKind.match);
  for (const field of match === -1 ? [] : tree.children(match)) {
    if (fieldName(view, field) === 'metadata') return valueOfField(view, field);
  }
  const actions = tree.child(0, NodeKind.actions);
  for (const action of actions === -1 ? [] : tree.children(actions)) {
    if (destination(view, action) === 'metadata') return view.number(tree.child(action, NodeKind.number));
  }
  return undefined;
}

/** The field that `set_field` or `load` writes as a whole. */
function destination(view: RowView, action: number): string | undefined {
  const { tree } = view;
  const name = view.childText(action, NodeKind.actionName);
  if (name !== 'set_field' && name !== 'load') return undefined;
  if (tree.child(action, NodeKind.mask) !== -1) return undefined;
  const subfield = tree.child(action, NodeKind.subfield);
  if (subfield === -1) return undefined;
  const bits = view.childText(subfield, NodeKind.bits);
  return bits === '' || bits === '[]' ? fieldName(view, subfield) : undefined;
}

function actionSubject(view: RowView, node: number): Subject | undefined {
  const { tree } = view;
  const name = view.childText(node, NodeKind.actionName);
  const first = tree.child(node, NodeKind.number);
  switch (name) {
    case 'resubmit':
    case 'goto_table': {
      const table = tableOfAction(view, node);
      return table === undefined ? undefined : { kind: 'table', table, isOwn: false };
    }
    case 'group':
      return first === -1 ? undefined : { kind: 'group', id: view.low(first) };
    case 'meter':
      return first === -1 ? undefined : { kind: 'meter', id: view.low(first) };
    case 'conjunction':
      return first === -1 ? undefined : { kind: 'conjunction', id: view.low(first), isMatch: false };
    case 'set_field':
    case 'load':
      return setSubject(view, node);
    case 'output':
    case 'enqueue':
    case '': {
      const port = tree.children(node).find((each) => isPort(view, each));
      return port === undefined ? undefined : portSubject(view, port);
    }
    default:
      return undefined;
  }
}

function setSubject(view: RowView, node: number): Subject | undefined {
  const value = view.number(view.tree.child(node, NodeKind.number));
  if (value === undefined) return undefined;
  switch (destination(view, node)) {
    case 'metadata':
      return { kind: 'datapath', key: value };
    case 'reg14':
    case 'reg15':
      return keySubject(view, value);
    default:
      return undefined;
  }
}

/** Where `resubmit(PORT,TABLE)` or `goto_table:TABLE` goes; undefined when it stays in its table. */
export function tableOfAction(view: RowView, action: number): number | undefined {
  const { tree } = view;
  const numbers = tree.children(action).filter((each) => tree.kind(each) === NodeKind.number);
  const last = numbers.at(-1);
  if (last === undefined) return undefined;
  // `resubmit(3)` and `resubmit:3` name a port only: a comma must stand before the table.
  if (view.childText(action, NodeKind.actionName) === 'resubmit' && !hasCommaBefore(view, action, last))
    return undefined;
  return view.low(last);
}

function hasCommaBefore({ bytes, tree }: RowView, action: number, node: number): boolean {
  for (let at = tree.start(node) - 1; at > tree.start(action); at--) if (bytes[at] === commaChar) return true;
  return false;
}

/** The port of `resubmit(3,9)`, which is not what the action as a whole leads to. */
function portOfResubmit(view: RowView, node: number, parent: number): Subject | undefined {
  const { tree } = view;
  if (tree.kind(parent) !== NodeKind.action || view.childText(parent, NodeKind.actionName) !== 'resubmit')
    return undefined;
  const isLast = node === tree.children(parent).findLast((each) => isPort(view, each));
  if (isLast && tableOfAction(view, parent) !== undefined) return undefined;
  return portSubject(view, node);
}

/** Reserved ports are no port of any list. */
function portSubject(view: RowView, node: number): Subject | undefined {
  const text = view.word(node);
  return reservedPort(text) === undefined ? { kind: 'openFlowPort', text } : undefined;
}

function argumentSubject(view: RowView, node: number): Subject | undefined {
  const number = view.tree.child(node, NodeKind.number);
  if (number === -1) return undefined;
  switch (view.childText(node, NodeKind.attributeName)) {
    case 'table':
      return { kind: 'table', table: view.low(number), isOwn: false };
    case 'meter_id':
      return { kind: 'meter', id: view.low(number) };
    case 'cookie':
      return cookieSubject(view.low(number));
    default:
      return undefined;
  }
}
