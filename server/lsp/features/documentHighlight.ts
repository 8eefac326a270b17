import { type DocumentHighlight, DocumentHighlightKind } from 'vscode-languageserver';
import { isSameSubject } from '../../core/links/subject.ts';
import { subjectsOfRow } from '../../core/links/subjects.ts';
import type { Dump } from '../../core/model/dump.ts';
import { guarded } from '../dispatch.ts';
import { type LinkHost, tokenAt } from '../linkHost.ts';
import { rangeInLine } from '../positions.ts';

/** So many rows above and below are looked at: more than a screen, and not a dump of a million rows. */
const nRowsAround = 1_000;
const mostHighlights = 1_000;

/** The same table, key, port or cookie in the rows around. */
export function registerDocumentHighlight(host: LinkHost): void {
  const method = 'textDocument/documentHighlight';
  host.connection.onDocumentHighlight(
    guarded(
      method,
      null as DocumentHighlight[] | null,
      host.watch,
      async ({ textDocument, position }, cancel) => {
        const document = host.documents.get(textDocument.uri);
        const token = document === undefined ? undefined : tokenAt(document, position);
        if (document === undefined || token === undefined) return null;
        const dump = document.dump();
        const pace = host.paceFor(document, cancel);
        const found: DocumentHighlight[] = [];
        const end = Math.min(dump.rows.nRows, token.row + nRowsAround);
        for (let row = Math.max(0, token.row - nRowsAround); row < end; row++) {
          if (!(await pace.step())) return null;
          for (const each of highlightsOf(dump, row, token.subject)) {
            if (found.length >= mostHighlights) return found;
            found.push(each);
          }
        }
        return found;
      },
    ),
  );
}

function* highlightsOf(
  dump: Dump,
  row: number,
  subject: Parameters<typeof isSameSubject>[0],
): Generator<DocumentHighlight, void> {
  const tokens = subjectsOfRow(dump, row, true).filter((each) => isSameSubject(each.subject, subject));
  if (tokens.length === 0) return;
  const bytes = dump.rowBytes(row);
  for (const { span } of tokens)
    yield { range: rangeInLine(bytes, row, span.start, span.end), kind: DocumentHighlightKind.Text };
}
