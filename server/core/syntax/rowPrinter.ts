import { decodeText } from '../text/bytes.ts';
import { hasColors, withoutColors } from '../text/colors.ts';
import { printConntrackRow } from './conntrack/printRow.ts';
import { printDatapathRow } from './datapath/print.ts';
import type { Dialect } from './dialect.ts';
import { printGroupRow } from './groups/printRow.ts';
import { printLogicalFlowRow } from './lflow/printRow.ts';
import type { ParsedText } from './nodeText.ts';
import { printOpenFlowRow } from './openflow/printRow.ts';
import { printDatabaseLogRow } from './ovsdb/printLogRow.ts';
import { printDatabaseShowRow } from './ovsdb/printShowRow.ts';
import { printDatabaseTableRow } from './ovsdb/printTableRow.ts';
import { printReplyRow } from './replies/printLine.ts';
import { rowParsers } from './rowParser.ts';
import type { SyntaxProblem } from './syntaxProblem.ts';
import { printOvnTraceRow } from './trace/printOvnTraceRow.ts';
import { printOvsTraceRow } from './trace/printOvsTraceRow.ts';
import { Tree } from './tree.ts';

/**
 * Prints a row from its tree, which a parser of its dialect (`rowParsers`) has made of the text without colours. Values come
 * from the tree and what stands between them from the dialect's grammar: of a row as a tool writes it, the same text.
 */
export type RowPrinter = (text: ParsedText) => string;

/** How the lines of each dialect are printed. */
export const rowPrinters: Readonly<Record<Dialect, RowPrinter>> = {
  'ovn-lflow': printLogicalFlowRow,
  'ovs-openflow': printOpenFlowRow,
  'ovs-groups': printGroupRow,
  'ovs-meters': printReplyRow,
  'ovs-ports': printReplyRow,
  'ovs-datapath': printDatapathRow,
  'ovs-conntrack': printConntrackRow,
  'ovsdb-dump': printDatabaseTableRow,
  'ovsdb-list': printDatabaseTableRow,
  'ovsdb-show': printDatabaseShowRow,
  'ovsdb-log': printDatabaseLogRow,
  'ovn-trace': printOvnTraceRow,
  'ovs-trace': printOvsTraceRow,
};

const tree = new Tree();

/**
 * The line `bytes[start, end)`, without its line break, read and printed again, without colours; as it stands where something
 * in it was not understood. Never throws.
 */
export function printRow(dialect: Dialect, bytes: Uint8Array, start: number, end: number): string {
  if (!hasColors(bytes, start, end)) return printPlainRow(dialect, bytes, start, end);
  const { bytes: plain } = withoutColors(bytes, start, end);
  return printPlainRow(dialect, plain, 0, plain.length);
}

/** What is no colour is a row's own, escape characters too. */
function printPlainRow(dialect: Dialect, bytes: Uint8Array, start: number, end: number): string {
  const problems: SyntaxProblem[] = [];
  rowParsers[dialect](bytes, start, end, tree, problems);
  return problems.length > 0
    ? decodeText(bytes, start, end)
    : rowPrinters[dialect]({ tree, bytes, base: start });
}
