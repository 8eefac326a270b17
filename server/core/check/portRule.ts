import type { Place, RelatedPlace, Severity } from './finding.ts';
import type { FlowRow } from './portFlows.ts';
import type { Chassis, Network } from './network.ts';
import type { PortState } from './portState.ts';

/** A rule about one logical port. Its severity, title and explanation are in the catalogue. */
export interface PortRule {
  readonly code: string;
  check(state: PortState, network: Network): Iterable<PortProblem>;
}

export interface PortProblem {
  readonly message: string;
  /** The row of the port binding when it is left out. */
  readonly place?: Place | undefined;
  readonly related?: readonly RelatedPlace[];
  /** Where it differs from the catalogue's. */
  readonly severity?: Severity;
  readonly command?: string;
}

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

/** Rows of flows, each with what it is. */
export function rowsAs(message: string, rows: readonly FlowRow[]): readonly RelatedPlace[] {
  return rows.map(({ place }) => ({ ...place, message }));
}

export function placeOfChassis({ place }: Chassis, message: string): readonly RelatedPlace[] {
  return place === undefined ? [] : [{ ...place, message }];
}

/** Of all rows together; undefined when there are none, or no counters. */
export function packets(rows: readonly FlowRow[]): number | undefined {
  let sum: number | undefined;
  for (const { nPackets } of rows) {
    if (nPackets !== undefined) sum = (sum ?? 0) + nPackets;
  }
  return sum;
}

/** One word of a shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w./:=,@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Sets the chassis that a port may be at. Other options stay: `lsp-set-options` would remove them. */
export function requestCommand(port: string, chassis: readonly string[]): string {
  const value = shellWord(`options:requested-chassis=${JSON.stringify(chassis.join(','))}`);
  return `ovn-nbctl set Logical_Switch_Port ${shellWord(port)} ${value}`;
}

export const recomputeCommand = 'ovn-appctl -t ovn-controller inc-engine/recompute';
