import type { Location } from 'vscode-languageserver';
import { references } from '../../core/links/references.ts';
import { guarded } from '../dispatch.ts';
import { type LinkHost, targetsOf, tokenAt } from '../linkHost.ts';

/** All rows of the capture that name what a token stands for. */
export function registerReferences(host: LinkHost): void {
  const method = 'textDocument/references';
  host.connection.onReferences(
    guarded(
      method,
      null as Location[] | null,
      host.watch,
      async ({ textDocument, position, context }, cancel) => {
        const document = host.documents.get(textDocument.uri);
        const token = document === undefined ? undefined : tokenAt(document, position);
        if (document === undefined || token === undefined) return null;
        const pace = host.paceFor(document, cancel);
        const found = await targetsOf(host, document, pace, (links) =>
          references(links, token.row, token.subject, context.includeDeclaration),
        );
        return found ?? null;
      },
    ),
  );
}
