import {
  CodeLensRefreshRequest,
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type InitializeParams,
  InlayHintRefreshRequest,
  type ServerCapabilities,
} from 'vscode-languageserver';
import { uriOfPath } from '../host/fileUri.ts';
import type { CaptureStore } from './captureStore.ts';
import type { FindingStyle } from './features/findings.ts';
import { guardedNotification, type Watch } from './dispatch.ts';

/** Folders and files as the editor tells of them. Without an editor that watches files, what was read stays. */
export interface Workspace {
  readonly capabilities: ServerCapabilities;
  /** Whether the editor shows how far a long work is. */
  readonly hasProgress: () => boolean;
  /** How it shows what is wrong. */
  readonly findingStyle: () => FindingStyle;
  /** Has the editor tell of every file below the folder. */
  watchFolder(folder: string): Disposable;
  /** Call it once, with what the editor said at first. */
  initialize(params: InitializeParams, captures: CaptureStore): void;
  /** Call it when the editor takes requests. */
  initialized(): void;
  /** Has the editor ask again for what it shows between the rows. */
  refresh(): void;
}

export function createWorkspace(connection: Connection, watch: Watch): Workspace {
  let canWatch = false;
  let hasProgress = false;
  let style: FindingStyle = { pages: undefined, hasRelated: false };
  let refreshes: readonly string[] = [];
  let hasFolders = false;
  let folders: readonly string[] = [];
  let captures: CaptureStore | undefined;

  connection.onDidChangeWatchedFiles(
    guardedNotification('workspace/didChangeWatchedFiles', watch, ({ changes }) => {
      captures?.filesChanged(changes.map(({ uri }) => uri));
      refresh();
    }),
  );

  function refresh(): void {
    for (const method of refreshes)
      connection.sendRequest(method).catch((error: unknown) => watch.log(`${method}: ${String(error)}`));
  }

  return {
    refresh,
    hasProgress: () => hasProgress,
    findingStyle: () => style,
    capabilities: { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } },
    watchFolder(folder) {
      if (!canWatch) return { dispose() {} };
      const registration = connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: { baseUri: uriOfPath(folder), pattern: '**/*' } }],
      });
      return {
        dispose: () =>
          void registration
            .then((each) => each.dispose())
            .catch((error: unknown) => watch.log(`${folder} is still watched: ${String(error)}`)),
      };
    },
    initialize({ capabilities, workspaceFolders, initializationOptions }, store) {
      const { workspace } = capabilities;
      hasProgress = capabilities.window?.workDoneProgress === true;
      style = {
        pages: pagesOf(initializationOptions),
        hasRelated: capabilities.textDocument?.publishDiagnostics?.relatedInformation === true,
      };
      const watched = workspace?.didChangeWatchedFiles;
      canWatch = watched?.dynamicRegistration === true && watched.relativePatternSupport === true;
      refreshes = [
        ...(workspace?.codeLens?.refreshSupport === true ? [CodeLensRefreshRequest.method] : []),
        ...(workspace?.inlayHint?.refreshSupport === true ? [InlayHintRefreshRequest.method] : []),
      ];
      hasFolders = workspace?.workspaceFolders === true;
      captures = store;
      folders = (workspaceFolders ?? []).map(({ uri }) => uri);
      captures.setFolders(folders);
    },
    initialized() {
      if (!hasFolders) return;
      connection.workspace.onDidChangeWorkspaceFolders(
        guardedNotification('workspace/didChangeWorkspaceFolders', watch, ({ added, removed }) => {
          const gone = new Set(removed.map(({ uri }) => uri));
          folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
          captures?.setFolders(folders);
        }),
      );
    },
  };
}

/** The folder of the pages about rules, which the extension brings along. */
function pagesOf(options: unknown): string | undefined {
  const pages =
    typeof options === 'object' && options !== null && 'pages' in options ? options.pages : undefined;
  return typeof pages === 'string' && pages.endsWith('/') ? pages : undefined;
}
