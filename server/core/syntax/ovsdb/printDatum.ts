import { NodeKind } from '../nodeKind.ts';
import { type ParsedText, printLeaf, printNode, textOf } from '../nodeText.ts';
import { datumJson } from './datum.ts';
import { numberAtom } from './datumJson.ts';
import { DatumForm, datumOf } from './datumTree.ts';

/**
 * A `value` node in the form that it has: `ovsdb_datum_to_string` of Open vSwitch's `lib/ovsdb-data.c`, or JSON (RFC 7047,
 * 5.1) as `--data=json` writes it.
 */
export function printDatum(text: ParsedText, node: number): string {
  if (text.tree.value(node) !== DatumForm.json) return printNode(text, node, betweenAtoms, printAtom);
  const datum = datumOf(text.tree, node, text.bytes, text.base);
  return datum === undefined ? textOf(text, node) : datumJson(datum);
}

/** What stands in `[a, b]` and `{key=value, …}`. */
function betweenAtoms({ tree }: ParsedText, node: number, before: number, after: number): string {
  if (tree.kind(node) === NodeKind.attribute) return before === -1 || after === -1 ? '' : '=';
  const form = tree.value(node);
  if (form === DatumForm.atom) return '';
  const [open, close] = form === DatumForm.set ? '[]' : '{}';
  const end = after === -1 ? (close as string) : '';
  return before === -1 ? `${open}${end}` : after === -1 ? end : ', ';
}

/** A leaf of a database's text: numbers, which may be real, are in the text only. */
export function printAtom(text: ParsedText, leaf: number): string {
  const spelling = textOf(text, leaf);
  return text.tree.kind(leaf) === NodeKind.number
    ? String(numberAtom(spelling) ?? spelling)
    : printLeaf(text, leaf);
}
