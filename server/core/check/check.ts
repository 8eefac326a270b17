import { compareNames } from '../model/capture.ts';
import { checkPorts } from './checkPorts.ts';
import type { Finding, Severity } from './finding.ts';
import type { Network } from './network.ts';

/** All that the rules find in a network, by file and line. */
export function checkNetwork(network: Network): readonly Finding[] {
  return checkPorts(network)
    .flatMap(({ findings }) => findings)
    .toSorted(
      (a, b) =>
        compareNames(a.place.path, b.place.path) ||
        a.place.line - b.place.line ||
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        compareNames(a.code, b.code),
    );
}

/** The worst first. */
const severities: readonly Severity[] = ['error', 'warning', 'information'];
