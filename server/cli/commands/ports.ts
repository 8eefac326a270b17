import { portReportLines } from '../../core/check/portReportText.ts';
import { type PortReport, type PortReports, portReports } from '../../core/check/ports.ts';
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
    let before: PortReports | undefined;
    for (const moment of input.moments) {
      const network = input.networkAt(moment, options['release'] as string | undefined);
      const reports = portReports(network, before);
      before = { network, reports };
      if (options['json'] === true) {
        for (const report of reports)
          io.out(`${JSON.stringify(reportJson(report, hasMoments ? moment.name : undefined))}\n`);
        continue;
      }
      for (const line of portReportLines(
        hasMoments ? moment.name : undefined,
        network,
        reports,
        moment === input.moments.at(-1),
      ))
        io.out(`${printable(line)}\n`);
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
