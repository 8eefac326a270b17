import * as vscode from 'vscode';
import { type DumpInfo, dumpInfoNotification } from '../../server/protocol/messages.ts';
import type { Server } from './server.ts';

/** What the server last said about each open dump. */
export interface DumpInfos {
  of(document: vscode.TextDocument): DumpInfo | undefined;
  readonly onDidChange: vscode.Event<string>;
}

export function activateDumpInfo(context: vscode.ExtensionContext, server: Server): DumpInfos {
  const known = new Map<string, DumpInfo>();
  const changed = new vscode.EventEmitter<string>();
  context.subscriptions.push(
    changed,
    server.onNotification<DumpInfo>(dumpInfoNotification, (info) => {
      known.set(info.uri, info);
      changed.fire(info.uri);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => known.delete(document.uri.toString())),
  );
  return {
    of: (document) => known.get(document.uri.toString()),
    onDidChange: changed.event,
  };
}
