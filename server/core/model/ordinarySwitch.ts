import { startsWithAscii } from '../text/bytes.ts';
import type { Dump } from './dump.ts';
import { RowKind } from './rowColumns.ts';

/** A bridge of so many rows in one table is one that a person has filled. */
const mostRows = 1_000;
const action = 'NORMAL';
const firstByte = 0x4e;

const known = new WeakMap<Dump, boolean>();

/**
 * Whether a dump is of a bridge that switches like an ordinary one, such as `br-ex`: all of its rows stand in table 0, and
 * one has the action `NORMAL`, which ovn-controller never writes to br-int. OVN's tables mean nothing there.
 */
export function isOrdinarySwitch(dump: Dump): boolean {
  let found = known.get(dump);
  if (found === undefined) {
    found = dump.dialect === 'ovs-openflow' && hasOneTable(dump) && hasNormal(dump);
    known.set(dump, found);
  }
  return found;
}

function hasOneTable({ rows }: Dump): boolean {
  if (rows.nRows > mostRows) return false;
  for (let row = 0; row < rows.nRows; row++) {
    if (rows.kind[row] === RowKind.flow && rows.table[row] !== 0) return false;
  }
  return true;
}

function hasNormal(dump: Dump): boolean {
  for (let row = 0; row < dump.rows.nRows; row++) {
    if (dump.rows.kind[row] !== RowKind.flow) continue;
    const { bytes, start, end } = dump.rowText(row);
    for (
      let at = bytes.indexOf(firstByte, start);
      at !== -1 && at < end;
      at = bytes.indexOf(firstByte, at + 1)
    )
      if (startsWithAscii(bytes, at, action, end)) return true;
  }
  return false;
}
