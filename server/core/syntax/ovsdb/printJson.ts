import { NodeKind } from '../nodeKind.ts';
import { type Gap, inBrackets, isInside, type ParsedText, printNode } from '../nodeText.ts';
import { JsonForm } from './jsonTree.ts';
import { printAtom } from './printDatum.ts';

/** A line of JSON again from its tree (`jsonTree.ts`), without spaces: `json_to_string` of Open vSwitch's `lib/json.c`. */
export function printJson(text: ParsedText): string {
  return printNode(text, 0, betweenMembers, printAtom);
}

function betweenMembers(gap: Gap): string {
  const { tree, node } = gap;
  if (tree.kind(node) === NodeKind.attribute) return isInside(gap) ? ':' : '';
  if (tree.kind(node) !== NodeKind.value || tree.value(node) === JsonForm.scalar) return '';
  return inBrackets(gap, tree.value(node) === JsonForm.object ? '{}' : '[]', ',');
}
