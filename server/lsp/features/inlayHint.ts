import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver';
import { finishPaced, type Steps } from '../../core/base/steps.ts';
import { type KeyNames, keyNames } from '../../core/links/keyNames.ts';
import type { Links } from '../../core/links/links.ts';
import type { Subject } from '../../core/links/subject.ts';
import { subjectsOfRow } from '../../core/links/subjects.ts';
import type { Dump } from '../../core/model/dump.ts';
import { guarded } from '../dispatch.ts';
import { type LinkHost, linkedDocuments } from '../linkHost.ts';
import { plainText } from '../../protocol/plainText.ts';
import { columnOfByte } from '../positions.ts';
import type { OpenDocument } from '../documents.ts';
import type { Settings } from '../settings.ts';

/** From here on a dump is very big: hints are off unless they are wanted. */
const manyRows = 50_000;
const manyBytes = 10 << 20;

/** At most so many for one request: more than any screen shows. */
const mostHints = 2_000;
/** A name longer than this is cut. */
const longestName = 60;

/** Names next to keys: `reg14=0x1 vm`, `metadata=0x1 sw0`, `table=8 ls_in_check_port_sec`. */
export function registerInlayHint(host: LinkHost): void {
  const { connection, documents, watch } = host;
  connection.languages.inlayHint.on(
    guarded(
      'textDocument/inlayHint',
      null as InlayHint[] | null,
      watch,
      async ({ textDocument, range }, cancel) => {
        const document = documents.get(textDocument.uri);
        if (document === undefined || !hasHints(document, host.settings())) return null;
        const [linked] = await linkedDocuments(host, document);
        if (linked === undefined) return null;
        return (await finishPaced(hints(linked.links, range), host.paceFor(document, cancel))) ?? null;
      },
    ),
  );
}

function hasHints(document: OpenDocument, { inlayHints }: Settings): boolean {
  if (inlayHints !== 'auto') return inlayHints === 'on';
  return document.size <= manyBytes && document.dump().rows.nRows <= manyRows;
}

/** A row's own table has its name where the rows before are of another one: not on every row. */
function isRepeated(dump: Dump, names: KeyNames, row: number, subject: Subject): boolean {
  if (subject.kind !== 'table' || !subject.isOwn || row === 0) return false;
  const { table } = dump.rows;
  return table[row - 1] === table[row] && names.nameOf(row - 1, subject) === names.nameOf(row, subject);
}

function* hints(links: Links, { start, end }: Range): Steps<InlayHint[]> {
  const { dump } = links.here;
  const names = yield* keyNames(links);
  const found: InlayHint[] = [];
  const last = Math.min(end.line + 1, dump.rows.nRows);
  for (let row = start.line; row < last && found.length < mostHints; row++) {
    yield;
    const bytes = dump.rowBytes(row);
    for (const { subject, span } of subjectsOfRow(dump, row)) {
      const name = names.nameOf(row, subject);
      if (name === undefined || name === '' || isRepeated(links.here.dump, names, row, subject)) continue;
      found.push({
        position: { line: row, character: columnOfByte(bytes, span.end) },
        label: plainText(name.length > longestName ? `${name.slice(0, longestName)}…` : name),
        kind: InlayHintKind.Type,
        paddingLeft: true,
      });
    }
  }
  return found;
}
