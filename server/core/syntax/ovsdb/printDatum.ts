import { NodeKind } from '../nodeKind.ts';
import {
  type Gap,
  inBrackets,
  isInside,
  type ParsedText,
  printLeaf,
  printNode,
  textOf,
} from '../nodeText.ts';
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
function betweenAtoms(gap: Gap): string {
  const { tree, node } = gap;
  if (tree.kind(node) === NodeKind.attribute) return isInside(gap) ? '=' : '';
  const form = tree.value(node);
  return form === DatumForm.atom ? '' : inBrackets(gap, form === DatumForm.set ? '[]' : '{}', ', ');
}

/** A leaf of a database's text: numbers, which may be real, are in the text only. */
export function printAtom(text: ParsedText, leaf: number): string {
  const spelling = textOf(text, leaf);
  return text.tree.kind(leaf) === NodeKind.number
    ? String(numberAtom(spelling) ?? spelling)
    : printLeaf(text, leaf);
}
