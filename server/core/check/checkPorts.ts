import { catalogueEntry } from './catalogue.ts';
import type { Finding } from './finding.ts';
import { inTime, withPortsOf } from './momentRule.ts';
import { momentRules } from './momentRules.ts';
import type { Network } from './network.ts';
import { type PortState, portStates } from './portState.ts';
import { portRules } from './portRules.ts';
import type { PortProblem } from './portRule.ts';

/** A port with what is wrong with it. */
export interface CheckedPort {
  readonly state: PortState;
  readonly findings: readonly Finding[];
}

/**
 * Applies the rules of multichassis port bindings to all ports of a network, one after the other. `neighbour` is the
 * moment before, for the rules that need two; should the ages of flows show that it is the later one, it is taken as that.
 */
export function* checkPorts(network: Network, neighbour?: Network): Generator<CheckedPort, void> {
  if (network.ports === undefined) {
    if (neighbour?.ports !== undefined) yield* checkFlows(withPortsOf(network, neighbour), neighbour);
    return;
  }
  const changes =
    neighbour === undefined
      ? undefined
      : changesOf(network, neighbour.ports === undefined ? withPortsOf(neighbour, network) : neighbour);
  for (const state of portStates(network)) {
    const findings: Finding[] = [];
    if (state.arePlacesNamed) {
      for (const rule of portRules) {
        for (const problem of rule.check(state, network)) findings.push(findingOf(rule, problem, state));
      }
      if (changes !== undefined) findings.push(...changes(state));
      findings.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
    }
    yield { state, findings };
  }
}

/** The ports with something wrong of a moment that has no bindings of its own. */
function* checkFlows(network: Network, neighbour: Network): Generator<CheckedPort, void> {
  const changes = changesOf(network, neighbour);
  for (const state of portStates(network)) {
    const findings = state.arePlacesNamed ? changes(state) : [];
    if (findings.length > 0) yield { state, findings };
  }
}

/** What two moments show of a port. */
function changesOf(network: Network, neighbour: Network): (state: PortState) => readonly Finding[] {
  const { change, isReversed } = inTime(neighbour, network);
  const others = new Map([...portStates(neighbour)].map((state) => [state.binding.name, state]));
  return (state) => {
    const other = others.get(state.binding.name);
    // A port that was removed and made anew is another one.
    if (other === undefined || other.binding.cookie !== state.binding.cookie || !other.arePlacesNamed)
      return [];
    const [before, after] = isReversed ? [state, other] : [other, state];
    return momentRules.flatMap((rule) =>
      [...rule.check(before, after, change)].map((problem) => findingOf(rule, problem, after)),
    );
  };
}

function findingOf(
  { code }: { readonly code: string },
  problem: PortProblem,
  { binding }: PortState,
): Finding {
  return {
    code,
    severity: problem.severity ?? catalogueEntry(code).severity,
    message: problem.message,
    place: problem.place ?? binding.place,
    related: problem.related ?? [],
    port: binding.name,
    command: problem.command,
  };
}
