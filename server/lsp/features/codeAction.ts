import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import { commands } from '../../protocol/names.ts';
import { plainText } from '../../protocol/plainText.ts';
import type { FindingData } from './findings.ts';

/** For findings that propose a command: copies it. Nothing is ever run, and names in it are quoted. */
export function codeActions(diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const data = diagnostic.data as Partial<FindingData> | undefined;
    if (typeof data?.command !== 'string') return [];
    return [
      {
        title: `Copy: ${plainText(data.command)}`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        command: { title: 'Copy', command: commands.copyCommand, arguments: [data.command] },
      },
    ];
  });
}
