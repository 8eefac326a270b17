import { NodeKind } from '../nodeKind.ts';
import { type ParsedText, printNode } from '../nodeText.ts';
import { JsonForm } from './jsonTree.ts';
import { printAtom } from './printDatum.ts';

/** A line of JSON again from its tree (`jsonTree.ts`), without spaces: `json_to_string` of Open vSwitch's `lib/json.c`. */
export function printJson(text: ParsedText): string {
  return printNode(text, 0, betweenMembers, printAtom);
}

function betweenMembers({ tree }: ParsedText, node: number, before: number, after: number): string {
  if (tree.kind(node) === NodeKind.attribute) return before !== -1 && after !== -1 ? ':' : '';
  if (tree.kind(node) !== NodeKind.value || tree.value(node) === JsonForm.scalar) return '';
  const [open, close] = tree.value(node) === JsonForm.object ? '{}' : '[]';
  const end = after === -1 ? (close as string) : '';
  return before === -1 ? `${open}${end}` : after === -1 ? end : ',';
}
