import * as vscode from 'vscode';
import { commands } from '../../server/protocol/names.ts';

/** What a code action of a finding does: copies its command. It is never run here. */
export function activateCopyCommand(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.copyCommand, async (text: unknown) => {
      if (typeof text !== 'string') return;
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage('OVN Lens: the command is copied.', 3_000);
    }),
  );
}
