import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver';
import { uriOfPath } from '../host/fileUri.ts';
import type { CaptureStore } from './captureStore.ts';
import { guardedNotification, type Watch } from './dispatch.ts';

/** Folders and files as the editor tells of them. Without an editor that watches files, what was read stays. */
export interface Workspace {
  readonly capabilities: ServerCapabilities;
  /** Has the editor tell of every file below the folder. */
  watchFolder(folder: string): Disposable;
  /** Call it once, with what the editor said at first. */
  initialize(params: InitializeParams, captures: CaptureStore): void;
  /** Call it when the editor takes requests. */
  initialized(): void;
}

export function createWorkspace(connection: Connection, watch: Watch): Workspace {
  let canWatch = false;
  let hasFolders = false;
  let folders: readonly string[] = [];
  let captures: CaptureStore | undefined;

  connection.onDidChangeWatchedFiles(
    guardedNotification('workspace/didChangeWatchedFiles', watch, ({ changes }) =>
      captures?.filesChanged(changes.map(({ uri }) => uri)),
    ),
  );

  return {
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
    initialize({ capabilities: { workspace }, workspaceFolders }, store) {
      const watched = workspace?.didChangeWatchedFiles;
      canWatch = watched?.dynamicRegistration === true && watched.relativePatternSupport === true;
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
