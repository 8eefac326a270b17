import { NodeKind } from '../nodeKind.ts';
import { type ParsedText, printLeaf, printNode } from '../nodeText.ts';
import { JsonForm } from './parseLogRow.ts';
import { printAtom } from './printDatum.ts';

/**
 * A line of a database file again from its tree (`parseLogRow.ts`). Models `json_to_string` of Open vSwitch's `lib/json.c`
 * and the headers of `ovsdb/log.c`.
 */
export function printDatabaseLogRow(text: ParsedText): string {
  const { tree } = text;
  const header = tree.child(0, NodeKind.header);
  if (header === -1) return printNode(text, 0, betweenMembers, printAtom);
  return tree
    .children(header)
    .map((word) => printLeaf(text, word))
    .join(' ');
}

function betweenMembers({ tree }: ParsedText, node: number, before: number, after: number): string {
  if (tree.kind(node) === NodeKind.attribute) return before !== -1 && after !== -1 ? ':' : '';
  if (tree.kind(node) !== NodeKind.value || tree.value(node) === JsonForm.scalar) return '';
  const [open, close] = tree.value(node) === JsonForm.object ? '{}' : '[]';
  const end = after === -1 ? (close as string) : '';
  return before === -1 ? `${open}${end}` : after === -1 ? end : ',';
}
