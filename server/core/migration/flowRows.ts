import { InvariantError } from '../base/invariant.ts';
import type { Bridge } from './bridge.ts';
import { bridgeOf } from './bridge.ts';
import type { ActionText } from './flowAction.ts';
import {
  drop,
  forgetInPort,
  hex,
  joined,
  output,
  plain,
  popVlan,
  resubmit,
  setMetadata,
  setRegister,
  setTunnelId,
} from './flowAction.ts';
import type { FlowStyle } from './flowStyle.ts';
import type { ChassisName, Network, PeerBinding, PortBinding } from './network.ts';
import type { Micros } from './time.ts';
import { fromMilliseconds } from './time.ts';
import { tooBigUserdata } from './tooBig.ts';
import type { ChassisState } from './world.ts';

/** One row of a chassis's br-int. */
export interface FlowRow {
  /** Table, priority and match: what OpenFlow tells rows apart by, and what stays when a row's actions change. */
  readonly key: string;
  readonly table: number;
  readonly priority: number;
  /** Without the priority; empty where everything matches. */
  readonly match: string;
  readonly actions: ActionText;
  /** The first 32 bits of the row of the southbound database that it comes from; 0 for rows of the chassis itself. */
  readonly cookie: number;
  /** When it was installed; negative for what was there before the timeline begins. */
  readonly since: Micros;
}

/**
 * The physical flows of a chassis: tunnels, ports, flooding and output, in the order in which they were first installed. The
 * logical pipelines between them are the same at every instant and not here.
 *
 * Throws an `InvariantError` for a chassis that is not the simulated network's.
 */
export function flowRows(network: Network, state: ChassisState, style: FlowStyle): readonly FlowRow[] {
  const bridge = bridgeOf(network.topology, state.name);
  if (bridge === undefined) throw new InvariantError(`no bridge is known of ${state.name}`);
  const build = new RowBuilder(network, state, style, bridge);
  return [
    ...phyToLog(build),
    ...largePackets(build),
    ...remoteOutput(build),
    ...localOutput(build),
    ...checkLoopback(build),
    ...logToPhy(build),
  ];
}

/** The chassis's own rows and those of ports have been there for this long when the timeline begins. */
const chassisSince = fromMilliseconds(-86_412_717);
const portsSince = fromMilliseconds(-3_600_917);

/** The groups that every switch has, their keys and the cookies of their rows. */
const floodGroups = [
  { portKey: 0x8000, cookie: 0x5f476a4a },
  { portKey: 0x8004, cookie: 0xf278c7ea },
];
/** `_MC_unknown`: ports with unknown addresses, here the localnet port. */
const unknownGroup = { portKey: 0x8001, cookie: 0x9d2df194 };

/** 1500 less Geneve and IPv4 around an Ethernet frame; the MTU that is advertised is less than that by the frame's own header. */
const tunnelMtu = 1_442;
const advertisedMtu = tunnelMtu - 18;

class RowBuilder {
  readonly network: Network;
  readonly state: ChassisState;
  readonly style: FlowStyle;
  readonly bridge: Bridge;
  readonly inDatapath: string;

  constructor(network: Network, state: ChassisState, style: FlowStyle, bridge: Bridge) {
    this.network = network;
    this.state = state;
    this.style = style;
    this.bridge = bridge;
    this.inDatapath = `metadata=${hex(network.datapath.tunnelKey)}`;
  }

  row(
    table: number,
    priority: number,
    match: string,
    actions: readonly ActionText[],
    cookie = 0,
    since: Micros = cookie === 0 ? chassisSince : portsSince,
  ): FlowRow {
    const key = `table=${table},priority=${priority}${match === '' ? '' : `,${match}`}`;
    return { key, table, priority, match, actions: joined(actions), cookie, since };
  }

  /** A row of the migrating port, installed together with one part of its flows. */
  portRow(
    part: keyof ChassisState['flowsSince'],
    table: number,
    priority: number,
    match: string,
    actions: readonly ActionText[],
    cookie: number = this.network.port.cookie,
  ): FlowRow {
    return this.row(table, priority, match, actions, cookie, this.sinceOf(part));
  }

  sinceOf(part: keyof ChassisState['flowsSince']): Micros {
    const since = this.state.flowsSince[part];
    return since === 0 ? portsSince : since;
  }

