import { momentRules } from './momentRules.ts';
import { isUuidText } from '../syntax/ovsdb/datum.ts';
import { literal } from './controllerLog.ts';
import type { Finding } from './finding.ts';
import type { Chassis, Network } from './network.ts';
import {
  encapOf,
  isActivated,
  isMulti,
  type PortState,
  type PortView,
  type Target,
  viewOf,
} from './portState.ts';
import { checkPorts } from './checkPorts.ts';

/** How far a migration is. */
export type Phase =
  /** Bound nowhere. */
  | 'unbound'
  /** At one chassis, and nothing else is asked for. */
  | 'single'
  /** More than one chassis is asked for, and one is bound. */
  | 'list-set'
  /** Several are bound, and nothing is blocked. */
  | 'both-bound'
  /** Several are bound, and an additional one waits for the guest's announcement. */
  | 'blocked'
  /** Several are bound, and all additional ones have heard it. */
  | 'activated'
  /** The main chassis has let go, and the additional one is not yet main. */
  | 'main-gone'
  /** At one chassis, and it came from another one. */
  | 'moved';

/** A port that is bound, wanted or plugged at several chassis, or that something is wrong with. */
export interface PortReport {
  readonly port: string;
  readonly datapath: string;
  readonly phase: Phase;
  /** Names of chassis. */
  readonly main: string | undefined;
  readonly additional: readonly string[];
  readonly requested: readonly string[];
  readonly strategy: string | undefined;
  readonly activated: readonly string[];
  readonly chassis: readonly ChassisReport[];
  /** Chassis that drop what the port sends and gets: as their flows show, else as the databases foretell. */
  readonly blocked: readonly string[];
  readonly findings: readonly Finding[];
  /** What another moment would tell: `MC17: whether …`. Nothing where the moment before has shown the same phase. */
  readonly undecided: readonly string[];
}

/** The ports of a moment, with the moment itself. */
export interface PortReports {
  readonly network: Network;
  readonly reports: readonly PortReport[];
}

/** A port on one chassis. */
export interface ChassisReport {
  readonly name: string;
  readonly role: 'main' | 'additional' | 'other';
  /** `geneve 192.168.0.12`; undefined when it may be any. */
  readonly encap: string | undefined;
  /** The interface that is plugged for it; undefined when there is none, or none is known. */
  readonly plugged: string | undefined;
  /** Undefined when its flows are not in the capture. */
  readonly clones: CloneReport | undefined;
  readonly isBlocked: boolean | undefined;
  /** Packets longer than this are answered, in bytes; none where nothing is checked. */
  readonly mtuSizes: readonly number[];
}

export interface CloneReport {
  /** Names of chassis, or `port N` where no file tells whose tunnel it is. */
  readonly seen: readonly string[];
  /** What the databases call for. */
  readonly expected: readonly string[];
}

/**
 * Every port of a network that has to do with several chassis. `before` is the moment before: it tells a port that has
 * moved from one that never did, and counters that grow from those that stand.
 */
export function portReports(network: Network, before?: PortReports): readonly PortReport[] {
  const earlier = new Map(before?.reports.map((report) => [report.port, report]));
  return [...checkPorts(network, before?.network)]
    .filter(({ state, findings }) => isMulti(state) || findings.length > 0)
    .map(({ state, findings }) => reportOf(state, findings, network, earlier.get(state.binding.name)));
}

function reportOf(
  state: PortState,
  findings: readonly Finding[],
  network: Network,
  before: PortReport | undefined,
): PortReport {
  const { binding, additional } = state;
  const phase = phaseOf(state, before);
  return {
    port: binding.name,
    datapath: binding.datapathName,
    phase,
    main: binding.chassis,
    additional: binding.additional,
    requested: state.list,
    strategy: state.strategy,
    activated: additional.filter((each) => isActivated(state, each)).map(({ name }) => name),
    chassis: network.chassis
      .filter((each) => !isUuidText(each.name) || isPlace(state, each))
      .map((each) => chassisReport(state, each)),
    blocked: network.chassis.filter((each) => isBlockedOn(state, each)).map(({ name }) => name),
    findings,
    undecided: before?.phase === phase ? [] : undecidedOf(state),
  };
}

