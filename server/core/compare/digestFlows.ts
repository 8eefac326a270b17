import { type Dump, maxRowSize } from '../model/dump.ts';
import { RowKind } from '../model/rowColumns.ts';
import { OpenFlowRowParser } from '../syntax/openflow/parseRow.ts';
import { FlowForm } from './flowForm.ts';
import type { Numbering } from './numbering.ts';
import { RowBuffer } from './rowBuffer.ts';
import { RowDigests } from './rowDigests.ts';

/** Rows between two pauses. */
const stepRows = 2_048;

/** The digests of a dump's flows. Yields every few milliseconds, so that the caller may pause. */
export function* digestFlows(dump: Dump, numbering: Numbering): Generator<void, RowDigests> {
  const { kind, nRows } = dump.rows;
  const digests = new RowDigests(nRows);
  const form = new FlowForm(numbering);
  const buffer = new RowBuffer();
  // One parser for all rows: that of a dump makes a new one for each.
  const parser = new OpenFlowRowParser();
  for (let row = 0; row < nRows; row++) {
    if (row % stepRows === stepRows - 1) yield;
    if (kind[row] !== RowKind.flow) continue;
    const { bytes, start, end } = dump.rowText(row);
    if (end - start > maxRowSize) {
      // Nothing reads such a row: it is compared as it is written.
      buffer.reset();
      buffer.raw(bytes, start, end);
      buffer.closeKey();
    } else {
      parser.parse(bytes, start, end);
      form.write(bytes, start, parser.tree, buffer);
    }
    digests.add(row, buffer);
  }
  return digests;
}
