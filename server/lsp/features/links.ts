import type { ServerCapabilities } from 'vscode-languageserver';
import { guarded } from '../dispatch.ts';
import type { LinkHost } from '../linkHost.ts';
import { registerCallHierarchy } from './callHierarchy.ts';
import { registerCaptureNames } from './captureNames.ts';
import { registerCodeLens } from './codeLens.ts';
import { registerDefinition } from './definition.ts';
import { registerDocumentHighlight } from './documentHighlight.ts';
import { registerHeat } from './heat.ts';
import { registerInlayHint } from './inlayHint.ts';
import { registerPortReport } from './portReport.ts';
import { registerReferences } from './references.ts';
import { selectionRanges } from './selectionRange.ts';
import { registerWorkspaceSymbol } from './workspaceSymbol.ts';

export const linkCapabilities: ServerCapabilities = {
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  selectionRangeProvider: true,
  callHierarchyProvider: true,
  workspaceSymbolProvider: true,
  codeLensProvider: { resolveProvider: true },
  inlayHintProvider: true,
};

/** The features that join rows, of one file or of several. */
export function registerLinks(host: LinkHost): void {
  registerDefinition(host);
  registerReferences(host);
  registerDocumentHighlight(host);
  registerCallHierarchy(host);
  registerWorkspaceSymbol(host);
  registerCodeLens(host);
  registerInlayHint(host);
  registerHeat(host);
  registerCaptureNames(host);
  registerPortReport(host);
  host.connection.onSelectionRanges(
    guarded('textDocument/selectionRange', null, host.watch, ({ textDocument, positions }) => {
      const document = host.documents.get(textDocument.uri);
      return document === undefined ? null : selectionRanges(document.dump(), positions);
    }),
  );
}
