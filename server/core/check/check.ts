import { finish, type Steps } from '../base/steps.ts';
import { compareNames } from '../model/capture.ts';
import { catalogueEntry } from './catalogue.ts';
import { checkPorts } from './checkPorts.ts';
import type { Finding, Severity } from './finding.ts';
import type { Host } from './hostRule.ts';
import { hostRules } from './hostRules.ts';
import type { Network } from './network.ts';

/** All that the rules find in a network, by file and line; `before` is the moment before it. */
export function checkNetwork(network: Network, before?: Network): readonly Finding[] {
  return finish(checkSteps(network, before));
}

/** The same, with pauses. */
export function* checkSteps(network: Network, before?: Network): Steps<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { findings } of checkPorts(network, before)) {
    found.push(...findings);
    yield;
  }
  found.push(...(network.logical?.findings ?? []));
  for (const chassis of network.chassis) {
    const { report } = chassis;
    if (report === undefined) continue;
    found.push(...report.findings);
    found.push(...(yield* checkHost({ ...chassis, report }, network)));
  }
  return found.sort(compareFindings);
}

/** By file and line, then the worst first. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    (a.place.path === b.place.path ? 0 : compareNames(a.place.path, b.place.path)) ||
    a.place.line - b.place.line ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareNames(a.code, b.code)
  );
}

function* checkHost(host: Host, network: Network): Steps<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { code, check } of hostRules) {
    const { severity } = catalogueEntry(code);
    for (const problem of check(host, network)) {
      if (problem === undefined) {
        yield;
        continue;
      }
      found.push({
        code,
        severity: problem.severity ?? severity,
        message: problem.message,
        place: problem.place,
        related: problem.related ?? [],
        port: undefined,
        command: problem.command,
      });
    }
    yield;
  }
  return found;
}

/** The worst first. */
const severities: readonly Severity[] = ['error', 'warning', 'information'];
