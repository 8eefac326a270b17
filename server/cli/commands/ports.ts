import { type ChassisReport, type Phase, type PortReport, portReports } from '../../core/check/ports.ts';
import { openCapture } from '../captureInput.ts';
import type { Command } from '../command.ts';
import { printable, UsageError } from '../io.ts';

/** Reports on the ports of a capture that have to do with several chassis. */
export const ports: Command = {
  name: 'ports',
  usage: 'ports DIR',
  summary: 'report on the ports that are bound, wanted or plugged at several chassis',
  options: { release: { type: 'string', help: 'the OVN release of the dumps, when they do not show it' } },
  run({ io, args, options }) {
    const [folder, ...more] = args;
    if (folder === undefined || more.length > 0) throw new UsageError('which folder?');
    const input = openCapture(folder);
    if (input.moments.length === 0) throw new UsageError(`no dumps in ${folder}`);
    const hasMoments = input.moments.length > 1;
    let before: readonly PortReport[] = [];
    for (const moment of input.moments) {
      const network = input.networkAt(moment, options['release'] as string | undefined);
      const reports = portReports(network, before);
      before = reports;
      if (options['json'] === true) {
        for (const report of reports)
          io.out(`${JSON.stringify(reportJson(report, hasMoments ? moment.name : undefined))}\n`);
        continue;
      }
      if (hasMoments) io.out(`${printable(moment.name)}:\n`);
      if (!network.knowsChassis) io.out('  no file has the chassis (ovn-sbctl -f json list Chassis)\n');
      if (network.ports === undefined)
        io.out('  no file has the port bindings (ovn-sbctl -f json list Port_Binding)\n');
      else if (reports.length === 0) io.out('  no port has to do with several chassis\n');
      for (const report of reports)
        for (const line of linesOf(report)) io.out(`${hasMoments ? '  ' : ''}${printable(line)}\n`);
    }
    return 0;
  },
};

function reportJson(report: PortReport, moment: string | undefined): unknown {
  const { port, phase, main, additional, strategy, activated, chassis, blocked, findings } = report;
  return {
    ...(moment === undefined ? {} : { moment }),
    port,
    phase,
    main: main ?? null,
    additional,
    strategy: strategy ?? null,
    activated: additional.length > 0 && activated.length === additional.length,
    clones: Object.fromEntries(
      chassis.flatMap(({ name, clones }) =>
        clones === undefined || clones.seen.length + clones.expected.length === 0
          ? []
          : [[name, clones.seen]],
      ),
    ),
    blocked,
    findings: [...new Set(findings.map(({ code }) => code))],
  };
}

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

function* linesOf(report: PortReport): Generator<string> {
  const { port, datapath, phase, strategy, requested, activated, findings } = report;
  yield `${port} (${datapath}): ${phase}, ${phases[phase]}`;
  if (requested.length > 0) yield `  requested   ${requested.join(', ')}`;
  if (strategy !== undefined)
    yield `  strategy    ${strategy}, ${activated.length === 0 ? 'not activated' : `activated at ${activated.join(', ')}`}`;
  for (const chassis of report.chassis) yield* chassisLines(chassis);
  for (const { code, severity, message, command } of findings) {
    yield `  ${severity} ${code}: ${message}`;
    if (command !== undefined) yield `    try: ${command}`;
  }
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
