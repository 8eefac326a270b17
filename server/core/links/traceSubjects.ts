import { NodeKind } from '../syntax/nodeKind.ts';
import { OvnTraceLine } from '../syntax/trace/ovnTraceLine.ts';
import { OvsTraceLine } from '../syntax/trace/ovsTraceLine.ts';
import { quotedName } from './logicalSubjects.ts';
import { datapathOfRow, openFlowSubject } from './openFlowSubjects.ts';
import type { Dump } from '../model/dump.ts';
import { RowView } from './rowView.ts';
import type { Subject } from './subject.ts';

/** What a node of `ofproto/trace` or ovn-detrace stands for. */
export function ovsTraceSubject(view: RowView, node: number, parent: number): Subject | undefined {
  const { tree } = view;
  if (node === 0) return passedFlow(view);
  switch (tree.kind(node)) {
    case NodeKind.uuid:
      return { kind: 'row', uuid: view.text(node) };
    case NodeKind.string:
      return recordName(view, node, parent);
    default:
      // What ovn-detrace says of a logical flow has that one's table, not the bridge's.
      return tree.value(0) === OvsTraceLine.record ? undefined : openFlowSubject(view, node, parent);
  }
}

/** ` 8. metadata=0x1, priority 50, cookie 0xe9ef33ac`. */
function passedFlow(view: RowView): Subject | undefined {
  const { tree } = view;
  let table: number | undefined;
  let priority: number | undefined;
  let cookie = 0;
  for (const child of tree.children(0)) {
    if (tree.kind(child) !== NodeKind.attribute) continue;
    const number = tree.child(child, NodeKind.number);
    if (number === -1) continue;
    const name = view.childText(child, NodeKind.attributeName);
    if (name === '') table ??= view.low(number);
    else if (name === 'priority') priority = view.low(number);
    else if (name === 'cookie') cookie = view.low(number);
  }
  if (table === undefined || priority === undefined) return undefined;
  return { kind: 'openFlow', table, priority, cookie, match: view.childText(0, NodeKind.match) };
}

/** Of what ovn-detrace adds: `logical_port "vm"`, `chassis-name "hv1"`. */
function recordName(view: RowView, node: number, parent: number): Subject | undefined {
  const siblings = view.tree.children(Math.max(0, parent));
  const before = siblings[siblings.indexOf(node) - 1];
  const name = quotedName(view, node);
  switch (before === undefined ? '' : view.text(before)) {
    case 'logical_port':
      return { kind: 'port', name };
    case 'chassis-name':
    case 'chassis-str':
      return { kind: 'chassis', name };
    case 'Logical datapath':
      return { kind: 'namedDatapath', name, uuid: undefined };
    default:
      return undefined;
  }
}

/** What a node of `ovn-trace` stands for. */
export function ovnTraceSubject(view: RowView, node: number, parent: number): Subject | undefined {
  const { tree } = view;
  if (node === 0) return passedLogicalFlow(view);
  switch (tree.kind(node)) {
    case NodeKind.datapathName:
      return { kind: 'namedDatapath', name: quotedName(view, node), uuid: undefined };
    case NodeKind.portName:
      return { kind: 'port', name: quotedName(view, node) };
    case NodeKind.addressSet:
      return { kind: 'addressSet', name: view.text(node).slice(1) };
    case NodeKind.portGroup:
      return { kind: 'portGroup', name: view.text(node).slice(1) };
    case NodeKind.uuid:
      return parent !== -1 && view.childText(parent, NodeKind.attributeName) === 'uuid'
        ? { kind: 'cookie', cookie: view.low(node) }
        : undefined;
    case NodeKind.string: {
      const field = parent === -1 ? '' : view.childText(parent, NodeKind.fieldName);
      const isPort =
        field === 'inport' ||
        field === 'outport' ||
        (parent !== -1 && tree.kind(parent) === NodeKind.functionCall);
      return isPort ? { kind: 'port', name: quotedName(view, node) } : undefined;
    }
    default: {
      // OVN's own actions look like OpenFlow's, and mean something else.
      const line = tree.value(0);
      const isOpenFlow = line === OvnTraceLine.openFlow || line === OvnTraceLine.packet;
      return isOpenFlow ? openFlowSubject(view, node, parent) : undefined;
    }
  }
}

/** ` 0. ls_in_check_port_sec (northd.c:8432): 1, priority 50, uuid e9ef33ac`. */
function passedLogicalFlow(view: RowView): Subject | undefined {
  const { tree } = view;
  const stage = view.childText(0, NodeKind.stageName);
  if (stage === '') return undefined;
  let priority: number | undefined;
  let cookie = 0;
  for (const child of tree.children(0)) {
    if (tree.kind(child) !== NodeKind.attribute) continue;
    const name = view.childText(child, NodeKind.attributeName);
    if (name === 'priority') priority = view.number(tree.child(child, NodeKind.number));
    else if (name === 'uuid') cookie = view.low(tree.child(child, NodeKind.uuid));
  }
  return priority === undefined ? undefined : { kind: 'logicalFlow', stage, priority, cookie };
}

/** The key of the datapath that a packet is in at a line of `ofproto/trace`: of the last flow above that matched one. */
export function datapathKeyAbove(dump: Dump, row: number): number | undefined {
  for (let above = row; above >= Math.max(0, row - mostActions); above--) {
    const key = datapathOfRow(new RowView(dump, above));
    if (key !== undefined) return key;
  }
  return undefined;
}

/** A flow has no more actions below it, in lines. */
const mostActions = 200;
