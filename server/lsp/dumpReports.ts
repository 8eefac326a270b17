import { CancellationToken, type Disposable } from 'vscode-languageserver';
import { type DumpInfo, dumpInfoNotification } from '../protocol/messages.ts';
import { type Analyses, isSameChoice } from './analyses.ts';
import { type Analysis, prepareRoles } from './analysis.ts';
import { guardedNotification } from './dispatch.ts';
import type { OpenDocument } from './documents.ts';
import { dumpInfo } from './features/dumpInfo.ts';
import { inTime, type LinkHost } from './linkHost.ts';

/** Tells the editor what is known of its open dumps. */
export interface DumpReports {
  report(uri: string): Promise<void>;
  documentClosed(uri: string): void;
}

/** So long a dump waits for what the files around it show of its release, in milliseconds; what comes later follows. */
const patience = 500;

/** After a change of a capture, this long until the releases of its open dumps are looked at again, in milliseconds. */
const settleTime = 300;

export function createDumpReports(host: LinkHost, analyses: Analyses): DumpReports {
  const { connection, documents, captures, watch } = host;
  /** What the editor was last told. */
  const told = new Map<string, Analysis>();
  let due: Disposable | undefined;

  async function tell(document: OpenDocument, analysis: Analysis): Promise<void> {
    if (!(await prepareRoles(analysis, host.paceFor(document, CancellationToken.None)))) return;
    told.set(document.uri, analysis);
    await connection.sendNotification(dumpInfoNotification, dumpInfo(document, analysis) satisfies DumpInfo);
  }

  /** What one dump shows may decide for those around it. */
  async function tellChanged(): Promise<void> {
    for (const document of documents.all()) {
      const before = told.get(document.uri);
      if (before === undefined || before.dump !== document.dump()) continue;
      const now = await analyses.inCapture(document, CancellationToken.None);
      if (now !== undefined && !isSameChoice(before, now)) await tell(document, now);
    }
  }

  captures.onDidChange(() => {
    due?.dispose();
    due = host.after(settleTime, () => void guardedNotification('releases', watch, tellChanged)(undefined));
  });

  return {
    async report(uri) {
      const document = documents.get(uri);
      if (document === undefined) return;
      const inCapture = analyses.inCapture(document, CancellationToken.None);
      const first = (await inTime(host, inCapture, patience)) ?? analyses.alone(document);
      await tell(document, first);
      const later = await inCapture;
      if (later !== undefined && !isSameChoice(first, later)) await tell(document, later);
    },
    documentClosed(uri) {
      told.delete(uri);
    },
  };
}
