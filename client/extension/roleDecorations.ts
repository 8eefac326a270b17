import * as vscode from 'vscode';
import { type RoleId, roleIds } from '../../server/core/roles/role.ts';
import { roleColors, settings, settingsSection } from '../../server/protocol/names.ts';
import type { DumpInfos } from './dumpInfo.ts';

/** Marks rows with a role: a glyph in the gutter, a tick in the overview ruler, a faint tint. No text moves. */
export function activateRoleDecorations(context: vscode.ExtensionContext, dumps: DumpInfos): void {
  const types = new Map(roleIds.map((role) => [role, decorationType(context, role)]));

  function paint(editor: vscode.TextEditor): void {
    const info = isOn() ? dumps.of(editor.document) : undefined;
    for (const [role, type] of types) {
      const marks = info?.roles.filter((mark) => mark.role === role) ?? [];
      editor.setDecorations(
        type,
        marks.map(({ line }) => new vscode.Range(line, 0, line, 0)),
      );
    }
  }

  const paintAll = (): void => vscode.window.visibleTextEditors.forEach(paint);
  context.subscriptions.push(
    ...types.values(),
    dumps.onDidChange(paintAll),
    vscode.window.onDidChangeVisibleTextEditors(paintAll),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${settingsSection}.${settings.roleDecorations}`)) paintAll();
    }),
  );
}

function decorationType(context: vscode.ExtensionContext, role: RoleId): vscode.TextEditorDecorationType {
  const icon = (theme: 'light' | 'dark'): vscode.Uri =>
    vscode.Uri.joinPath(context.extensionUri, 'client', 'media', theme, `${role}.svg`);
  const color = roleColors[role];
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    gutterIconSize: 'contain',
    light: { gutterIconPath: icon('light') },
    dark: { gutterIconPath: icon('dark') },
    overviewRulerColor: new vscode.ThemeColor(color),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    backgroundColor: new vscode.ThemeColor(`${color}Background`),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

function isOn(): boolean {
  return vscode.workspace.getConfiguration(settingsSection).get<boolean>(settings.roleDecorations, true);
}
