import { controllerOpcode } from '../facts/logical.ts';
import { compareNames } from '../model/capture.ts';
import { isUuidText } from '../syntax/ovsdb/datum.ts';
import type { Interface } from './interfaces.ts';
import type { Chassis, Network } from './network.ts';
import { noPortFlows, type PortFlows, type RemoteOutput } from './portFlows.ts';
import type { Encap, PortBinding } from './southbound.ts';
import { words } from './values.ts';

/** One logical port with all that the capture knows of it: what was asked for, what is bound, what each chassis does. */
export interface PortState {
  readonly binding: PortBinding;
  readonly main: Chassis | undefined;
  readonly additional: readonly Chassis[];
  readonly requested: Chassis | undefined;
  readonly requestedAdditional: readonly Chassis[];
  /** False when a place has a UUID only, since no file has the chassis: then no host's flows can be held against it. */
  readonly arePlacesNamed: boolean;
  /** Words of `options:requested-chassis`: names or hostnames. */
  readonly list: readonly string[];
  /** `options:activation-strategy` as written; undefined when there is none. */
  readonly strategy: string | undefined;
  readonly strategyWords: readonly string[];
  /** What the strategy has to do by release and addresses. */
  readonly strategyEffect: StrategyEffect;
  /** Names in `options:additional-chassis-activated`. */
  readonly flagged: readonly string[];
  /** Where an interface is plugged for it. */
  readonly plugged: ReadonlyMap<Chassis, Interface>;
  /** Chassis whose flows are there; none when the datapath is not known. */
  readonly views: readonly PortView[];
  readonly isOnLocalnet: boolean;
  /** Keys of the localnet ports of its switch. */
  readonly localnetKeys: readonly number[];
  /** Containers that it carries. */
  readonly children: readonly PortBinding[];
  /** The port that carries it, of a container; undefined when no file has that. */
  readonly carrier: PortBinding | undefined;
}

/** `blocks`: until an announcement; `stuck`: nothing can announce; `void`: nothing is blocked; `unknown`: cannot be told. */
export type StrategyEffect = 'none' | 'blocks' | 'stuck' | 'void' | 'unknown';

/** A port on one chassis. */
export interface PortView {
  readonly chassis: Chassis;
  /** Whether the chassis takes part in the port's switch. */
  readonly hasSwitch: boolean;
  readonly flows: PortFlows;
  /** Chassis that a packet for the port is sent to from here. */
  readonly targets: readonly Target[];
  /** Chassis that it should be sent to, as the databases say, while several are bound. */
  readonly expected: readonly Chassis[];
  readonly isBlocked: boolean;
}

export interface Target {
  /** Undefined when no file tells whose tunnel it is. */
  readonly chassis: Chassis | undefined;
  readonly output: RemoteOutput;
  readonly tunnel: Interface | undefined;
}

/** All VIFs of a network, in the order of their names; none when no file has the port bindings. */
export function* portStates(network: Network): Generator<PortState, void> {
  const join = new Join(network);
  for (const binding of (network.ports ?? []).toSorted((a, b) => compareNames(a.name, b.name)))
    yield join.stateOf(binding);
}

/** Whether a port is bound or wanted at several places, or something is left of that. */
export function isMulti({ binding, list, flagged, requestedAdditional, plugged }: PortState): boolean {
  return (
    binding.additional.length > 0 ||
    list.length > 1 ||
    requestedAdditional.length > 0 ||
    flagged.length > 0 ||
    // The interface of a container is its port's.
    (binding.parent === undefined && plugged.size > 1)
  );
}

/** Whether that chassis has said that the port is active there. */
export function isActivated(state: PortState, chassis: Chassis): boolean {
  return state.flagged.includes(chassis.name) && viewOf(state, chassis)?.isBlocked !== true;
}

export function viewOf({ views }: PortState, chassis: Chassis): PortView | undefined {
  return views.find((view) => view.chassis === chassis);
}

/** The tunnel's end that a chassis should be reached at: what the databases call for, else its only encapsulation. */
export function encapOf({ binding, main }: PortState, chassis: Chassis): Encap | undefined {
  const own = chassis.row?.encaps ?? [];
  const called =
    chassis === main
      ? binding.encap
      : binding.additionalEncaps.find((encap) => own.some(({ uuid }) => uuid === encap.uuid));
  return called ?? (own.length === 1 ? own[0] : undefined);
}

