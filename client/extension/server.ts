import * as vscode from 'vscode';
import {
  type Disposable,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { commands, languageIds, settingsSection } from '../../server/protocol/names.ts';

/** The language server's process. It starts when a dump is opened or the replay asks for something. */
export interface Server {
  /** Sends a request; starts the server first when it is not running. Rejects when that or the request fails. */
  readonly send: (method: string, params: unknown, cancel?: vscode.CancellationToken) => Promise<unknown>;
  onNotification<Params>(method: string, handle: (params: Params) => void): Disposable;
  /** Fires when the server started, stopped or failed. */
  readonly onDidChangeState: vscode.Event<ServerState>;
}

export type ServerState = 'starting' | 'running' | 'stopped';

export function createServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Server {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  const serverOptions: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: languageIds.map((language) => ({ language })),
    outputChannel: log,
    // A hover is data of a dump: never trusted, no command links, no HTML.
    markdown: { isTrusted: false, supportHtml: false },
    synchronize: { configurationSection: settingsSection },
    initializationOptions: {
      pages: `${vscode.Uri.joinPath(context.extensionUri, 'docs', 'checks').toString()}/`,
    },
  };
  const client = new LanguageClient(settingsSection, 'OVN Lens', serverOptions, clientOptions);
  const stateChanged = new vscode.EventEmitter<ServerState>();
  const start = (): Promise<void> => client.start();

  context.subscriptions.push(
    stateChanged,
    client,
    client.onDidChangeState(({ newState }) => {
      stateChanged.fire(
        newState === State.Running ? 'running' : newState === State.Starting ? 'starting' : 'stopped',
      );
    }),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isDump(document)) void start();
    }),
    vscode.commands.registerCommand(commands.restartServer, () => client.restart()),
    vscode.commands.registerCommand(commands.showLog, () => log.show()),
  );
  if (vscode.workspace.textDocuments.some(isDump)) void start();

  return {
    send: async (method, params, cancel) => {
      await start();
      // A token that is undefined would go along as a second parameter, and the server would take it for its own.
      return cancel === undefined
        ? client.sendRequest(method, params)
        : client.sendRequest(method, params, cancel);
    },
    onNotification: (method, handle) => client.onNotification(method, handle),
    onDidChangeState: stateChanged.event,
  };
}

/** Whether a document is in one of our languages. */
export function isDump(document: vscode.TextDocument): boolean {
  return languageIds.some((id) => id === document.languageId);
}
