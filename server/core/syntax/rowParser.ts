import { parseConntrackRow } from './conntrack/parseRow.ts';
import { parseDatapathRow } from './datapath/parseRow.ts';
import { throughColors } from './coloredRow.ts';
import type { Dialect } from './dialect.ts';
import { parseGroupRow } from './groups/parseRow.ts';
import { logicalSyntax, parseCompiledLogicalRow } from './lflow/compiledParser.ts';
import { flowSyntax, parseCompiledRow } from './openflow/compiledParser.ts';
import type { RowReel } from './compiledRows.ts';
import { parseMeterRow, parsePortRow } from './replies/parseLine.ts';
import { parseDatabaseLogRow } from './ovsdb/parseLogRow.ts';
import { parseDatabaseShowRow } from './ovsdb/parseShowRow.ts';
import { parseDatabaseTableRow } from './ovsdb/parseTableRow.ts';
import type { SyntaxProblem } from './syntaxProblem.ts';
import { parseOvnTraceRow } from './trace/parseOvnTraceRow.ts';
import { parseOvsTraceRow } from './trace/parseOvsTraceRow.ts';
import type { Tree } from './tree.ts';

/**
 * Parses the line `bytes[start, end)`, without its line break, into `tree`, which is emptied before; spans count from
 * `start`. What is wrong is added to `problems`. Never throws, linear, bounded nesting; the root spans the line.
 */
export type RowParser = (
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
) => void;

/** How the lines of each dialect are read. */
export const rowParsers: Readonly<Record<Dialect, RowParser>> = {
  'ovn-lflow': parseCompiledLogicalRow,
  'ovs-openflow': parseCompiledRow,
  'ovs-groups': throughColors(parseGroupRow),
  'ovs-meters': throughColors(parseMeterRow),
  'ovs-ports': throughColors(parsePortRow),
  'ovs-datapath': throughColors(parseDatapathRow),
  'ovs-conntrack': throughColors(parseConntrackRow),
  'ovsdb-dump': throughColors(parseDatabaseTableRow),
  'ovsdb-list': throughColors(parseDatabaseTableRow),
  'ovsdb-show': throughColors(parseDatabaseShowRow),
  'ovsdb-log': throughColors(parseDatabaseLogRow),
  'ovn-trace': throughColors(parseOvnTraceRow),
  'ovs-trace': throughColors(parseOvsTraceRow),
};

/** How the rows of one dialect are read. */
export interface RowSyntax {
  readonly dialect: Dialect;
  readonly parse: RowParser;
  /** What reads them by the thousand, where there is such a thing. */
  readonly reel?: () => RowReel | undefined;
}

/** For who reads any dialect; who reads one only needs no more than its own, `flowSyntax` or `logicalSyntax`. */
export function rowSyntax(dialect: Dialect): RowSyntax {
  switch (dialect) {
    case 'ovs-openflow':
      return flowSyntax;
    case 'ovn-lflow':
      return logicalSyntax;
    default:
      return { dialect, parse: rowParsers[dialect] };
  }
}

/** What reads the rows of a dialect by the thousand, where there is such a thing. */
export function rowReel(dialect: Dialect): RowReel | undefined {
  return rowSyntax(dialect).reel?.();
}