/** Whether that host sends through one interface for all tunnels (`ovn-enable-flow-based-tunnels`, 26.03). */
export function hasFlowBasedTunnels({ settings, row, tunnels }: Chassis): boolean {
  return (
    settings?.get('ovn-enable-flow-based-tunnels') === 'true' ||
    row?.config.get('ovn-enable-flow-based-tunnels') === 'true' ||
    tunnels.some(({ remoteIp }) => remoteIp === 'flow')
  );
}

/** Tunnels that a host has to a chassis; undefined when no file tells. */
export function tunnelsTo(
  host: Chassis,
  target: Chassis,
  network: Network,
): readonly Interface[] | undefined {
  if (host.interfaces === undefined) return undefined;
  // Of a chassis without addresses no tunnel is known to lead to it.
  if (network.knowsEncaps && (target.row?.encaps ?? []).length === 0) return undefined;
  return host.tunnels.filter((each) => chassisOfTunnel(each, network) === target);
}

/** Whose tunnel it is: by the address of the other end, where no file has encapsulations by its name. */
function chassisOfTunnel({ name, remoteIp }: Interface, network: Network): Chassis | undefined {
  if (remoteIp === undefined || remoteIp === 'flow') return undefined;
  return network.knowsEncaps ? chassisAt(remoteIp, network) : chassisOfTunnelName(name, network);
}

function chassisAt(address: string, { chassis }: Network): Chassis | undefined {
  return chassis.find(({ row }) => row?.encaps.some(({ ip }) => ip === address) === true);
}

function chassisOfTunnelName(name: string, { chassis }: Network): Chassis | undefined {
  // `controller/encaps.c tunnel_create_name`: `ovn-`, at most six characters of the chassis' name, a number.
  const prefix = /^ovn-(?:\d+-)?(.{1,6})-[0-9a-f]+$/.exec(name)?.[1];
  const named = chassis.filter((each) => prefix !== undefined && each.name.slice(0, 6) === prefix);
  return named.length === 1 ? named[0] : undefined;
}

/** Opcodes of the controller's actions (`include/ovn/actions.h`): what a release calls this one tells what it can do. */
const activationOpcode = 26;

class Join {
  readonly #network: Network;
  readonly #byName: ReadonlyMap<string, Chassis>;
  /** By `iface-id`, then host. */
  readonly #plugged = new Map<string, Map<Chassis, Interface>>();
  readonly #carriers: ReadonlyMap<string, PortBinding>;
  /** By port that carries them. */
  readonly #children = new Map<string, PortBinding[]>();
  /** By host, then OpenFlow port as written: number or name. */
  readonly #tunnels = new Map<Chassis, Map<string, Interface>>();

  constructor(network: Network) {
    this.#network = network;
    this.#byName = new Map(network.chassis.map((each) => [each.name, each]));
    this.#carriers = new Map((network.ports ?? []).map((each) => [each.name, each]));
    for (const chassis of network.chassis) {
      const tunnels = new Map<string, Interface>();
      for (const each of chassis.interfaces ?? []) {
        if (each.ifaceId !== undefined) {
          const hosts = this.#plugged.get(each.ifaceId) ?? new Map<Chassis, Interface>();
          this.#plugged.set(each.ifaceId, hosts.set(chassis, each));
        }
        tunnels.set(each.name, each);
        // Two bridges count their ports apart: of the same number, the tunnel is meant.
        const number = String(each.ofport ?? '');
        if (each.remoteIp !== undefined || !tunnels.has(number)) tunnels.set(number, each);
      }
      this.#tunnels.set(chassis, tunnels);
    }
    for (const port of network.ports ?? []) {
      if (port.parent === undefined) continue;
      this.#children.set(port.parent, [...(this.#children.get(port.parent) ?? []), port]);
    }
  }

