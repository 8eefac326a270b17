import { CodeActionKind, type ServerCapabilities } from 'vscode-languageserver';
import type { Analyses } from '../analyses.ts';
import { guarded } from '../dispatch.ts';
import type { LinkHost } from '../linkHost.ts';
import { codeActions } from './codeAction.ts';
import { folding } from './folding.ts';
import { registerHover } from './hover.ts';
import { outline } from './outline.ts';
import { semanticTokens, semanticTokensLegend } from './semanticTokens.ts';

export const documentCapabilities: ServerCapabilities = {
  hoverProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  semanticTokensProvider: { legend: semanticTokensLegend, range: true, full: false },
};

/** An outline waits so long for what the files around its dump show of its release, in milliseconds. */
const outlinePatience = 1_000;

/** The features that show one document. */
export function registerDocument(host: LinkHost, analyses: Analyses): void {
  const { connection, documents, watch } = host;
  registerHover(host, analyses);
  connection.onDocumentSymbol(
    guarded('textDocument/documentSymbol', [], watch, async ({ textDocument }, cancel) => {
      const document = documents.get(textDocument.uri);
      if (document === undefined) return [];
      const { choice } = await analyses.soon(document, cancel, outlinePatience);
      return outline(document.dump(), choice.layout);
    }),
  );
  connection.onFoldingRanges(
    guarded('textDocument/foldingRange', [], watch, ({ textDocument }) => {
      const document = documents.get(textDocument.uri);
      return document === undefined ? [] : folding(document.dump());
    }),
  );
  connection.onCodeAction(
    guarded('textDocument/codeAction', [], watch, ({ context }) => codeActions(context.diagnostics)),
  );
  connection.languages.semanticTokens.onRange(
    guarded('textDocument/semanticTokens/range', { data: [] }, watch, ({ textDocument, range }, cancel) => {
      const document = documents.get(textDocument.uri);
      return document === undefined ? { data: [] } : semanticTokens(document.dump(), range, cancel);
    }),
  );
}
