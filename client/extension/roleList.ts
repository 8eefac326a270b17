import * as vscode from 'vscode';
import type { RoleMark } from '../../server/protocol/messages.ts';
import { commands } from '../../server/protocol/names.ts';
import { iconlessText } from '../../server/protocol/plainText.ts';
import type { DumpInfos } from './dumpInfo.ts';
import { roleWords } from './roleWords.ts';

interface RoleItem extends vscode.QuickPickItem {
  readonly mark?: RoleMark;
}

/** The rows with a role as a list that jumps: moving through it shows the row, Escape goes back. */
export function activateRoleList(context: vscode.ExtensionContext, dumps: DumpInfos): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.listRoles, async () => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined) return;
      const marks = dumps.of(editor.document)?.roles ?? [];
      if (marks.length === 0) {
        await vscode.window.showQuickPick(
          [{ label: vscode.l10n.t('No row of this dump has a migration role') }],
          {
            title: vscode.l10n.t('Rows with a migration role'),
          },
        );
        return;
      }
      const before = { selection: editor.selection, ranges: editor.visibleRanges };
      const show = (mark: RoleMark): void => {
        const range = new vscode.Range(mark.line, 0, mark.line, 0);
        editor.selection = new vscode.Selection(range.start, range.end);
        editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      };
      const picked = await vscode.window.showQuickPick(items(marks), {
        title: vscode.l10n.t('Rows with a migration role'),
        matchOnDescription: true,
        matchOnDetail: true,
        onDidSelectItem: (item: RoleItem) => {
          if (item.mark !== undefined) show(item.mark);
        },
      });
      if (picked?.mark !== undefined) show(picked.mark);
      else {
        editor.selection = before.selection;
        const [range] = before.ranges;
        if (range !== undefined) editor.revealRange(range, vscode.TextEditorRevealType.AtTop);
      }
    }),
  );
}

function items(marks: readonly RoleMark[]): RoleItem[] {
  return marks.map((mark) => {
    const { word, icon } = roleWords[mark.role];
    return {
      label: `$(${icon}) ${word}`,
      description: vscode.l10n.t('line {0}', mark.line + 1),
      detail: iconlessText(mark.title),
      mark,
    };
  });
}
