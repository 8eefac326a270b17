import { WordSet } from '../../base/wordSet.ts';
import { oftableNumber } from '../../facts/table.ts';
import { type Layout } from '../../facts/layout.ts';
import { decodeText } from '../../text/bytes.ts';
import { recomputeCommand } from '../commands.ts';
import { tableName } from '../flowRule.ts';
import type { Host, HostRule } from '../hostRule.ts';
import type { LogicalReport } from '../logicalReport.ts';
import type { LogicalSection } from '../logical/logicalFacts.ts';
import { lag } from '../wording.ts';

export const fh12: HostRule = {
  code: 'FH12',
  *check(host, network) {
    const { identified: logical, datapathKeys } = network;
    const { layout, isWhole } = host.report;
    if (layout === undefined || !isWhole || logical?.cookies === undefined) return;
    const present = indexRows(host);
    yield;
    for (const section of logical.sections) {
      const key = datapathKeys.get(section.name);
      const start = startOf(section, layout);
      if (key === undefined || start === undefined) continue;
      for (const row of missingRows(section, key, start, logical, present)) {
        const table = start + (logical.dump.rows.table[row] as number);
        yield {
          message: `${host.name} has the ${section.pipeline} pipeline of ${section.name}, and no row of this logical flow: in ${tableName(table, layout)} none has priority ${logical.dump.rows.priority[row]}. It names no port or chassis, so every chassis with the datapath should have it.${lag(host, network)}`,
          place: logical.placeOf(row),
          related: [
            {
              path: host.report.path,
              line: Math.max(0, present.firstRow(key, table)),
              message: `the table at ${host.name}`,
            },
          ],
          command: recomputeCommand,
        };
      }
      yield;
    }
  },
};

/** The OpenFlow table of the pipeline's first stage. */
function startOf({ pipeline }: LogicalSection, layout: Layout): number | undefined {
  return oftableNumber(
    layout,
    pipeline === 'ingress' ? 'OFTABLE_LOG_INGRESS_PIPELINE' : 'OFTABLE_LOG_EGRESS_PIPELINE',
  );
}

interface PresentRows {
  /** Whether there is a row of the cookie for the datapath. */
  hasCookie(key: number, cookie: number): boolean;
  hasPriority(key: number, table: number, priority: number): boolean;
  /** Of the datapath in the table, or -1. */
  firstRow(key: number, table: number): number;
}

function indexRows({ report: { dump } }: Host): PresentRows {
  const { table, priority, cookie, datapathKey, nRows } = dump.rows;
  const cookies = new WordSet(nRows);
  const priorities = new WordSet(nRows >> 3);
  const first = new Map<number, number>();
  let last = -1;
  for (let row = 0; row < nRows; row++) {
    const key = datapathKey[row] as number;
    if (key === 0) continue;
    cookies.add(mix(key, cookie[row] as number));
    const place = key * 256 + (table[row] as number);
    priorities.add(mix(place, priority[row] as number));
    if (place === last) continue;
    last = place;
    if (!first.has(place)) first.set(place, row);
  }
  return {
    hasCookie: (key, each) => cookies.has(mix(key, each)),
    hasPriority: (key, inTable, each) => priorities.has(mix(key * 256 + inTable, each)),
    firstRow: (key, inTable) => first.get(key * 256 + inTable) ?? -1,
  };
}

/** Two numbers as one. Should two pairs come to the same, a row is taken to be there: nothing is told that is not so. */
function mix(one: number, other: number): number {
  const mixed = Math.imul(one, 0x85eb_ca6b) ^ Math.imul(other, 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 15)) >>> 0 || 1;
}

/** Flows that every chassis with the datapath has, and this one has not. */
function missingRows(
  { headerRow, endRow }: LogicalSection,
  key: number,
  start: number,
  { dump, isPlain }: LogicalReport,
  present: PresentRows,
): readonly number[] {
  const { table, priority, cookie } = dump.rows;
  // Without the pipeline's first table the datapath is not here.
  if (present.firstRow(key, start) === -1) return [];
  const missing: number[] = [];
  let nPlain = 0;
  for (let row = headerRow + 1; row < endRow; row++) {
    if (isPlain[row] !== 1) continue;
    nPlain++;
    const own = start + (table[row] as number);
    if (present.hasCookie(key, cookie[row] as number)) continue;
    // Two flows may come to the same match: then the chassis has one of them.
    if (!present.hasPriority(key, own, priority[row] as number) && isPossible(decodeText(dump.rowBytes(row))))
      missing.push(row);
  }
  // Most are missing from an excerpt, and from rows of another time.
  return missing.length * 4 > nPlain ? [] : missing;
}

/** A match that is never true makes no row. */
function isPossible(text: string): boolean {
  return !/match=\((?:0|false)?\)/.test(text);
}
