import type { Dump } from '../model/dump.ts';
import { maxRowSize } from '../model/rowText.ts';
import { RowKind } from '../model/rowColumns.ts';
import { FlowForm } from './flowForm.ts';
import { plainNumbering } from './numbering.ts';
import { RowBuffer } from './rowBuffer.ts';
import { digestInto } from './rowDigests.ts';

/**
 * Names of ports by number, where one dump prints names and the other numbers: from rows that are alike but for their
 * ports and of which each dump has one. Only what all such rows agree on counts.
 */
export function learnPorts(named: Dump, numbered: Dump): ReadonlyMap<number, string> {
  const names = portsByRow(named);
  const pairs = new Map<number, string | undefined>();
  const numbers = new Map<string, number | undefined>();
  for (const [row, ports] of portsByRow(numbered)) {
    const others = names.get(row);
    if (ports === undefined || others === undefined || ports.length !== others.length) continue;
    ports.forEach((port, idx) => {
      const number = Number(port);
      const name = others[idx] as string;
      if (!pairs.has(number)) pairs.set(number, name);
      else if (pairs.get(number) !== name) pairs.set(number, undefined);
      if (!numbers.has(name)) numbers.set(name, number);
      else if (numbers.get(name) !== number) numbers.set(name, undefined);
    });
  }
  return new Map(
    [...pairs].flatMap(([number, name]) =>
      name !== undefined && numbers.get(name) === number ? [[number, name] as const] : [],
    ),
  );
}

/** The ports of each row that has some, by what the row says without them; undefined for what several rows say. */
function portsByRow(dump: Dump): ReadonlyMap<string, readonly string[] | undefined> {
  const { kind, nRows } = dump.rows;
  const form = new FlowForm(plainNumbering);
  const buffer = new RowBuffer();
  const digest = new Int32Array(2);
  const found = new Map<string, readonly string[] | undefined>();
  for (let row = 0; row < nRows; row++) {
    if (kind[row] !== RowKind.flow) continue;
    const { bytes, start, end } = dump.rowText(row);
    if (end - start > maxRowSize) continue;
    const noted: string[] = [];
    form.ports.noted = noted;
    form.write(bytes, start, dump.readRow(row).tree, buffer);
    if (noted.length === 0) continue;
    digest.fill(0);
    digestInto(digest, 0, buffer.bytes, 0, buffer.end);
    const key = `${digest[0]}/${digest[1]}`;
    found.set(key, found.has(key) ? undefined : noted);
  }
  return found;
}
