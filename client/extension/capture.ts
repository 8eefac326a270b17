import * as vscode from 'vscode';
import { captureRequest, type CaptureResult } from '../../server/protocol/messages.ts';
import { captureViewId, commands } from '../../server/protocol/names.ts';
import { type CaptureNode, captureNodes } from './captureNodes.ts';
import { chooseFolder } from './chooseFolder.ts';

/** The view «Capture»: what a folder of dumps holds, and what is missing. */
export function activateCapture(
  context: vscode.ExtensionContext,
  send: (method: string, params: unknown) => Promise<unknown>,
): void {
  const changed = new vscode.EventEmitter<undefined>();
  let shown: { readonly folder: vscode.Uri; readonly nodes: readonly CaptureNode[] } | undefined;

  const view = vscode.window.createTreeView<CaptureNode>(captureViewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => [...(node === undefined ? (shown?.nodes ?? []) : node.children)],
      getTreeItem: (node) => itemOf(node, shown?.folder),
    },
    showCollapseAll: true,
  });

  async function show(folder: vscode.Uri): Promise<void> {
    const capture = (await vscode.window.withProgress({ location: { viewId: captureViewId } }, () =>
      send(captureRequest, { folder: folder.fsPath }),
    )) as CaptureResult;
    shown = { folder, nodes: captureNodes(capture) };
    view.description = folder.path.split('/').at(-1) ?? '';
    view.message =
      capture.moments.length === 0 ? vscode.l10n.t('No dumps of OVN or Open vSwitch in this folder') : '';
    changed.fire(undefined);
  }

  context.subscriptions.push(
    view,
    changed,
    vscode.commands.registerCommand(commands.showCapture, async () => {
      const folder = await chooseFolder(shown?.folder);
      if (folder === undefined) return;
      await vscode.commands.executeCommand(`${captureViewId}.focus`);
      try {
        await show(folder);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        void vscode.window.showErrorMessage(vscode.l10n.t('Cannot read {0}: {1}', folder.fsPath, reason));
      }
    }),
  );
}

/** Labels, descriptions and tooltips are plain strings: what stands in them comes from files. */
function itemOf(node: CaptureNode, folder: vscode.Uri | undefined): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const state = node.children.length === 0 ? None : node.isOpen ? Expanded : Collapsed;
  const item = new vscode.TreeItem(node.label, state);
  item.description = node.description;
  item.tooltip = node.tooltip;
  item.iconPath = new vscode.ThemeIcon(node.icon);
  item.id = node.id;
  if (node.path !== undefined && folder !== undefined) {
    item.resourceUri = vscode.Uri.joinPath(folder, ...node.path.split('/'));
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [item.resourceUri] };
  }
  return item;
}
