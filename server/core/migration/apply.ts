import { assertNever, InvariantError } from '../base/invariant.ts';
import type { MigrationEvent } from './event.ts';
import type { ChassisName } from './network.ts';
import type { Micros } from './time.ts';
import type { ChassisState, PortFlows, SouthboundPort, World } from './world.ts';

/**
 * The world after an event. The simulator drives itself forwards with it and the player finds any instant with it, so what
 * is shown cannot differ from what was simulated.
 *
 * Throws an `InvariantError` when the event names a chassis that the world does not have.
 */
export function apply(world: World, event: MigrationEvent): World {
  switch (event.kind) {
    case 'northbound-written':
      return {
        ...world,
        northbound: {
          ...world.northbound,
          requestedChassis: event.requestedChassis,
          activationStrategy: event.activationStrategy,
        },
      };
    case 'southbound-requested':
      return withSouthbound(world, {
        requestedChassis: event.requestedChassis,
        requestedAdditionalChassis: event.requestedAdditionalChassis,
        activationStrategy: event.activationStrategy,
        // northd carries the flag over only while somebody is requested besides the main chassis.
        activated: event.requestedAdditionalChassis.length > 0 ? world.southbound.activated : [],
      });
    case 'port-claimed':
      return forgetActivation(
        withSouthbound(world, claimed(world.southbound, event.chassis, event.role === 'main')),
        event.chassis,
      );
    case 'port-released':
      return forgetActivation(
        withSouthbound(
          world,
          event.role === 'main'
            ? { chassis: without(world.southbound.chassis, event.chassis) }
            : { additionalChassis: without(world.southbound.additionalChassis, event.chassis) },
        ),
        event.chassis,
      );
    case 'southbound-up':
      return withSouthbound(world, { up: event.up });
    case 'northbound-up':
      return { ...world, northbound: { ...world.northbound, up: event.up } };
    case 'activation-recorded':
      return withSouthbound(world, {
        activated: [...without(world.southbound.activated, event.chassis), event.chassis],
      });
    case 'interface-plugged':
      return withChassis(world, event.chassis, { plugged: true });
    case 'interface-unplugged':
      return withChassis(world, event.chassis, { plugged: false, ovnInstalled: false });
    case 'ovn-installed':
      return withChassis(world, event.chassis, { ovnInstalled: event.installed });
    case 'guest-changed':
      return withChassis(world, event.chassis, { guest: event.guest });
    case 'controller-disconnected':
      return withController(world, event.chassis, { connected: false });
    case 'controller-connected':
      return withController(world, event.chassis, { connected: true });
    case 'activation-handled':
      return withController(world, event.chassis, { activated: true });
    case 'flows-installed':
      return withFlows(world, event.chassis, event.flows, event.time);
    case 'fabric-learned':
      return { ...world, fabric: event.chassis };
    case 'cms-step':
    case 'northd-ran':
    case 'controller-ran':
    case 'announced':
    case 'packet-in':
    case 'garp-sent':
    case 'southbound-hung':
    case 'southbound-answers':
    case 'ping-started':
    case 'ping-finished':
      return world;
    default:
      return assertNever(event);
  }
}

/** The state of a chassis that is known to be in the world. */
export function chassisState(world: World, name: ChassisName): ChassisState {
  const state = world.chassis[name];
  if (state === undefined) throw new InvariantError(`no chassis ${name} in this world`);
  return state;
}

/** One transaction: a main claim also removes the chassis from the additional ones, and the other way round. */
function claimed(row: SouthboundPort, name: ChassisName, main: boolean): Partial<SouthboundPort> {
  return main
    ? { chassis: [name], additionalChassis: without(row.additionalChassis, name) }
    : {
        chassis: without(row.chassis, name),
        additionalChassis: [...without(row.additionalChassis, name), name],
      };
}

function without(names: readonly ChassisName[], name: ChassisName): readonly ChassisName[] {
  return names.filter((it) => it !== name);
}

function withSouthbound(world: World, change: Partial<SouthboundPort>): World {
  return { ...world, southbound: { ...world.southbound, ...change } };
}

function withChassis(world: World, name: ChassisName, change: Partial<ChassisState>): World {
  return { ...world, chassis: { ...world.chassis, [name]: { ...chassisState(world, name), ...change } } };
}

function withController(world: World, name: ChassisName, change: Partial<ChassisState['controller']>): World {
  return withChassis(world, name, { controller: { ...chassisState(world, name).controller, ...change } });
}

/** A new role on a chassis starts without a record in ovn-controller's memory; the southbound flag speaks for itself. */
function forgetActivation(world: World, name: ChassisName): World {
  return withController(world, name, { activated: false });
}

/** Rows whose actions change are installed anew by ovn-controller, so their age and counters start again as well. */
function withFlows(world: World, name: ChassisName, flows: PortFlows, time: Micros): World {
  const { flows: old, flowsSince } = chassisState(world, name);
  const sameTargets =
    old.remote.length === flows.remote.length && old.remote.every((it, i) => it === flows.remote[i]);
  return withChassis(world, name, {
    flows,
    flowsSince: {
      local: old.local === flows.local ? flowsSince.local : time,
      block: old.block === flows.block ? flowsSince.block : time,
      remote: sameTargets ? flowsSince.remote : time,
      localnet: old.localnet === flows.localnet ? flowsSince.localnet : time,
      enforcement: old.enforcement === flows.enforcement ? flowsSince.enforcement : time,
      pathMtu: old.pathMtu === flows.pathMtu ? flowsSince.pathMtu : time,
    },
  });
}
