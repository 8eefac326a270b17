import type { Dump } from '../model/dump.ts';
import type { Place } from './finding.ts';

/** A row of a dump. */
export interface FlowRow {
  readonly place: Place;
  /** Undefined when the dump has no counters. */
  readonly nPackets: number | undefined;
}

/** Where a row sends a packet to another chassis. */
export interface RemoteOutput {
  /** The OpenFlow port as written. */
  readonly port: string;
  /** The tunnel's end, where the row itself says it: one port serves all tunnels then. */
  readonly destination: string | undefined;
}

export interface RemoteRow extends FlowRow {
  readonly outputs: readonly RemoteOutput[];
}

export interface MtuRow extends FlowRow {
  /** Longer packets are answered, in bytes. */
  readonly size: number;
}

/** The rows of one logical port on one chassis (`controller/physical.c`). */
export interface PortFlows {
  /** Takes what comes from the port: OFTABLE_PHY_TO_LOG. */
  readonly ingress: readonly FlowRow[];
  /** Hands over to the port: OFTABLE_LOG_TO_PHY. */
  readonly delivery: readonly FlowRow[];
  /** Finds it local: OFTABLE_LOCAL_OUTPUT. */
  readonly local: readonly FlowRow[];
  /** Sends it out of the localnet port instead. */
  readonly toLocalnet: readonly FlowRow[];
  /** Sends to other chassis: OFTABLE_REMOTE_OUTPUT. */
  readonly remote: readonly RemoteRow[];
  readonly enforcement: readonly FlowRow[];
  readonly triggers: readonly FlowRow[];
  readonly blocksFrom: readonly FlowRow[];
  readonly blocksTowards: readonly FlowRow[];
  readonly mtuChecks: readonly MtuRow[];
  readonly mtuReplies: readonly FlowRow[];
}

/** Of a port that no row is about. */
export const noPortFlows: PortFlows = {
  ingress: [],
  delivery: [],
  local: [],
  toLocalnet: [],
  remote: [],
  enforcement: [],
  triggers: [],
  blocksFrom: [],
  blocksTowards: [],
  mtuChecks: [],
  mtuReplies: [],
};

/** A row that is asked for its place and packets when a rule has something to say of it: hosts have many of them. */
export class BridgeRow implements FlowRow {
  readonly #bridge: { readonly path: string; readonly dump: Dump };
  readonly #row: number;

  constructor(bridge: { readonly path: string; readonly dump: Dump }, row: number) {
    this.#bridge = bridge;
    this.#row = row;
  }

  get place(): Place {
    return { path: this.#bridge.path, line: this.#row };
  }

  get nPackets(): number | undefined {
    const nPackets = this.#bridge.dump.rows.nPackets(this.#row);
    return nPackets < 0 ? undefined : nPackets;
  }
}

/** Of all rows together; undefined when there are none, or no counters. */
export function packets(rows: readonly FlowRow[]): number | undefined {
  let sum: number | undefined;
  for (const { nPackets } of rows) {
    if (nPackets !== undefined) sum = (sum ?? 0) + nPackets;
  }
  return sum;
}
