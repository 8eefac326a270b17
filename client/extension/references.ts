import * as vscode from 'vscode';
import { commands } from '../../server/protocol/names.ts';

/** What a code lens does: shows the references of the row below it, in place. */
export function activateReferences(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.showReferences, async (uri: unknown, place: unknown) => {
      if (typeof uri !== 'string' || !isPlace(place)) return;
      const document = vscode.Uri.parse(uri);
      const position = new vscode.Position(place.line, place.character);
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        'vscode.executeReferenceProvider',
        document,
        position,
      );
      await vscode.commands.executeCommand('editor.action.showReferences', document, position, found);
    }),
  );
}

function isPlace(value: unknown): value is { readonly line: number; readonly character: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { line, character } = value as Record<string, unknown>;
  return typeof line === 'number' && typeof character === 'number';
}
