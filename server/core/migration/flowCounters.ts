import { InvariantError } from '../base/invariant.ts';
import type { Bridge } from './bridge.ts';
import { bridgeOf } from './bridge.ts';
import type { MigrationEvent } from './event.ts';
import type { FlowRow } from './flowRows.ts';
import { flowRows } from './flowRows.ts';
import type { FlowStyle } from './flowStyle.ts';
import type { Entry, Walk } from './flowWalk.ts';
import { walkFlows } from './flowWalk.ts';
import type { History } from './history.ts';
import { historyOf, stateAt } from './history.ts';
import type { ChassisName, Network, PeerBinding, PortBinding } from './network.ts';
import type { Micros } from './time.ts';
import { micros, plus } from './time.ts';
import type { Packet, PingRun, Timeline } from './timeline.ts';
import type { PortFlows } from './world.ts';

export interface FlowCounters {
  readonly nPackets: number;
  readonly nBytes: number;
  /** Absent: never. */
  readonly lastUsed?: Micros;
}

/**
 * What the rows of a chassis have counted up to an instant: pings, replies and announcements, each led through the rows that
 * were there when it came by. A row that was installed anew counts from then on.
 */
export function countFlows(
  timeline: Timeline,
  chassis: ChassisName,
  time: Micros,
  rows: readonly FlowRow[],
  style: FlowStyle,
): ReadonlyMap<string, FlowCounters> {
  const traffic = new Traffic(timeline, style);
  const tallies = new Map<Walk, FlowCounters>();
  for (const { entry, at, size } of traffic.appearances(chassis, time)) {
    if (at > time) continue;
    const walk = traffic.walk(chassis, at, entry);
    tallies.set(walk, added(tallies.get(walk) ?? none, { nPackets: 1, nBytes: size, lastUsed: at }));
  }
  const since = new Map(rows.map((it) => [it.key, it.since]));
  const counters = new Map<string, FlowCounters>();
  for (const [walk, tally] of tallies) {
    for (const key of walk.rows) {
      // One walk is of one set of rows: all of its frames came before a row was installed anew, or all came after.
      const installed = since.get(key);
      if (installed === undefined || (tally.lastUsed ?? installed) < installed) continue;
      counters.set(key, added(counters.get(key) ?? none, tally));
    }
  }
  return counters;
}

function added(a: FlowCounters, b: FlowCounters): FlowCounters {
  const nPackets = a.nPackets + b.nPackets;
  const nBytes = a.nBytes + b.nBytes;
  const lastUsed =
    a.lastUsed === undefined || (b.lastUsed ?? a.lastUsed) > a.lastUsed ? b.lastUsed : a.lastUsed;
  return lastUsed === undefined ? { nPackets, nBytes } : { nPackets, nBytes, lastUsed };
}

const none: FlowCounters = { nPackets: 0, nBytes: 0 };

/** Ethernet, IPv4, ICMP and ping's 56 bytes. */
const echoSize = 98;
/** What QEMU sends is padded; what ovn-controller sends is not. */
const rarpSize = 60;
const garpSize = 42;

/** `_MC_flood`: where the ingress pipeline sends a broadcast. */
const floodKey = 0x8000;

/** A frame that a chassis sees. */
interface Appearance {
  readonly entry: Entry;
  readonly at: Micros;
  readonly size: number;
}

class Traffic {
  readonly #timeline: Timeline;
  readonly #network: Network;
  readonly #style: FlowStyle;
  readonly #history: History;
  readonly #walks = new Map<string, Map<PortFlows, Walk>>();

  constructor(timeline: Timeline, style: FlowStyle) {
    const start = timeline.keyframes[0];
    if (start === undefined) throw new InvariantError('a timeline begins with a keyframe');
    this.#timeline = timeline;
    this.#network = timeline.network;
    this.#style = style;
    this.#history = historyOf(start.world, timeline.events);
  }

