import type { Steps } from '../base/steps.ts';
import type { Dump } from '../model/dump.ts';
import { RowKind } from '../model/rowColumns.ts';
import { startsWithAscii } from '../text/bytes.ts';
import type { Links } from './links.ts';

/** Flows, and what they have counted. */
export interface FlowCounts {
  readonly nFlows: number;
  /** Undefined when no row prints it. */
  readonly nPackets: number | undefined;
  /** Flows that drop, and have dropped. */
  readonly nDropping: number;
  readonly nDropped: number;
}

/** Rows between two pauses. */
const rowsOfStep = 8_192;

/** Of the OpenFlow rows `[first, end)`. */
export function* flowCounts(dump: Dump, first: number, end: number): Steps<FlowCounts> {
  const { rows, dialect } = dump;
  const wanted = dialect === 'ovs-openflow' ? RowKind.flow : RowKind.nestedFlow;
  let nFlows = 0;
  let nPackets: number | undefined;
  let nDropping = 0;
  let nDropped = 0;
  for (let row = first; row < end; row++) {
    if ((row - first) % rowsOfStep === rowsOfStep - 1) yield;
    if (rows.kind[row] !== wanted) continue;
    nFlows++;
    const packets = rows.nPackets(row);
    if (packets < 0) continue;
    nPackets = (nPackets ?? 0) + packets;
    if (packets === 0 || !isDrop(dump, row)) continue;
    nDropping++;
    nDropped += packets;
  }
  return { nFlows, nPackets, nDropping, nDropped };
}

const dropActions = 'actions=drop';

function isDrop(dump: Dump, row: number): boolean {
  const { bytes, start, end } = dump.rowText(row);
  return (
    end - start > dropActions.length && startsWithAscii(bytes, end - dropActions.length, dropActions, end)
  );
}

/** What became of logical flows in OpenFlow, a chassis each. */
export interface ChassisCounts {
  /** Empty where nothing names it. */
  readonly chassis: string;
  readonly nFlows: number;
  readonly nPackets: number | undefined;
}

/** The OpenFlow rows with one of these cookies, on every chassis whose flows are here. */
export function* countsOfCookies(
  links: Links,
  cookies: ReadonlySet<number>,
): Steps<readonly ChassisCounts[]> {
  const found: ChassisCounts[] = [];
  const [only] = cookies.size === 1 ? cookies : [];
  for (const { dump, chassis, part } of yield* links.openFlow()) {
    if (part.bridge !== undefined && part.bridge !== 'br-int') continue;
    const { cookie, kind } = dump.rows;
    let nFlows = 0;
    let nPackets: number | undefined;
    const add = (row: number): void => {
      if (kind[row] !== RowKind.flow) return;
      nFlows++;
      const packets = dump.rows.nPackets(row);
      if (packets >= 0) nPackets = (nPackets ?? 0) + packets;
    };
    if (only === undefined) {
      for (let row = 0; row < cookie.length; row++) {
        if (row % rowsOfStep === 0) yield;
        if (cookies.has(cookie[row] as number)) add(row);
      }
    } else {
      for (let row = cookie.indexOf(only); row !== -1; row = cookie.indexOf(only, row + 1)) add(row);
    }
    found.push({ chassis: chassis?.name ?? '', nFlows, nPackets });
  }
  return found;
}
