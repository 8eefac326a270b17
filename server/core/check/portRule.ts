import type { Place, RelatedPlace, Severity } from './finding.ts';
import type { Network } from './network.ts';
import type { PortState } from './portState.ts';

/** A rule about one logical port. Its severity, title and explanation are in the catalogue. */
export interface PortRule {
  readonly code: string;
  check(state: PortState, network: Network): Iterable<PortProblem>;
}

export interface PortProblem {
  readonly message: string;
  /** The row of the port binding when it is left out. */
  readonly place?: Place | undefined;
  readonly related?: readonly RelatedPlace[];
  /** Where it differs from the catalogue's. */
  readonly severity?: Severity;
  readonly command?: string;
}
