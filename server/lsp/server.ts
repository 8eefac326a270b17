import {
  type Connection,
  type Disposable,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Cancel } from '../core/base/cancel.ts';
import { backgroundSlice, createPace, type Pace } from '../core/base/pace.ts';
import type { Dialect } from '../core/syntax/dialect.ts';
import { type Failure, failureNotification } from '../protocol/messages.ts';
import { languageIds, settingsSection } from '../protocol/names.ts';
import { createAnalyses } from './analyses.ts';
import { guardedNotification, type Watch } from './dispatch.ts';
import { createCaptureStore } from './captureStore.ts';
import { createDumpReports } from './dumpReports.ts';
import { createDocumentStore, type OpenDocument } from './documents.ts';
import type { LinkHost } from './linkHost.ts';
import { registerCapture } from './features/capture.ts';
import { createCaptureChecks } from './features/captureChecks.ts';
import { diagnostics } from './features/diagnostics.ts';
import { styled } from './features/findings.ts';
import { documentCapabilities, registerDocument } from './features/document.ts';
import { registerCompare } from './features/compare.ts';
import { registerLooseText } from './features/looseText.ts';
import { registerReplay } from './features/replay.ts';
import { linkCapabilities, registerLinks } from './features/links.ts';
import { createProblems } from './problems.ts';
import { areSameLevels } from '../core/check/levels.ts';
import { defaultSettings, readSettings } from './settings.ts';
import { createSettling } from './settling.ts';
import { createWorkspace } from './workspace.ts';

/** What the server needs of its surroundings. */
export interface Host {
  /** Milliseconds of a clock that only goes forwards. */
  now(): number;
  /** Resolves once the event loop has had a turn. */
  wait(): Promise<void>;
  /** Calls `run` after `ms` milliseconds, once. */
  after(ms: number, run: () => void): Disposable;
}

/** After a keystroke, this long until roles are looked for, in milliseconds. */
const settleTime = 150;

/** Wires the connection to the features. Nothing else lives here. */
export function startServer(connection: Connection, host: Host): void {
  const documents = createDocumentStore();
  let settings = defaultSettings;
  let canPullConfiguration = false;

  const watch: Watch = {
    now: () => host.now(),
    log: (message) => connection.console.log(message),
    failed: (method, message) =>
      void connection.sendNotification(failureNotification, { method, message } satisfies Failure),
  };

  const workspace = createWorkspace(connection, watch);
  const captures = createCaptureStore(documents, {
    pace: () => pace({ isCancellationRequested: false }),
    now: () => host.now(),
    after: (ms, run) => host.after(ms, run),
    watchFolder: workspace.watchFolder,
  });

  const problems = createProblems(connection);
  const checks = createCaptureChecks({
    connection,
    watch,
    documents,
    captures,
    problems,
    settings: () => settings,
    style: workspace.findingStyle,
    hasProgress: workspace.hasProgress,
    pace: (cancel) => pace(cancel, 1, backgroundSlice),
    after: (ms, run) => host.after(ms, run),
  });

  const links: LinkHost = {
    connection,
    watch,
    documents,
    captures,
    settings: () => settings,
    paceFor: (document, cancel) => paceFor(document, 1, cancel),
    pace: (cancel) => pace(cancel, 1),
    after: (ms, run) => host.after(ms, run),
  };
  const analyses = createAnalyses(links);

  const reports = createDumpReports(links, analyses);

  const settling = createSettling({
    watch,
    after: (ms, run) => host.after(ms, run),
    reportRoles: reports.report,
    reportSyntax,
  });

  /** For work on a document: stops when it has changed, or when whoever asked does not want it any more. */
  function paceFor(document: OpenDocument, nSteps?: number, token?: Cancel): Pace {
    const cancel = {
      get isCancellationRequested(): boolean {
        return token?.isCancellationRequested === true || documents.get(document.uri) !== document;
      },
    };
    return pace(cancel, nSteps);
  }

  function pace(cancel: Cancel, nSteps?: number, slice?: number): Pace {
    return createPace(
      cancel,
      () => host.now(),
      () => host.wait(),
      nSteps,
      slice,
    );
  }

  async function reportSyntax(uri: string): Promise<void> {
    const document = documents.get(uri);
    if (document === undefined) return;
    const found = await diagnostics(document.dump(), paceFor(document));
    if (found !== undefined && documents.get(uri) === document)
      problems.setText(uri, document.version, styled(found, settings.checks, workspace.findingStyle()));
  }

  async function readConfiguration(): Promise<void> {
    if (!canPullConfiguration) return;
    const configuration: unknown = await connection.workspace.getConfiguration({ section: settingsSection });
    const before = settings;
    settings = readSettings(configuration);
    workspace.refresh();
    const isRelease = settings.release !== before.release;
    const areLevels = !areSameLevels(settings.checks, before.checks);
    if (!isRelease && !areLevels) return;
    checks.settingsChanged(isRelease);
    for (const document of documents.all()) settling.begin(document.uri, 0);
  }

  connection.onInitialize((params): InitializeResult => {
    canPullConfiguration = params.capabilities.workspace?.configuration === true;
    workspace.initialize(params, captures);
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        ...documentCapabilities,
        ...linkCapabilities,
        ...workspace.capabilities,
      },
      serverInfo: { name: 'ovn-lens' },
    };
  });
  connection.onInitialized(
    guardedNotification('initialized', watch, async () => {
      workspace.initialized();
      await readConfiguration();
    }),
  );
  connection.onDidChangeConfiguration(
    guardedNotification('workspace/didChangeConfiguration', watch, readConfiguration),
  );

  connection.onDidOpenTextDocument(
    guardedNotification(
      'textDocument/didOpen',
      watch,
      ({ textDocument: { uri, languageId, version, text } }) => {
        if (!isDialect(languageId)) return;
        documents.open(uri, languageId, version, text);
        captures.documentChanged(uri);
        settling.begin(uri, 0);
        checks.documentOpened(uri);
      },
    ),
  );
  connection.onDidChangeTextDocument(
    guardedNotification(
      'textDocument/didChange',
      watch,
      ({ textDocument: { uri, version }, contentChanges }) => {
        if (documents.change(uri, version, contentChanges) === undefined) return;
        captures.documentChanged(uri);
        settling.begin(uri, settleTime);
        checks.documentChanged(uri);
      },
    ),
  );
  connection.onDidCloseTextDocument(
    guardedNotification('textDocument/didClose', watch, ({ textDocument: { uri } }) => {
      settling.end(uri);
      reports.documentClosed(uri);
      documents.close(uri);
      captures.documentClosed(uri);
      problems.closeText(uri);
      checks.documentClosed();
    }),
  );

  registerLooseText(connection, watch);
  registerReplay(connection, watch);
  registerCapture(connection, watch, captures);
  registerCompare(
    connection,
    watch,
    () => host.wait(),
    () => settings,
  );
  registerDocument(links, analyses);
  registerLinks(links);
  connection.listen();
}

function isDialect(languageId: string): languageId is Dialect {
  return languageIds.some((id) => id === languageId);
}
