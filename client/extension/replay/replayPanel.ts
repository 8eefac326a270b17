import * as vscode from 'vscode';
import {
  flowsAtRequest,
  hoverTextRequest,
  presetsRequest,
  rolesOfTextRequest,
  simulateRequest,
} from '../../../server/protocol/messages.ts';
import { commands, replayViewType } from '../../../server/protocol/names.ts';
import type { PanelRequests } from '../../../server/protocol/panel.ts';
import { answerRpc, type RpcHandlers } from '../../../server/protocol/rpc.ts';
import { replayHtml } from './replayHtml.ts';

/** Sends a request to the language server once that is up; rejects when it cannot be started or the request fails. */
export type Send = (method: string, params: unknown) => Promise<unknown>;

/**
 * The command that opens the replay, and the serializer that brings an open one back after the window was reloaded.
 * There is one panel: the command shows it when it is open already.
 */
export function activateReplay(context: vscode.ExtensionContext, send: Send): void {
  let open: vscode.WebviewPanel | undefined;
  const fill = (panel: vscode.WebviewPanel): void => {
    open = panel;
    panel.onDidDispose(() => {
      if (open === panel) open = undefined;
    });
    fillPanel(context, panel, send);
  };
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.replayMigration, () => {
      if (open !== undefined) {
        open.reveal();
        return;
      }
      const title = vscode.l10n.t('Replay Live Migration');
      fill(vscode.window.createWebviewPanel(replayViewType, title, vscode.ViewColumn.Active));
    }),
    vscode.window.registerWebviewPanelSerializer(replayViewType, {
      // The page keeps its own state (`vscode.setState`), so there is nothing to hand over.
      deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
        fill(panel);
        return Promise.resolve();
      },
    }),
  );
}

function fillPanel(context: vscode.ExtensionContext, panel: vscode.WebviewPanel, send: Send): void {
  const root = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  const { webview } = panel;
  webview.options = { enableScripts: true, localResourceRoots: [root] };
  panel.iconPath = {
    light: vscode.Uri.joinPath(context.extensionUri, 'client', 'media', 'light', 'replay.svg'),
    dark: vscode.Uri.joinPath(context.extensionUri, 'client', 'media', 'dark', 'replay.svg'),
  };
  const handlers = relay(send);
  const listening = webview.onDidReceiveMessage((message: unknown) =>
    answerRpc<PanelRequests>(message, handlers, (answer) => {
      // A webview's postMessage, not a window's: it has one receiver and no origin to name.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      void webview.postMessage(answer);
    }),
  );
  panel.onDidDispose(() => listening.dispose());
  const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
  webview.html = replayHtml({
    script: uri('replay.js'),
    style: uri('replay.css'),
    editorWorker: uri('editorWorker.js'),
    cspSource: webview.cspSource,
    nonce: randomNonce(),
  });
}

/** The panel's questions, answered by the language server: the one that answers the editor's. */
function relay(send: Send): RpcHandlers<PanelRequests> {
  const ask =
    <M extends keyof PanelRequests>(method: string) =>
    (params: PanelRequests[M]['params']): Promise<PanelRequests[M]['result']> =>
      send(method, params);
  return {
    presets: ask<'presets'>(presetsRequest),
    simulate: ask<'simulate'>(simulateRequest),
    flowsAt: ask<'flowsAt'>(flowsAtRequest),
    hover: ask<'hover'>(hoverTextRequest),
    roles: ask<'roles'>(rolesOfTextRequest),
  };
}

/** 192 bits. Web Crypto rather than `node:crypto`, so that the same code serves a build for the browser. */
function randomNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