  toPort(port: { readonly portKey: number }): string {
    return `reg15=${hex(port.portKey)},${this.inDatapath}`;
  }

  ofport(name: string): number {
    return this.bridge.ports[name] ?? 0;
  }

  tunnel(chassis: ChassisName): number {
    return this.bridge.tunnels[chassis] ?? 0;
  }

  localPeers(): readonly PeerBinding[] {
    return this.network.peers.filter((it) => it.chassis === this.state.name);
  }

  remotePeers(): readonly PeerBinding[] {
    return this.network.peers.filter((it) => it.chassis !== this.state.name);
  }

  /** The zones of a port and of its switch, as both pipelines load them. */
  zones(name: string): readonly ActionText[] {
    const { zones, dnatZone, snatZone } = this.bridge;
    return [this.zone(zones[name] ?? 0), setRegister(11, dnatZone), setRegister(12, snatZone)];
  }

  zone(zone: number): ActionText {
    return this.style.encapIdInReg13 ? setRegister(13, zone, [0, 15]) : setRegister(13, zone);
  }

  /** What a packet that comes in by a port carries into the ingress pipeline. */
  ingress(port: { readonly name: string; readonly portKey: number }): readonly ActionText[] {
    return [
      ...this.zones(port.name),
      setMetadata(this.network.datapath.tunnelKey),
      setRegister(14, port.portKey),
      ...(this.style.encapIdInReg13 ? [setRegister(13, 0, [16, 31])] : []),
    ];
  }

  /** The encapsulation, written before an output to a tunnel. */
  encapsulate(portKey: number): readonly ActionText[] {
    return [
      setTunnelId(this.network.datapath.tunnelKey),
      plain(`set_field:${hex(portKey)}->tun_metadata0`),
      plain('move:NXM_NX_REG14[0..14]->NXM_NX_TUN_METADATA0[16..30]'),
    ];
  }
}

function phyToLog(build: RowBuilder): readonly FlowRow[] {
  const { network, state, style } = build;
  const table = style.phyToLog;
  const toPipeline = resubmit(style.logIngress);
  const rows = Object.values(build.bridge.tunnels).map((ofport) =>
    build.row(table, 100, `in_port=${ofport}`, fromTunnel(ofport, style)),
  );
  for (const peer of build.localPeers()) {
    rows.push(
      build.row(
        table,
        100,
        `in_port=${build.ofport(peer.name)}`,
        [...build.ingress(peer), toPipeline],
        peer.cookie,
      ),
    );
  }
  if (network.localnet !== undefined) {
    const { localnet } = network;
    const inPort = `in_port=${build.ofport(localnet.name)}`;
    const enter = [...build.ingress(localnet), toPipeline];
    rows.push(
      build.row(table, 100, `${inPort},dl_vlan=0`, [popVlan, ...enter], localnet.cookie),
      build.row(table, 100, `${inPort},vlan_tci=0x0000/0x1000`, enter, localnet.cookie),
    );
  }
  const { port } = network;
  const inPort = `in_port=${build.ofport(port.name)}`;
  if (state.flows.local) {
    rows.push(build.portRow('local', table, 100, inPort, [...build.ingress(port), toPipeline]));
  }
  if (state.flows.block) {
    const activate = plain('controller(userdata=00.00.00.1a.00.00.00.00)');
    rows.push(
      build.portRow('block', table, 1010, `rarp,${inPort}`, [...build.ingress(port), activate, toPipeline]),
      build.portRow('block', table, 1000, inPort, [drop]),
    );
  }
  return [...rows, build.row(table, 0, '', [drop])];
}

function fromTunnel(ofport: number, style: FlowStyle): readonly ActionText[] {
  return [
    plain('move:NXM_NX_TUN_ID[0..23]->OXM_OF_METADATA[0..23]'),
    plain('move:NXM_NX_TUN_METADATA0[16..30]->NXM_NX_REG14[0..14]'),
    plain('move:NXM_NX_TUN_METADATA0[0..15]->NXM_NX_REG15[0..15]'),
    ...(style.tunnelIdInReg5 ? [setRegister(5, ofport, [16, 31])] : []),
    resubmit(style.localOutput),
  ];
}

