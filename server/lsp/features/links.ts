import type { ServerCapabilities } from 'vscode-languageserver';
import { guarded } from '../dispatch.ts';
import type { LinkHost } from '../linkHost.ts';
import { registerDefinition } from './definition.ts';
import { registerDocumentHighlight } from './documentHighlight.ts';
import { registerReferences } from './references.ts';
import { selectionRanges } from './selectionRange.ts';

export const linkCapabilities: ServerCapabilities = {
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  selectionRangeProvider: true,
};

/** The features that join rows, of one file or of several. */
export function registerLinks(host: LinkHost): void {
  registerDefinition(host);
  registerReferences(host);
  registerDocumentHighlight(host);
  host.connection.onSelectionRanges(
    guarded('textDocument/selectionRange', null, host.watch, ({ textDocument, positions }) => {
      const document = host.documents.get(textDocument.uri);
      return document === undefined ? null : selectionRanges(document.dump(), positions);
    }),
  );
}
