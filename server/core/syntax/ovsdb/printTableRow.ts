import { decodeText } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import { indent, type ParsedText, textOf } from '../nodeText.ts';
import { quotedCell } from './csv.ts';
import { unquoteCell } from './csvRow.ts';
import { DatumForm, scanLastDatum, scannerOf } from './datumTree.ts';
import { TableRowKind } from './parseTableRow.ts';
import { printAtom, printDatum } from './printDatum.ts';
import { printJson } from './printJson.ts';

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
    case TableRowKind.csvNames:
      return tree
        .children(1)
        .map((name) => textOf(text, name))
        .join(',');
    case TableRowKind.csvCells:
      return tree
        .children(0)
        .map((cell) => printCsvCell(text, cell))
        .join(',');
    case TableRowKind.json:
      return printJson(text);
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

/** In quotation marks with those of the datum doubled, where the cell has them. */
function printCsvCell(text: ParsedText, cell: number): string {
  const { tree, base } = text;
  const form = tree.value(cell);
  if (form === DatumForm.atom && tree.next(cell) === cell + 1) return '';
  if (form !== DatumForm.quoted) return printDatum(text, cell);
  const { bytes } = unquoteCell(text.bytes, base + tree.start(cell) + 1, base + tree.end(cell) - 1);
  const scanner = scannerOf(bytes, 0, bytes.length);
  if (bytes.length > 0) scanLastDatum(scanner);
  const isDatum = scanner.problems.length === 0 && bytes.length > 0;
  const inner = isDatum ? printDatum({ tree: scanner.tree, bytes, base: 0 }, 0) : decodeText(bytes);
  return quotedCell(inner);
}

function printRecordColumn(text: ParsedText, node: number): string {
  const { tree } = text;
  const [name, ...values] = tree.children(node);
  if (name === undefined) return '';
  return indent(text, name) + recordColumn(textOf(text, name), printColumns(text, values).trimStart());
}

/** `name                : value` */
export function recordColumn(name: string, value: string): string {
  return `${name.padEnd(nameWidth)}: ${value}`;
}
