import type { RelatedPlace } from './finding.ts';
import type { Chassis, Network } from './network.ts';
import type { FlowRow } from './portFlows.ts';

/** Pieces of what findings say. */

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

export function names(chassis: readonly Chassis[]): string {
  return list(chassis.map(({ name }) => name));
}

/** A sentence, with a blank before it, about a chassis that has fallen behind; empty when it has not, or none can tell. */
export function lag({ name, row }: Chassis, { nbCfg }: Network): string {
  const own = row?.nbCfg;
  return own === undefined || nbCfg === undefined || own >= nbCfg
    ? ''
    : ` ${name} has fallen behind (nb_cfg ${own} of ${nbCfg}): its ovn-controller is slow, cut off or dead.`;
}

/** `12 packets`, `one packet`. */
export function countPackets(nPackets: number): string {
  return nPackets === 1 ? 'one packet' : `${nPackets} packets`;
}

/** `in 12.3 s`. */
export function inSeconds(seconds: number): string {
  return `in ${seconds.toFixed(1)} s`;
}

/** Rows of flows, each with what it is. */
export function rowsAs(message: string, rows: readonly FlowRow[]): readonly RelatedPlace[] {
  return rows.map(({ place }) => ({ ...place, message }));
}

export function placeOfChassis({ place }: Chassis, message: string): readonly RelatedPlace[] {
  return place === undefined ? [] : [{ ...place, message }];
}