/** Path MTU discovery; builds that have none go to REMOTE_OUTPUT directly. */
function largePackets(build: RowBuilder): readonly FlowRow[] {
  const { network, state, style } = build;
  const { largePktDetect: detect, largePktProcess: process } = style;
  if (detect === undefined || process === undefined) return [];
  const onward = [resubmit(style.remoteOutput)];
  const rows: FlowRow[] = [];
  // The rows belong to the ports that the packets come from or go to; of several the first one's cookie stays.
  const cookie = build.remotePeers()[0]?.cookie ?? 0;
  const directions = state.flows.pathMtu ? ['reg14', 'reg15'] : [];
  for (const register of directions) {
    const port = `${register}=${hex(network.port.portKey)},${build.inDatapath}`;
    for (const family of ['ip', 'ipv6'] as const) {
      const check = plain(`check_pkt_larger(${tunnelMtu})->NXM_NX_REG9[1]`);
      const answer = plain(`controller(userdata=${tooBigUserdata(family, advertisedMtu, style)},pause)`);
      rows.push(
        build.portRow('pathMtu', detect, 100, `${family},${port}`, [check, resubmit(process)], cookie),
        build.portRow('pathMtu', process, 100, `${family},reg9=0x2/0x2,${port}`, [answer], cookie),
      );
    }
  }
  return [
    ...rows,
    build.row(detect, 0, '', onward),
    build.row(process, 10, 'reg10=0x1/0x1', [resubmit(style.localOutput)]),
    build.row(process, 0, '', onward),
  ];
}

function remoteOutput(build: RowBuilder): readonly FlowRow[] {
  const { network, state, style } = build;
  const table = style.remoteOutput;
  const next = resubmit(style.remoteVtepOutput ?? style.localOutput);
  const ownEncap = style.encapIdInReg13 ? 'reg13=0/0xffff0000,' : '';
  const sendTo = (port: PortBinding, chassis: ChassisName): readonly ActionText[] => [
    ...build.encapsulate(port.portKey),
    output(build.tunnel(chassis)),
  ];
  const rows = [
    build.row(table, 150, 'reg10=0x10/0x10', [resubmit(style.localOutput)]),
    build.row(table, 150, 'reg10=0x2/0x3', [resubmit(style.localOutput)]),
  ];
  if (network.topology === 'overlay') {
    for (const peer of build.remotePeers()) {
      const send = [...sendTo(peer, peer.chassis), next];
      rows.push(build.row(table, 100, `${ownEncap}${build.toPort(peer)}`, send, peer.cookie));
    }
    for (const group of floodGroups) {
      const tunnels = Object.values(build.bridge.tunnels).map(output);
      const send = [...build.encapsulate(group.portKey), ...tunnels, next];
      rows.push(build.row(table, 100, build.toPort(group), send, group.cookie));
    }
  }
  if (state.flows.remote.length > 0) {
    // The encapsulation is written anew before each output.
    const send = [...state.flows.remote.flatMap((it) => sendTo(network.port, it)), next];
    rows.push(build.portRow('remote', table, 100, `${ownEncap}${build.toPort(network.port)}`, send));
  }
  if (state.flows.enforcement) {
    const fromPort = `reg14=${hex(network.port.portKey)}`;
    for (const peer of build.remotePeers()) {
      rows.push(
        build.portRow(
          'enforcement',
          table,
          110,
          `${fromPort},${build.toPort(peer)}`,
          sendTo(peer, peer.chassis),
          peer.cookie,
        ),
      );
    }
  }
  rows.push(build.row(table, 0, '', [next]));
  if (style.remoteVtepOutput !== undefined) {
    rows.push(build.row(style.remoteVtepOutput, 0, '', [resubmit(style.localOutput)]));
  }
  return rows;
}