  /** The way of a frame through the rows of an instant; the same for every such frame while the rows stay. */
  walk(chassis: ChassisName, at: Micros, entry: Entry): Walk {
    const state = stateAt(this.#history, chassis, at);
    const { protocol, inPort, tunnelled, outport } = entry;
    const name = `${chassis} ${protocol} ${inPort} ${tunnelled?.inport} ${tunnelled?.outport} ${outport}`;
    const walks = this.#walks.get(name) ?? new Map<PortFlows, Walk>();
    this.#walks.set(name, walks);
    const known = walks.get(state.flows);
    if (known !== undefined) return known;
    const rows = flowRows(this.#network, state, this.#style);
    const walk = walkFlows(rows, this.#style, this.#network.datapath.tunnelKey, entry);
    walks.set(state.flows, walk);
    return walk;
  }

  *appearances(chassis: ChassisName, until: Micros): Generator<Appearance> {
    for (const run of this.#timeline.pings) {
      const peer = this.#network.peers.find((it) => it.name === run.sender);
      if (peer === undefined) continue;
      for (const packet of run.packets) {
        if (packet.sent > until) break;
        yield* this.#request(chassis, peer, packet);
        yield* this.#replies(chassis, run, peer, packet);
      }
    }
    for (const event of this.#timeline.events) {
      if (event.time <= until) yield* this.#announcement(chassis, event);
    }
  }

  *#request(chassis: ChassisName, peer: PeerBinding, packet: Packet): Generator<Appearance> {
    const outport = this.#network.port.portKey;
    if (peer.chassis === chassis) {
      const inPort = this.#ofport(chassis, peer);
      yield echo({ protocol: 'ip', inPort, outport }, packet.sent);
    }
    const { transit } = this.#timeline.scenario;
    // A chassis that got it from the physical network may only have passed it on.
    const passedOn = packet.copies.find((it) => it.path === 'tunnel' && it.from !== peer.chassis);
    const byLocalnet = packet.copies.find((it) => it.path === 'localnet');
    if (byLocalnet?.chassis === chassis) yield* this.#fromLocalnet(chassis, byLocalnet.arrived, outport);
    else if (passedOn?.from === chassis) {
      yield* this.#fromLocalnet(chassis, micros(passedOn.arrived - transit), outport);
    }
    for (const copy of packet.copies) {
      if (copy.path !== 'tunnel' || copy.chassis !== chassis) continue;
      const inport = copy.from === peer.chassis ? peer.portKey : (this.#network.localnet?.portKey ?? 0);
      yield echo(this.#fromTunnel(chassis, copy.from, inport, outport), copy.arrived);
    }
  }

  *#replies(chassis: ChassisName, run: PingRun, peer: PeerBinding, packet: Packet): Generator<Appearance> {
    const { port } = this.#network;
    for (const copy of packet.copies) {
      if (copy.answered === undefined) continue;
      const entry: Entry = {
        protocol: 'ip',
        inPort: this.#ofport(copy.chassis, port),
        outport: peer.portKey,
      };
      if (copy.chassis === chassis) yield echo(entry, copy.answered);
      const reply = packet.replies.find((it) => it.chassis === copy.chassis);
      if (run.chassis !== chassis || copy.chassis === chassis || reply === undefined) continue;
      const { outputs } = this.walk(copy.chassis, copy.answered, entry);
      const tunnel = this.#bridge(copy.chassis).tunnels[chassis];
      if (tunnel !== undefined && outputs.includes(tunnel)) {
        yield echo(this.#fromTunnel(chassis, copy.chassis, port.portKey, peer.portKey), reply.arrived);
      } else yield* this.#fromLocalnet(chassis, reply.arrived, peer.portKey);
    }
  }

  /** Announcements are flooded, unless the pipeline drops them, and reach every chassis in one transit. */
  *#announcement(chassis: ChassisName, event: MigrationEvent): Generator<Appearance> {
    if (event.kind !== 'announced' && event.kind !== 'garp-sent') return;
    const { port, localnet, topology } = this.#network;
    const { transit, plan } = this.#timeline.scenario;
    const isRarp = event.kind === 'announced';
    const size = isRarp ? rarpSize : garpSize;
    const protocol = isRarp ? 'rarp' : 'arp';
    const passes = !(isRarp && plan.portSecurityIps);
    const outport = passes ? { outport: floodKey } : {};
    const entry: Entry = isRarp
      ? { protocol, inPort: this.#ofport(event.chassis, port), ...outport }
      : { protocol, inport: port.portKey, ...outport };
    if (event.chassis === chassis) {
      yield { entry, at: event.time, size };
      return;
    }
    const { outputs } = this.walk(event.chassis, event.time, entry);
    const at = plus(event.time, transit);
    const tunnel = this.#bridge(event.chassis).tunnels[chassis];
    if (tunnel !== undefined && outputs.includes(tunnel)) {
      const tunnelled = this.#fromTunnel(chassis, event.chassis, port.portKey, floodKey);
      yield { entry: { ...tunnelled, protocol }, at, size };
    } else if (topology === 'localnet' && localnet !== undefined) {
      if (!outputs.includes(this.#ofport(event.chassis, localnet))) return;
      yield { entry: { protocol, inPort: this.#ofport(chassis, localnet), outport: floodKey }, at, size };
    }
  }

  *#fromLocalnet(chassis: ChassisName, at: Micros, outport: number): Generator<Appearance> {
    const { localnet } = this.#network;
    if (localnet === undefined) return;
    yield echo({ protocol: 'ip', inPort: this.#ofport(chassis, localnet), outport }, at);
  }

  #fromTunnel(chassis: ChassisName, from: ChassisName, inport: number, outport: number): Entry {
    return {
      protocol: 'ip',
      inPort: this.#bridge(chassis).tunnels[from] ?? 0,
      tunnelled: { inport, outport },
    };
  }

  #ofport(chassis: ChassisName, port: Pick<PortBinding, 'name'>): number {
    return this.#bridge(chassis).ports[port.name] ?? 0;
  }

  #bridge(chassis: ChassisName): Bridge {
    const bridge = bridgeOf(this.#network.topology, chassis);
    if (bridge === undefined) throw new InvariantError(`no bridge is known of ${chassis}`);
    return bridge;
  }
}

function echo(entry: Entry, at: Micros): Appearance {
  return { entry, at, size: echoSize };
}
