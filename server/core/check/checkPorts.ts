import { catalogueEntry } from './catalogue.ts';
import type { Finding } from './finding.ts';
import type { Network } from './network.ts';
import { type PortState, portStates } from './portState.ts';
import { portRules } from './portRules.ts';
import type { PortProblem, PortRule } from './portRule.ts';

/** A port with what is wrong with it. */
export interface CheckedPort {
  readonly state: PortState;
  readonly findings: readonly Finding[];
}

/** Applies the rules of multichassis port bindings to all ports of a network. */
export function checkPorts(network: Network): readonly CheckedPort[] {
  return portStates(network).map((state) => ({
    state,
    findings: state.arePlacesNamed
      ? portRules.flatMap((rule) =>
          [...rule.check(state, network)].map((problem) => findingOf(rule, problem, state)),
        )
      : [],
  }));
}

function findingOf({ code }: PortRule, problem: PortProblem, { binding }: PortState): Finding {
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
