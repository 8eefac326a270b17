import { NodeKind } from '../syntax/nodeKind.ts';
import type { RowView } from './rowView.ts';
import type { Subject } from './subject.ts';

/** What a node of a datapath flow stands for. */
export function datapathSubject(view: RowView, node: number, parent: number): Subject | undefined {
  const { tree } = view;
  switch (tree.kind(node)) {
    case NodeKind.matchField: {
      const name = view.childText(node, NodeKind.fieldName);
      const id = view.number(tree.child(node, NodeKind.number));
      return name === 'recirc_id' && id !== undefined
        ? { kind: 'recirculation', id, isMatch: true }
        : undefined;
    }
    case NodeKind.action: {
      const id = view.number(tree.child(node, NodeKind.number));
      return view.childText(node, NodeKind.actionName) === 'recirc' && id !== undefined
        ? { kind: 'recirculation', id, isMatch: false }
        : undefined;
    }
    case NodeKind.portName:
      return { kind: 'interface', name: view.word(node) };
    case NodeKind.uuid:
      return parent !== -1 && view.childText(parent, NodeKind.attributeName) === 'ufid'
        ? { kind: 'datapathFlow', ufid: view.text(node) }
        : undefined;
    default:
      return undefined;
  }
}
