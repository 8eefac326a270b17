import type { CancellationToken } from 'vscode-languageserver';
import { finishPaced } from '../../core/base/steps.ts';
import { networkSteps } from '../../core/check/network.ts';
import { portReportLines } from '../../core/check/portReportText.ts';
import { type PortReports, portReports } from '../../core/check/ports.ts';
import { type PortReportParams, portReportRequest, type PortReportResult } from '../../protocol/messages.ts';
import type { OpenCapture } from '../captureStore.ts';
import type { LinkHost } from '../linkHost.ts';
import { plainText } from '../../protocol/plainText.ts';

/** The report on the ports that several chassis have to do with. A failure is answered to the command, which shows it. */
export function registerPortReport(host: LinkHost): void {
  host.connection.onRequest(
    portReportRequest,
    async (params: PortReportParams, cancel: CancellationToken): Promise<PortReportResult> => {
      const capture = await captureOf(host, params);
      const { moments } = capture.capture;
      if (moments.length === 0) return { text: 'No dumps of OVN or Open vSwitch are here.\n' };
      const lines = ['Ports that several chassis have to do with', capture.folder ?? '', ''];
      let before: PortReports | undefined;
      for (const moment of moments) {
        const steps = networkSteps(moment, capture.source, host.settings().release, { logical: false });
        const network = await finishPaced(steps, host.pace(cancel));
        if (network === undefined) throw new Error('it was cancelled');
        const reports = portReports(network, before);
        before = { network, reports };
        lines.push(
          ...portReportLines(
            moments.length > 1 ? moment.name : undefined,
            network,
            reports,
            moment === moments.at(-1),
          ),
          '',
        );
      }
      return {
        text: lines
          .flatMap((line) => wrapped(plainText(line)))
          .map((line) => `${line}\n`)
          .join(''),
      };
    },
  );
}

/** Longer lines go on below, so that all is on the screen. */
const longest = 110;

/** A line in pieces, cut at blanks; what follows the first is set in a little more than the line. */
function wrapped(line: string): readonly string[] {
  const indent = ' '.repeat((/^ */.exec(line)?.[0].length ?? 0) + 4);
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > longest) {
    const blank = rest.lastIndexOf(' ', longest);
    if (blank <= indent.length) break;
    pieces.push(rest.slice(0, blank));
    rest = indent + rest.slice(blank + 1);
  }
  return [...pieces, rest];
}

/** The capture around an open document, else that of a folder. */
async function captureOf(
  { captures, documents }: LinkHost,
  { uri, folder }: PortReportParams,
): Promise<OpenCapture> {
  const document = uri === undefined ? undefined : documents.get(uri);
  const [place] = document === undefined ? [] : await captures.placesOf(document);
  if (place !== undefined) return place.capture;
  if (folder === undefined) throw new Error('no folder is open');
  return captures.open(folder);
}
