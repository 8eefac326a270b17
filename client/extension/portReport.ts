import * as vscode from 'vscode';
import {
  type PortReportParams,
  portReportRequest,
  type PortReportResult,
} from '../../server/protocol/messages.ts';
import { commands } from '../../server/protocol/names.ts';
import { chooseFolder } from './chooseFolder.ts';
import { isDump } from './server.ts';

/** Read-only texts that the extension makes. */
const scheme = 'ovn-lens-report';

/** «Explain Migrating Ports»: the report on the capture around the open dump, as a text that can be read and copied. */
export function activatePortReport(
  context: vscode.ExtensionContext,
  send: (method: string, params: unknown) => Promise<unknown>,
): void {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();

  async function show(params: PortReportParams, name: string): Promise<void> {
    const { text } = (await send(portReportRequest, params)) as PortReportResult;
    const uri = vscode.Uri.from({ scheme, path: `/${name}/Migrating Ports.txt` });
    texts.set(uri.toString(), text);
    changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString())),
    vscode.commands.registerCommand(commands.explainPorts, async () => {
      const document = vscode.window.activeTextEditor?.document;
      const isOpen = document !== undefined && isDump(document);
      const folder = isOpen ? undefined : await chooseFolder(undefined);
      if (!isOpen && folder === undefined) return;
      try {
        await show(
          { uri: isOpen ? document.uri.toString() : undefined, folder: folder?.fsPath },
          folderName(folder ?? vscode.workspace.workspaceFolders?.[0]?.uri),
        );
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        void vscode.window.showErrorMessage(vscode.l10n.t('Cannot report on migrating ports: {0}', reason));
      }
    }),
  );
}

function folderName(folder: vscode.Uri | undefined): string {
  return folder?.path.split('/').at(-1) ?? '';
}
