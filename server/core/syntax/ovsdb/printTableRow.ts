import { NodeKind } from '../nodeKind.ts';
import { indent, type ParsedText, textOf } from '../nodeText.ts';
import { TableRowKind } from './parseTableRow.ts';
import { printAtom, printDatum } from './printDatum.ts';

/** The characters that `ovn-sbctl list` pads the name of a record's column to. */
const nameWidth = 20;

/**
 * A line of a printed table or record again from its tree (`parseTableRow.ts`). Models `table_print` of Open vSwitch's
 * `lib/table.c`, but that columns of a table begin where they stand in the row: how wide they are all rows say together.
 */
export function printDatabaseTableRow(text: ParsedText): string {
  const { tree } = text;
  switch (tree.value(0)) {
    case TableRowKind.caption:
    case TableRowKind.heading:
      return printColumns(text, tree.children(1));
    case TableRowKind.column:
      return printRecordColumn(text, 1);
    default:
      return printColumns(text, tree.children(0));
  }
}

function printColumns(text: ParsedText, cells: readonly number[]): string {
  const { tree } = text;
  let printed = '';
  let last = 0;
  for (const cell of cells) {
    const room = tree.start(cell) - last;
    printed += ' '.repeat(Math.max(printed === '' ? 0 : 1, room)) + printCell(text, cell);
    last = tree.end(cell);
  }
  return printed;
}

function printCell(text: ParsedText, cell: number): string {
  return text.tree.kind(cell) === NodeKind.value ? printDatum(text, cell) : printAtom(text, cell);
}

/** `name                : value` */
function printRecordColumn(text: ParsedText, node: number): string {
  const { tree } = text;
  const [name, ...values] = tree.children(node);
  if (name === undefined) return '';
  return `${indent(text, name)}${textOf(text, name).padEnd(nameWidth)}: ${printColumns(text, values).trimStart()}`;
}
