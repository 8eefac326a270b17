import { parseConntrackRow } from './conntrack/parseRow.ts';
import { parseDatapathRow } from './datapath/parseRow.ts';
import { throughColors } from './coloredRow.ts';
import type { Dialect } from './dialect.ts';
import { parseGroupRow } from './groups/parseRow.ts';
import { logicalSyntax } from './lflow/compiledParser.ts';
import { flowSyntax } from './openflow/compiledParser.ts';
import type { RowReel } from './compiledRows.ts';
import { parseMeterRow, parsePortRow } from './replies/parseLine.ts';
import { parseDatabaseLogRow } from './ovsdb/parseLogRow.ts';
import { parseDatabaseShowRow } from './ovsdb/parseShowRow.ts';
import { parseDatabaseTableRow } from './ovsdb/parseTableRow.ts';
import { parseOvnTraceRow } from './trace/parseOvnTraceRow.ts';
import type { RowParser, RowSyntax } from './rowSyntax.ts';
import { parseOvsTraceRow } from './trace/parseOvsTraceRow.ts';

/** How the lines of each dialect are read. */
export const rowParsers: Readonly<Record<Dialect, RowParser>> = {
  'ovn-lflow': logicalSyntax.parse,
  'ovs-openflow': flowSyntax.parse,
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