function localOutput(build: RowBuilder): readonly FlowRow[] {
  const { network, state, style } = build;
  const { port, localnet } = network;
  const table = style.localOutput;
  const onward = resubmit(style.checkLoopback);
  const rows = build
    .localPeers()
    .map((it) => build.row(table, 100, build.toPort(it), [...build.zones(it.name), onward], it.cookie));
  if (localnet !== undefined) {
    const instead = [setRegister(15, localnet.portKey), resubmit(table)];
    rows.push(
      build.row(table, 100, build.toPort(localnet), [...build.zones(localnet.name), onward], localnet.cookie),
      ...build.remotePeers().map((it) => build.row(table, 100, build.toPort(it), instead, it.cookie)),
      build.row(
        table,
        100,
        build.toPort(unknownGroup),
        flood(build, [localnet], unknownGroup.portKey),
        unknownGroup.cookie,
      ),
    );
    if (state.flows.localnet) rows.push(build.portRow('localnet', table, 100, build.toPort(port), instead));
  }
  if (state.flows.local) {
    rows.push(build.portRow('local', table, 100, build.toPort(port), [...build.zones(port.name), onward]));
  }
  // A group's members stand in the order of their rows' UUIDs.
  const members = [
    ...(localnet === undefined ? [] : [localnet]),
    ...build.localPeers(),
    ...(state.flows.local ? [port] : []),
  ].sort((a, b) => a.cookie - b.cookie);
  for (const group of floodGroups) {
    const deliver = flood(build, members, group.portKey);
    rows.push(build.row(table, 100, build.toPort(group), deliver, group.cookie, build.sinceOf('local')));
  }
  return [...rows, build.row(table, 0, '', [drop])];
}

function flood(
  build: RowBuilder,
  members: readonly { readonly name: string; readonly portKey: number }[],
  groupKey: number,
): readonly ActionText[] {
  return [
    ...members.flatMap((it) => [
      build.zone(build.bridge.zones[it.name] ?? 0),
      setRegister(15, it.portKey),
      resubmit(build.style.checkLoopback),
    ]),
    setRegister(15, groupKey),
  ];
}

function checkLoopback(build: RowBuilder): readonly FlowRow[] {
  const { style } = build;
  const { localnet } = build.network;
  const table = style.checkLoopback;
  const rows: FlowRow[] = [];
  if (localnet !== undefined) {
    for (const flags of [`reg10=${style.localportMask}`, 'reg10=0x400/0x400']) {
      rows.push(build.row(table, 160, `${flags},${build.toPort(localnet)}`, [drop], localnet.cookie));
    }
  }
  for (const { port, since } of localPorts(build)) {
    const match = `reg10=0/0x1,reg14=${hex(port.portKey)},${build.toPort(port)}`;
    rows.push(build.row(table, 100, match, [drop], port.cookie, since));
  }
  const registers = Array.from({ length: 10 }, (_, reg) => setRegister(reg, 0));
  return [...rows, build.row(table, 0, '', [...registers, resubmit(style.logEgress)])];
}

function logToPhy(build: RowBuilder): readonly FlowRow[] {
  const { network, state, style } = build;
  const saved = [
    plain('push:NXM_OF_IN_PORT[]'),
    forgetInPort,
    resubmit(style.logToPhy),
    plain('pop:NXM_OF_IN_PORT[]'),
  ];
  const ports = localPorts(build);
  const rows = ports.map(({ port, since }) =>
    build.row(style.saveInport, 100, `reg10=0x1/0x1,${build.toPort(port)}`, saved, port.cookie, since),
  );
  rows.push(build.row(style.saveInport, 0, '', [resubmit(style.logToPhy)]));
  for (const { port, since } of ports) {
    const out = [output(build.ofport(port.name))];
    rows.push(build.row(style.logToPhy, 100, build.toPort(port), out, port.cookie, since));
  }
  if (state.flows.block) {
    rows.push(build.portRow('block', style.logToPhy, 1000, build.toPort(network.port), [drop]));
  }
  return [...rows, build.row(style.logToPhy, 0, '', [drop])];
}

interface LocalPort {
  readonly port: { readonly name: string; readonly portKey: number; readonly cookie: number };
  readonly since: Micros;
}

/** What is on this bridge: its own ports, the localnet port, and the migrating port where it is local. */
function localPorts(build: RowBuilder): readonly LocalPort[] {
  const { localnet, port } = build.network;
  return [
    ...build.localPeers().map((it) => ({ port: it, since: portsSince })),
    ...(localnet === undefined ? [] : [{ port: localnet, since: portsSince }]),
    ...(build.state.flows.local ? [{ port, since: build.sinceOf('local') }] : []),
  ];
}
