import { apply } from './apply.ts';
import type { ControlRun } from './controlPlane.ts';
import { destination } from './labNetwork.ts';
import type { Micros } from './time.ts';
import { micros } from './time.ts';
import type { Phase, PhaseKind } from './timeline.ts';
import type { World } from './world.ts';

/** The stretches of a run between the events that change what the migration has come to. */
export function phasesOf(control: ControlRun, end: Micros): readonly Phase[] {
  const starts: { kind: PhaseKind; from: Micros }[] = [];
  let world = control.start;
  const enter = (from: Micros): void => {
    const last = starts.at(-1);
    const kind = phaseOf(world) ?? last?.kind ?? 'single';
    if (last?.kind === kind) return;
    // Of what happens in one instant only the outcome is a phase.
    if (last?.from === from && starts.length > 1) starts.pop();
    if (starts.at(-1)?.kind !== kind) starts.push({ kind, from });
  };
  enter(micros(0));
  for (const event of control.events) {
    world = apply(world, event);
    enter(event.time);
  }
  return starts.map(({ kind, from }, idx) => ({
    kind,
    title: titles[kind],
    from,
    to: starts[idx + 1]?.from ?? end,
  }));
}

const titles: Readonly<Record<PhaseKind, string>> = {
  single: 'one chassis',
  requested: 'second chassis requested',
  both: 'bound to both',
  blocked: 'bound to both, destination blocked',
  active: 'destination activated',
  moved: 'moved',
};

/** Undefined between two phases: the one before goes on. */
function phaseOf(world: World): PhaseKind | undefined {
  const { southbound } = world;
  const [main] = southbound.chassis;
  if (southbound.additionalChassis.length > 0) {
    // The list is on its way back to one name; rows and roles follow.
    if (southbound.requestedAdditionalChassis.length === 0) return undefined;
    if (southbound.activationStrategy === '') return 'both';
    const state = world.chassis[destination];
    if (state?.flows.block === true) return 'blocked';
    if (state?.controller.activated === true || southbound.activated.includes(destination)) return 'active';
    return state?.flows.local === true ? 'both' : 'requested';
  }
  if (southbound.requestedAdditionalChassis.length > 0) return 'requested';
  if (main === undefined) return undefined;
  return main === destination ? 'moved' : 'single';
}
