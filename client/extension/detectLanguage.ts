import * as vscode from 'vscode';
import { detectDialect, headLength } from '../../server/core/syntax/detect.ts';

/** Languages that say nothing of a text's content: what VS Code gives `.txt`, `.log` and pasted text. */
const openLanguages: ReadonlySet<string> = new Set(['plaintext', 'log']);

/**
 * Gives plain texts that are dumps by their content the right language: a `.txt` or `.log` when it is opened, an
 * untitled text as soon as something that looks like a dump is pasted into it. A text is looked at once, so that whoever
 * sets it back to plain text keeps it so.
 */
export function activateDetection(context: vscode.ExtensionContext): void {
  const settled = new WeakSet<vscode.TextDocument>();

  async function look(document: vscode.TextDocument): Promise<void> {
    if (settled.has(document) || !openLanguages.has(document.languageId)) return;
    if (
      document.uri.scheme !== 'file' &&
      document.uri.scheme !== 'untitled' &&
      document.uri.scheme !== 'vscode-remote'
    )
      return;
    const head = document.getText(new vscode.Range(0, 0, 400, 0)).slice(0, headLength);
    const dialect = detectDialect(head);
    if (dialect === undefined) return;
    settled.add(document);
    await vscode.languages.setTextDocumentLanguage(document, dialect);
  }

  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument((document) => void look(document)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // Typing a character does not make a dump; pasting does.
      if (document.isUntitled && contentChanges.some(({ text }) => /=|\S\s*\n/.test(text)))
        void look(document);
    }),
  );
  for (const document of vscode.workspace.textDocuments) void look(document);
}
