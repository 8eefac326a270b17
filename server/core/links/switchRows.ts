import type { Steps } from '../base/steps.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import type { LinkedDump, Links } from './links.ts';
import { RowView } from './rowView.ts';
import type { LinkTarget } from './source.ts';

/** Rows of the dumps beside a bridge's flows. These dumps are short: they are looked through. */

/** The row of a group, in the lists of groups of this bridge. */
export function groupRows(links: Links, id: number): Steps<readonly LinkTarget[]> {
  return rowsWithAttribute(links, 'groups', 'group_id', id);
}

export function meterRows(links: Links, id: number): Steps<readonly LinkTarget[]> {
  return rowsWithAttribute(links, 'meters', 'meter', id);
}

function* rowsWithAttribute(
  links: Links,
  kind: 'groups' | 'meters',
  attribute: string,
  id: number,
): Steps<readonly LinkTarget[]> {
  return yield* search(links, kind, (view) => {
    const { tree } = view;
    return tree.children(0).some((node) => {
      const number = tree.child(node, NodeKind.number);
      return (
        tree.kind(node) === NodeKind.attribute &&
        number !== -1 &&
        view.childText(node, NodeKind.attributeName) === attribute &&
        view.low(number) === id
      );
    });
  });
}

/** Datapath flows of packets that come back with that id, or those that send packets round with it. */
export function* recirculationRows(links: Links, id: number, isMatch: boolean): Steps<readonly LinkTarget[]> {
  const [kind, name, nameKind] = isMatch
    ? ([NodeKind.matchField, 'recirc_id', NodeKind.fieldName] as const)
    : ([NodeKind.action, 'recirc', NodeKind.actionName] as const);
  return yield* search(links, 'datapath-flows', (view) => {
    const { tree } = view;
    for (let node = 0; node < tree.nNodes; node++) {
      if (tree.kind(node) !== kind || view.childText(node, nameKind) !== name) continue;
      if (view.number(tree.child(node, NodeKind.number)) === id) return true;
    }
    return false;
  });
}

/** Datapath flows with that identifier. */
export function ufidRows(links: Links, ufid: string): Steps<readonly LinkTarget[]> {
  return search(links, 'datapath-flows', (view) => {
    const { tree } = view;
    const first = tree.child(0, NodeKind.attribute);
    const node = first === -1 ? -1 : tree.child(first, NodeKind.uuid);
    return node !== -1 && view.text(node) === ufid;
  });
}

/** Rows between two pauses. */
const rowsOfStep = 256;

function* search(
  links: Links,
  kind: LinkedDump['part']['kind'],
  isWanted: (view: RowView) => boolean,
): Steps<readonly LinkTarget[]> {
  const found: LinkTarget[] = [];
  for (const { dump, path } of yield* links.beside(kind)) {
    for (let row = 0; row < dump.rows.nRows; row++) {
      if (row % rowsOfStep === 0) yield;
      if (isWanted(new RowView(dump, row, true))) found.push({ path, line: row });
    }
  }
  return found;
}
