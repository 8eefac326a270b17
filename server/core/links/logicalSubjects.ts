import { datapathOf, noTable } from '../model/rowColumns.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { unescapeString } from '../syntax/lflow/quoted.ts';
import type { RowView } from './rowView.ts';
import type { Subject } from './subject.ts';

/** What a node of a logical flow, or of the header of a datapath, stands for. */
export function logicalSubject(view: RowView, node: number, parent: number): Subject | undefined {
  const { tree } = view;
  switch (tree.kind(node)) {
    case NodeKind.attribute:
      return attributeSubject(view, node);
    case NodeKind.stageName:
      return ownStage(view);
    case NodeKind.datapathName:
      return { kind: 'namedDatapath', name: quotedName(view, node), uuid: uuidBeside(view, parent) };
    case NodeKind.uuid:
      return parent !== -1 && tree.kind(parent) === NodeKind.header
        ? { kind: 'row', uuid: view.text(node) }
        : undefined;
    case NodeKind.action:
      return view.childText(node, NodeKind.actionName) === 'next' ? nextSubject(view, node) : undefined;
    case NodeKind.string:
      return parent === -1 ? undefined : nameSubject(view, node, parent);
    case NodeKind.addressSet:
      return { kind: 'addressSet', name: view.text(node).slice(1) };
    case NodeKind.portGroup:
      return { kind: 'portGroup', name: view.text(node).slice(1) };
    default:
      return undefined;
  }
}

function attributeSubject(view: RowView, node: number): Subject | undefined {
  const { tree } = view;
  const number = tree.child(node, NodeKind.number);
  switch (view.childText(node, NodeKind.attributeName)) {
    case 'uuid': {
      const value = number === -1 ? tree.child(node, NodeKind.uuid) : number;
      return value === -1 ? undefined : { kind: 'cookie', cookie: view.low(value) };
    }
    case 'table':
      return ownStage(view);
    default:
      return undefined;
  }
}

function uuidBeside(view: RowView, header: number): string | undefined {
  const node = header === -1 ? -1 : view.tree.child(header, NodeKind.uuid);
  return node === -1 ? undefined : view.text(node);
}

/** A name in quotation marks, as OVN reads it. */
export function quotedName(view: RowView, node: number): string {
  const { isOk, text } = unescapeString(view.word(node));
  return isOk ? text : view.word(node);
}

/** Which pipeline a row is of: its stage's name tells, else the header above it. */
export function directionOfRow({ dump: { rows }, row }: RowView): 'ingress' | 'egress' | undefined {
  const stage = rows.stages[rows.stage[row] ?? -1];
  if (stage !== undefined && /^l[sr]_(?:in|out)_/.test(stage)) {
    return stage.slice(3).startsWith('in_') ? 'ingress' : 'egress';
  }
  return datapathOf(rows, row)?.pipeline;
}

function ownStage(view: RowView): Subject | undefined {
  const table = view.dump.rows.table[view.row] ?? noTable;
  const direction = directionOfRow(view);
  return table === noTable || direction === undefined
    ? undefined
    : { kind: 'stage', direction, table, isOwn: true };
}

/** `next;`, `next(5);`, `next(pipeline=egress, table=5);`: undefined where the row does not say its own table. */
export function nextSubject(view: RowView, node: number): (Subject & { kind: 'stage' }) | undefined {
  const { tree, dump, row } = view;
  let direction = directionOfRow(view);
  const own = dump.rows.table[row] ?? noTable;
  let table = own === noTable ? undefined : own + 1;
  const bare = tree.child(node, NodeKind.number);
  if (bare !== -1) table = view.low(bare);
  for (const child of tree.children(node)) {
    if (tree.kind(child) !== NodeKind.argument) continue;
    const name = view.childText(child, NodeKind.attributeName);
    if (name === 'pipeline') {
      const to = view.childText(child, NodeKind.word);
      if (to === 'ingress' || to === 'egress') direction = to;
    } else if (name === 'table') table = view.number(tree.child(child, NodeKind.number)) ?? table;
  }
  return table === undefined || direction === undefined
    ? undefined
    : { kind: 'stage', direction, table, isOwn: false };
}

/** A string that names a port, or a meter. */
function nameSubject(view: RowView, node: number, parent: number): Subject | undefined {
  const { tree } = view;
  const name = quotedName(view, node);
  switch (tree.kind(parent)) {
    case NodeKind.functionCall:
      return { kind: 'port', name };
    case NodeKind.argument:
      return view.childText(parent, NodeKind.attributeName) === 'meter'
        ? { kind: 'namedMeter', name }
        : undefined;
    case NodeKind.comparison:
    case NodeKind.action:
      return isPortField(view.childText(parent, NodeKind.fieldName)) ? { kind: 'port', name } : undefined;
    case NodeKind.constantSet:
      return { kind: 'port', name };
    default:
      return undefined;
  }
}

function isPortField(name: string): boolean {
  return name === 'inport' || name === 'outport';
}
