import type { Location } from 'vscode-languageserver';
import { definition } from '../../core/links/definition.ts';
import { guarded } from '../dispatch.ts';
import { type LinkHost, targetsOf, tokenAt } from '../linkHost.ts';

/** From a token to the row that defines it, in whatever file of the capture. */
export function registerDefinition(host: LinkHost): void {
  const method = 'textDocument/definition';
  host.connection.onDefinition(
    guarded(method, null as Location[] | null, host.watch, async ({ textDocument, position }, cancel) => {
      const document = host.documents.get(textDocument.uri);
      const token = document === undefined ? undefined : tokenAt(document, position);
      if (document === undefined || token === undefined) return null;
      const pace = host.paceFor(document, cancel);
      const found = await targetsOf(host, document, pace, (links) =>
        definition(links, token.row, token.subject),
      );
      return found ?? null;
    }),
  );
}
