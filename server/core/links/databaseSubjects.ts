import { NodeKind } from '../syntax/nodeKind.ts';
import type { RowView } from './rowView.ts';
import type { Subject } from './subject.ts';

/** Columns, and keys of maps, that name a port, a chassis, a set. */
const portNames: ReadonlySet<string> = new Set([
  'logical_port',
  'peer',
  'router-port',
  'iface-id',
  'parent_name',
  'parent_port',
  'nat-addresses-port',
]);
const chassisNames: ReadonlySet<string> = new Set(['requested-chassis', 'chassis_name', 'system-id']);

/** What OVSDB's JSON puts before a set, a map, a reference. */
const jsonWords: ReadonlySet<string> = new Set(['set', 'map', 'uuid']);

/** What a node of a database's print or file stands for. */
export function databaseSubject(view: RowView, node: number, parent: number): Subject | undefined {
  const { tree } = view;
  switch (tree.kind(node)) {
    case NodeKind.uuid:
      return { kind: 'row', uuid: view.word(node) };
    case NodeKind.string:
    case NodeKind.word:
    case NodeKind.number:
      return parent === -1 ? undefined : namedSubject(view, node, parent);
    default:
      return undefined;
  }
}

function namedSubject(view: RowView, node: number, parent: number): Subject | undefined {
  const column = columnOf(view, parent);
  const text = view.word(node);
  if (text === '' || (view.dump.dialect === 'ovsdb-log' && jsonWords.has(text))) return undefined;
  if (portNames.has(column)) return { kind: 'port', name: text };
  if (chassisNames.has(column)) return { kind: 'chassis', name: text };
  if (column === 'stage-hint' && /^[0-9a-f]{8}$/.test(text))
    return { kind: 'hint', hint: Number.parseInt(text, 16) };
  return undefined;
}

/** The name before a value: of its column in a list, of its key in a map. */
function columnOf(view: RowView, parent: number): string {
  const { tree } = view;
  if (tree.kind(parent) === NodeKind.attribute) return view.word(tree.child(parent, NodeKind.attributeName));
  // A value stands inside the attribute that names it.
  const around = tree.pathAt(tree.start(parent)).findLast((each) => tree.kind(each) === NodeKind.attribute);
  return around === undefined ? '' : view.word(tree.child(around, NodeKind.attributeName));
}
