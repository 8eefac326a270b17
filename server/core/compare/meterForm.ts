import type { Dump } from '../model/dump.ts';
import { decodeText } from '../text/bytes.ts';
import type { NumberedRow } from './numberedRows.ts';

/** The meters of a dump: a line each, its bands below it or behind it. `stats` is asked for by nobody. */
export function readMeters(dump: Dump): readonly NumberedRow[] {
  const meters: { id: number; row: number; words: string[] }[] = [];
  for (let row = 0; row < dump.rows.nRows; row++) {
    const text = decodeText(dump.rowBytes(row)).trim();
    const id = /^meter=(\w+)/.exec(text)?.[1];
    const words = text.split(/[\s,]+|(?<=bands?)=/).filter((word) => word !== '' && !ignored.test(word));
    if (id !== undefined) meters.push({ id: numberOf(id), row, words });
    else if (text.startsWith('type=')) meters.at(-1)?.words.push(...words);
  }
  return meters.map(({ id, row, words }) => ({ id, row, says: words.join(' ') }));
}

const ignored = /^(?:meter=|stats$|bands?=?$)/;

/** Meters of the controller's own have names (`OFPM13_*`). */
function numberOf(id: string): number {
  switch (id) {
    case 'slowpath':
      return 0xffff_fffd;
    case 'controller':
      return 0xffff_fffe;
    default:
      return Number(id) >>> 0;
  }
}