function undecidedOf(state: PortState): readonly string[] {
  return momentRules.flatMap((rule) => {
    const wanted = rule.wanted(state);
    return wanted === undefined ? [] : [`${rule.code}: ${wanted}`];
  });
}

/** One that is known by its UUID only says nothing of ports elsewhere. */
function isPlace({ main, additional }: PortState, chassis: Chassis): boolean {
  return chassis === main || additional.includes(chassis) || chassis.row !== undefined;
}

function phaseOf(state: PortState, before: PortReport | undefined): Phase {
  const { binding, main, additional, list, requestedAdditional } = state;
  if (additional.length > 0) {
    if (main === undefined) return 'main-gone';
    if (additional.every((each) => isActivated(state, each))) return 'activated';
    return additional.some((each) => isBlockedOn(state, each)) ? 'blocked' : 'both-bound';
  }
  if (binding.chassis === undefined) return 'unbound';
  if (main !== undefined && hasMoved(state, main, before)) return 'moved';
  return list.length > 1 || requestedAdditional.length > 0 ? 'list-set' : 'single';
}

/** A flag that names the main chassis, a log, or the moment before shows where it came from. */
function hasMoved(
  { binding, flagged, list }: PortState,
  main: Chassis,
  before: PortReport | undefined,
): boolean {
  if (list.length === 0) return false;
  if (flagged.includes(main.name)) return true;
  if (before?.main !== undefined && before.main !== main.name) return before.additional.includes(main.name);
  if (before?.phase === 'moved') return true;
  const name = literal(binding.name);
  return main.log?.last(new RegExp(`Changing chassis for lport ${name} from \\S+ to`, 'u')) !== undefined;
}

/** What the flows show; without them, what the strategy does by the databases. */
function isBlockedOn(state: PortState, chassis: Chassis): boolean {
  const view = viewOf(state, chassis);
  if (view !== undefined) return view.isBlocked;
  return (
    state.additional.includes(chassis) &&
    !state.flagged.includes(chassis.name) &&
    (state.strategyEffect === 'blocks' || state.strategyEffect === 'stuck')
  );
}

function chassisReport(state: PortState, chassis: Chassis): ChassisReport {
  const view = viewOf(state, chassis);
  const encap = encapOf(state, chassis);
  const isAdditional = state.additional.includes(chassis);
  return {
    name: chassis.name,
    role: chassis === state.main ? 'main' : isAdditional ? 'additional' : 'other',
    encap: encap === undefined ? undefined : `${encap.type} ${encap.ip}`,
    plugged: state.plugged.get(chassis)?.name,
    clones: view === undefined ? undefined : clonesOf(state, view),
    isBlocked: view?.isBlocked,
    mtuSizes: [...new Set(view?.flows.mtuChecks.map(({ size }) => size) ?? [])],
  };
}

/** A single output is no clone while the port is bound at one chassis: it is how any remote port is reached. */
function clonesOf(
  { additional, binding }: PortState,
  { targets, expected, flows, chassis }: PortView,
): CloneReport {
  const isCloned =
    additional.length > 0 ||
    placesOf(targets).length > 1 ||
    (flows.local.length > 0 && chassis.name === binding.chassis);
  return {
    seen: isCloned ? placesOf(targets) : [],
    expected: expected.map(({ name }) => name),
  };
}

/** A row for each local address of a host goes to the same places. */
function placesOf(targets: readonly Target[]): readonly string[] {
  return [...new Set(targets.map(({ chassis, output }) => chassis?.name ?? `port ${output.port}`))];
}
