import type { Network } from './network.ts';
import type { ChassisReport, Phase, PortReport } from './ports.ts';

const phases: Readonly<Record<Phase, string>> = {
  unbound: 'bound nowhere',
  single: 'at one chassis',
  'list-set': 'more chassis are requested than have bound it',
  'both-bound': 'bound at several chassis, all of them live',
  blocked: 'bound at several chassis, the new one waits for an announcement',
  activated: 'bound at several chassis, the new one is activated',
  'main-gone': 'the main chassis has let go, only the additional one is left',
  moved: 'at one chassis, where it has moved to',
};

const noBindings = 'no file has the port bindings (ovn-sbctl -f json list Port_Binding)';

/**
 * The report on a moment as lines of text; `moment` is its name where there are several. What another moment would tell is
 * said of the last one only. Names come from the files.
 */
export function* portReportLines(
  moment: string | undefined,
  { knowsChassis, ports }: Network,
  reports: readonly PortReport[],
  isLast: boolean,
): Generator<string, void> {
  if (moment !== undefined) yield `${moment}:`;
  if (!knowsChassis) yield '  no file has the chassis (ovn-sbctl -f json list Chassis)';
  if (ports === undefined)
    yield reports.length === 0
      ? `  ${noBindings}`
      : `  ${noBindings}: those of the moment beside it are taken`;
  else if (reports.length === 0) yield '  no port has to do with several chassis';
  for (const report of reports)
    for (const line of linesOf(report, isLast)) yield moment === undefined ? line : `  ${line}`;
}

function* linesOf(report: PortReport, isLast: boolean): Generator<string, void> {
  const { port, datapath, phase, strategy, requested, activated, findings, undecided } = report;
  // Without the table of datapaths nobody knows the name.
  yield `${port}${datapath === '' ? '' : ` (${datapath})`}: ${phase}, ${phases[phase]}`;
  if (requested.length > 0) yield `  requested   ${requested.join(', ')}`;
  if (strategy !== undefined)
    yield `  strategy    ${strategy}, ${activated.length === 0 ? 'not activated' : `activated at ${activated.join(', ')}`}`;
  for (const chassis of report.chassis) yield* chassisLines(chassis);
  for (const { code, severity, message, command } of findings) {
    yield `  ${severity} ${code}: ${message}`;
    if (command !== undefined) yield `    try: ${command}`;
  }
  if (isLast)
    for (const each of undecided) yield `  another dump, in a folder of its own, would tell ${each}`;
}

function* chassisLines({
  name,
  role,
  encap,
  plugged,
  clones,
  isBlocked,
  mtuSizes,
}: ChassisReport): Generator<string> {
  const facts = [
    encap,
    plugged === undefined ? undefined : `interface ${plugged}`,
    isBlocked === true ? 'blocked' : undefined,
    mtuSizes.length === 0 ? undefined : `answers packets over ${mtuSizes.join(', ')} bytes`,
    clones === undefined ? 'its flows are not in the capture' : cloneText(clones.seen, clones.expected),
  ].filter((fact) => fact !== undefined);
  yield `  ${(role === 'other' ? '' : role).padEnd(10)}  ${name}${facts.length === 0 ? '' : `: ${facts.join('; ')}`}`;
}

function cloneText(seen: readonly string[], expected: readonly string[]): string | undefined {
  if (seen.length + expected.length === 0) return undefined;
  const missing = expected.filter((each) => !seen.includes(each));
  const text = seen.length === 0 ? 'sends no copies' : `sends to ${seen.join(', ')}`;
  return missing.length === 0 ? text : `${text}, should to ${expected.join(', ')}`;
}
