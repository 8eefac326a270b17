import { catalogueEntry } from './catalogue.ts';
import type { Finding } from './finding.ts';
import { isReversed, NetworkChange } from './momentRule.ts';
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
 * Applies the rules of multichassis port bindings to all ports of a network. `neighbour` is the moment before, for the
 * rules that need two; should the ages of flows show that it is the later one, it is taken as that.
 */
export function checkPorts(network: Network, neighbour?: Network): readonly CheckedPort[] {
  const states = portStates(network);
  const changes = neighbour === undefined ? new Map() : changesOf(states, network, neighbour);
  return states.map((state) => ({
    state,
    findings: state.arePlacesNamed
      ? [
          ...portRules.flatMap((rule) =>
            [...rule.check(state, network)].map((problem) => findingOf(rule, problem, state)),
          ),
          ...(changes.get(state.binding.name) ?? []),
        ].toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
      : [],
  }));
}

/** By port: what two moments show. */
function changesOf(
  states: readonly PortState[],
  network: Network,
  neighbour: Network,
): ReadonlyMap<string, readonly Finding[]> {
  const isLater = !isReversed(neighbour, network);
  const change = new NetworkChange(isLater ? neighbour : network);
  const others = new Map(portStates(neighbour).map((state) => [state.binding.name, state]));
  return new Map(
    states.map((state) => {
      const other = others.get(state.binding.name);
      // A port that was removed and made anew is another one.
      if (other === undefined || other.binding.cookie !== state.binding.cookie || !other.arePlacesNamed)
        return [state.binding.name, []];
      const [before, after] = isLater ? [other, state] : [state, other];
      const findings = momentRules.flatMap((rule) =>
        [...rule.check(before, after, change)].map((problem) => findingOf(rule, problem, after)),
      );
      return [state.binding.name, findings];
    }),
  );
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
