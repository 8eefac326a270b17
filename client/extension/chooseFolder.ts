import * as vscode from 'vscode';

/** The one folder of the workspace, else one of several, else one of the disk. */
export async function chooseFolder(last: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 1) return folders[0]?.uri;
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  const [picked] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: vscode.l10n.t('Choose Capture'),
      ...(last === undefined ? {} : { defaultUri: last }),
    })) ?? [];
  return picked;
}
