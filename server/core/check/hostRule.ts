import type { Finding } from './finding.ts';
import type { FlowReport } from './flowReport.ts';
import type { Chassis, Network } from './network.ts';

/** A rule about the flows of one chassis and what other files say of it. */
export interface HostRule {
  readonly code: string;
  /** Yields nothing where it may pause. */
  check(host: Host, network: Network): Generator<HostProblem | void, void>;
}

/** A chassis whose flows are there. */
export interface Host extends Chassis {
  readonly report: FlowReport;
}

export type HostProblem = Pick<Finding, 'message' | 'place'> &
  Partial<Pick<Finding, 'related' | 'severity' | 'command'>>;
