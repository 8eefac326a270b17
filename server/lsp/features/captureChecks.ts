import type { Connection, Disposable } from 'vscode-languageserver';
import type { Cancel } from '../../core/base/cancel.ts';
import type { Pace } from '../../core/base/pace.ts';
import { finishPaced } from '../../core/base/steps.ts';
import { momentSteps } from '../../core/check/checkMoment.ts';
import type { Finding } from '../../core/check/finding.ts';
import type { Network } from '../../core/check/network.ts';
import { syntaxCodes } from '../../core/check/syntaxFindings.ts';
import { withLevels } from '../../core/check/levels.ts';
import type { CaptureStore, OpenCapture } from '../captureStore.ts';
import { guardedNotification, type Watch } from '../dispatch.ts';
import type { DocumentStore } from '../documents.ts';
import type { Problems } from '../problems.ts';
import type { Settings } from '../settings.ts';
import { findingsByFile, type FindingStyle } from './findings.ts';

export interface CheckHost {
  readonly connection: Pick<Connection, 'window'>;
  readonly watch: Watch;
  readonly documents: DocumentStore;
  readonly captures: CaptureStore;
  readonly problems: Problems;
  settings(): Settings;
  style(): FindingStyle;
  /** Whether the editor shows how far a long work is. */
  hasProgress(): boolean;
  pace(cancel: Cancel): Pace;
  after(ms: number, run: () => void): Disposable;
}

/** Checks the captures that open documents lie in, in the background, and tells what is wrong in their files. */
export interface CaptureChecks {
  documentOpened(uri: string): void;
  documentChanged(uri: string): void;
  documentClosed(): void;
  /** The levels of rules, or the release, are others than before. */
  settingsChanged(isRelease: boolean): void;
}

/** After a change, this long until a capture is checked again, in milliseconds: an edit is rarely one keystroke. */
const settleTime = 700;
/** Work that is shorter than this shows no progress, in milliseconds. */
const quietTime = 500;

/** A capture that is or was checked. */
interface Checked {
  capture: OpenCapture;
  timer: Disposable | undefined;
  /** Number of the latest check; an earlier one stops. */
  run: number;
  findings: readonly Finding[];
  /** Files that the editor was told something of. */
  told: ReadonlySet<string>;
}

export function createCaptureChecks(host: CheckHost): CaptureChecks {
  /** By folder, or by the URI of a document that stands alone. */
  const checked = new Map<string, Checked>();

  function schedule(key: string, capture: OpenCapture, after: number): void {
    const known = checked.get(key) ?? { capture, timer: undefined, run: 0, findings: [], told: new Set() };
    checked.set(key, known);
    known.capture = capture;
    known.timer?.dispose();
    // What runs now is about files that are others meanwhile.
    known.run++;
    known.timer = host.after(after, () => void guardedNotification('check', host.watch, check)(known));
  }

  async function check(known: Checked): Promise<void> {
    const run = ++known.run;
    const begin = host.watch.now();
    const capture =
      known.capture.folder === undefined ? known.capture : await host.captures.open(known.capture.folder);
    if (known.run !== run) return;
    known.capture = capture;
    const progress = new CheckProgress(host, begin);
    const cancel = {
      get isCancellationRequested(): boolean {
        return known.run !== run || progress.isCancelled;
      },
    };
    const findings: Finding[] = [];
    const { moments } = capture.capture;
    let before: Network | undefined;
    for (const [idx, moment] of moments.entries()) {
      progress.report(moment.name, idx / moments.length);
      const pace = progress.watching(host.pace(cancel));
      const found = await finishPaced(
        momentSteps(moment, capture.source, host.settings().release, before),
        pace,
      );
      if (found === undefined) {
        progress.done();
        return;
      }
      findings.push(...found.findings);
      before = found.network;
    }
    progress.done();
    host.watch.log(
      `checked a capture in ${(host.watch.now() - begin).toFixed(0)} ms: ${findings.length} findings`,
    );
    known.findings = findings;
    tell(known);
  }

  function tell(known: Checked): void {
    const { capture } = known;
    const isOpen = (path: string): boolean => host.documents.get(capture.uriOf(path)) !== undefined;
    // The faults of an open text are told as it is typed.
    const findings = withLevels(known.findings, host.settings().checks).filter(
      ({ code, place }) => !syntaxCodes.has(code) || !isOpen(place.path),
    );
    const byFile = findingsByFile(findings, capture, host.style());
    for (const uri of known.told) if (!byFile.has(uri)) host.problems.setCapture(uri, []);
    for (const [uri, found] of byFile) host.problems.setCapture(uri, found);
    known.told = new Set(byFile.keys());
  }

  const opened = guardedNotification(
    'check',
    host.watch,
    async ({ uri, isNew }: { readonly uri: string; readonly isNew: boolean }) => {
      const document = host.documents.get(uri);
      if (document === undefined) return;
      for (const { capture, whole } of await host.captures.placesOf(document)) {
        // Rows that are shown apart are no file of it.
        if (whole !== undefined) continue;
        const key = capture.folder ?? uri;
        const known = checked.get(key);
        // A document that stands alone is another capture after each edit; a folder tells of its changes itself.
        if (known === undefined || capture.folder === undefined) schedule(key, capture, 0);
        // What was told of the closed file is told by its text now.
        else if (isNew) tell(known);
      }
    },
  );

  host.captures.onDidChange((capture) => {
    if (capture.folder !== undefined) schedule(capture.folder, capture, settleTime);
  });

  return {
    documentOpened: (uri) => void opened({ uri, isNew: true }),
    documentChanged: (uri) => void opened({ uri, isNew: false }),
    documentClosed() {
      for (const known of checked.values()) tell(known);
    },
    settingsChanged(isRelease) {
      for (const [key, known] of checked) {
        if (isRelease) schedule(key, known.capture, 0);
        else tell(known);
      }
    },
  };
}

/** Shows that a check is under way once it has taken a while, and stops it when the user wants. */
class CheckProgress {
  isCancelled = false;
  readonly #host: CheckHost;
  readonly #begin: number;
  #shown: Awaited<ReturnType<Connection['window']['createWorkDoneProgress']>> | undefined;
  #isAsked = false;
  #isDone = false;
  #message = '';
  #share = 0;

  constructor(host: CheckHost, begin: number) {
    this.#host = host;
    this.#begin = begin;
  }

  report(message: string, share: number): void {
    this.#message = message;
    this.#share = share;
    this.#shown?.report(100 * share, message);
  }

  /** The same pace, which shows the progress when it is time. */
  watching(pace: Pace): Pace {
    return {
      step: () => {
        if (!this.#isAsked && this.#host.hasProgress() && this.#host.watch.now() - this.#begin > quietTime) {
          this.#isAsked = true;
          void guardedNotification('progress', this.#host.watch, () => this.#show())(undefined);
        }
        return pace.step();
      },
    };
  }

  done(): void {
    this.#isDone = true;
    this.#shown?.done();
  }

  async #show(): Promise<void> {
    const shown = await this.#host.connection.window.createWorkDoneProgress();
    if (this.#isDone) return;
    this.#shown = shown;
    shown.token.onCancellationRequested(() => (this.isCancelled = true));
    shown.begin('Checking the capture', 100 * this.#share, this.#message, true);
  }
}