  stateOf(binding: PortBinding): PortState {
    const main = this.#chassis(binding.chassis);
    const additional = binding.additional.flatMap((name) => this.#chassis(name) ?? []);
    const places = [...(main === undefined ? [] : [main]), ...additional];
    const localnetKeys =
      (binding.datapath === undefined ? undefined : this.#network.localnetPorts.get(binding.datapath)) ?? [];
    const strategy = binding.options.get('activation-strategy');
    const strategyWords = words(strategy).flatMap((word) => word.trim() || []);
    return {
      binding,
      main,
      additional,
      requested: this.#chassis(binding.requested),
      requestedAdditional: binding.requestedAdditional.flatMap((name) => this.#chassis(name) ?? []),
      arePlacesNamed: [binding.chassis ?? '', ...binding.additional, ...binding.requestedAdditional].every(
        (name) => !isUuidText(name) || this.#byName.get(name)?.row !== undefined,
      ),
      list: words(binding.options.get('requested-chassis')),
      strategy: strategyWords.length === 0 ? undefined : strategy,
      strategyWords,
      strategyEffect: this.#effectOf(strategyWords, binding),
      flagged: words(binding.options.get('additional-chassis-activated')),
      plugged: this.#plugged.get(binding.parent ?? binding.name) ?? new Map(),
      views: this.#network.chassis.flatMap((chassis) =>
        chassis.flows === undefined || binding.datapath === undefined || !this.#isKnown(chassis)
          ? []
          : [
              this.#viewOf(
                chassis,
                chassis.flows,
                { datapath: binding.datapath, key: binding.key },
                additional.length > 0 ? places : [],
              ),
            ],
      ),
      isOnLocalnet: localnetKeys.length > 0,
      localnetKeys,
      children: this.#children.get(binding.name) ?? [],
      carrier: binding.parent === undefined ? undefined : this.#carriers.get(binding.parent),
    };
  }

  /** A host that only its files' names name may be any chassis of the table: its rows are held against none. */
  #isKnown({ row, settings }: Chassis): boolean {
    return row !== undefined || !this.#network.knowsChassis || settings?.has('system-id') === true;
  }

  #chassis(name: string | undefined): Chassis | undefined {
    return name === undefined ? undefined : this.#byName.get(name);
  }

  #viewOf(
    chassis: Chassis,
    dump: NonNullable<Chassis['flows']>,
    { datapath, key }: { readonly datapath: number; readonly key: number },
    places: readonly Chassis[],
  ): PortView {
    const flows = dump.ofPort(datapath, key) ?? noPortFlows;
    const targets = new Map<string, Target>();
    for (const { outputs } of flows.remote) {
      for (const output of outputs) {
        const target = this.#targetOf(chassis, output);
        targets.set(`${output.port} ${output.destination ?? ''}`, target);
      }
    }
    const hasSwitch = dump.hasDatapath(datapath);
    return {
      chassis,
      hasSwitch,
      flows,
      targets: [...targets.values()],
      expected: hasSwitch ? places.filter((each) => each !== chassis) : [],
      isBlocked: flows.blocksFrom.length + flows.blocksTowards.length > 0,
    };
  }

  #targetOf(host: Chassis, output: RemoteOutput): Target {
    const tunnel = this.#tunnels.get(host)?.get(output.port);
    if (output.destination !== undefined)
      return { chassis: chassisAt(output.destination, this.#network), output, tunnel };
    if (tunnel !== undefined) return { chassis: chassisOfTunnel(tunnel, this.#network), output, tunnel };
    const name = host.portNames.get(output.port) ?? output.port;
    return { chassis: chassisOfTunnelName(name, this.#network), output, tunnel };
  }

  /** `controller/physical.c setup_activation_strategy`: what it makes of the option's words and the port's addresses. */
  #effectOf(strategy: readonly string[], { addresses, options }: PortBinding): StrategyEffect {
    if (strategy.length === 0) return 'none';
    const { layout, source } = this.#network.layout;
    if (source === 'assumed') return 'unknown';
    const opcode = controllerOpcode(layout, activationOpcode)?.name;
    if (opcode === undefined) return 'void';
    if (opcode === 'ACTIVATION_STRATEGY_RARP')
      return options.get('activation-strategy') === 'rarp' ? 'blocks' : 'void';
    const known = strategy.filter((word) => strategies.has(word));
    const parsed = addresses
      .map((address) => address.split(/\s+/))
      .filter(([mac]) => macPattern.test(mac ?? ''));
    if (known.length === 0 || parsed.length === 0) return 'void';
    const ips = parsed.flatMap(([, ...rest]) => rest);
    const canAnnounce =
      known.includes('rarp') ||
      (known.includes('garp') && ips.some((ip) => ip.includes('.'))) ||
      (known.includes('na') && ips.some((ip) => ip.includes(':')));
    return canAnnounce ? 'blocks' : 'stuck';
  }
}

/** Every word that some release knows (`ovn-nb.xml`, activation-strategy). */
export const strategies: ReadonlySet<string> = new Set(['rarp', 'garp', 'na']);

const macPattern = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
