import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Range,
  SymbolKind,
} from 'vscode-languageserver';
import { finishPaced } from '../../core/base/steps.ts';
import {
  incomingCalls,
  outgoingCalls,
  type PassedTable,
  type TableCalls,
  tableOfRow,
} from '../../core/links/calls.ts';
import { type KeyNames, keyNames } from '../../core/links/keyNames.ts';
import { firstRowOfStage, firstRowOfTable, sectionsOfList } from '../../core/links/rowSearch.ts';
import type { Dump } from '../../core/model/dump.ts';
import { guarded } from '../dispatch.ts';
import type { OpenDocument } from '../documents.ts';
import { type LinkHost, linkedDocuments, tokenAt } from '../linkHost.ts';
import { plainText } from '../../protocol/plainText.ts';
import { columnOfByte } from '../positions.ts';

/** At most so many rows are shown for one table that calls another. */
const mostRanges = 200;

/** Tables as functions: `resubmit` and `next` call them. */
export function registerCallHierarchy(host: LinkHost): void {
  const { connection, watch, documents } = host;
  connection.languages.callHierarchy.onPrepare(
    guarded(
      'textDocument/prepareCallHierarchy',
      null as CallHierarchyItem[] | null,
      watch,
      async ({ textDocument, position }, cancel) => {
        const document = documents.get(textDocument.uri);
        const table = document === undefined ? undefined : tableAt(document, position.line, position);
        if (document === undefined || table === undefined) return null;
        const names = await namesFor(host, document, cancel);
        const item = names === undefined ? undefined : itemOf(document, table, names);
        return item === undefined ? null : [item];
      },
    ),
  );

  async function callsOf<Call>(
    item: CallHierarchyItem,
    cancel: Parameters<LinkHost['paceFor']>[1],
    find: typeof incomingCalls,
    make: (other: CallHierarchyItem, fromRanges: Range[]) => Call,
  ): Promise<Call[] | null> {
    const document = documents.get(item.uri);
    const table = item.data as PassedTable | undefined;
    if (document === undefined || table === undefined) return null;
    const dump = document.dump();
    const found = await finishPaced(find(dump, table), host.paceFor(document, cancel));
    const names = await namesFor(host, document, cancel);
    if (found === undefined || names === undefined) return null;
    return found.flatMap((call) => {
      const other = itemOf(document, call.table, names);
      return other === undefined ? [] : [make(other, rangesOf(dump, call))];
    });
  }

  connection.languages.callHierarchy.onIncomingCalls(
    guarded(
      'callHierarchy/incomingCalls',
      null as CallHierarchyIncomingCall[] | null,
      watch,
      ({ item }, cancel) =>
        callsOf(item, cancel, incomingCalls, (from, fromRanges) => ({ from, fromRanges })),
    ),
  );
  connection.languages.callHierarchy.onOutgoingCalls(
    guarded(
      'callHierarchy/outgoingCalls',
      null as CallHierarchyOutgoingCall[] | null,
      watch,
      ({ item }, cancel) => callsOf(item, cancel, outgoingCalls, (to, fromRanges) => ({ to, fromRanges })),
    ),
  );
}

/** The table that the token goes to, else the row's own. */
function tableAt(
  document: OpenDocument,
  line: number,
  position: Parameters<typeof tokenAt>[1],
): PassedTable | undefined {
  const dump = document.dump();
  const own = tableOfRow(dump, line);
  const subject = tokenAt(document, position)?.subject;
  if (subject?.kind === 'table' && !subject.isOwn) return { kind: 'table', table: subject.table };
  if (subject?.kind === 'stage' && !subject.isOwn && own?.kind === 'stage')
    return { ...own, direction: subject.direction, table: subject.table };
  return own;
}

async function namesFor(
  host: LinkHost,
  document: OpenDocument,
  cancel: Parameters<LinkHost['paceFor']>[1],
): Promise<KeyNames | undefined> {
  const [linked] = await linkedDocuments(host, document);
  return linked === undefined
    ? undefined
    : finishPaced(keyNames(linked.links), host.paceFor(document, cancel));
}

/** Undefined for a table without rows: there is nothing to show of it. */
function itemOf(document: OpenDocument, table: PassedTable, names: KeyNames): CallHierarchyItem | undefined {
  const dump = document.dump();
  const line = firstRowOf(dump, table);
  if (line === -1) return undefined;
  const stage = dump.rows.stages[dump.rows.stage[line] ?? -1];
  const name = table.kind === 'stage' ? (stage ?? `table ${table.table}`) : `table ${table.table}`;
  const meaning =
    table.kind === 'stage'
      ? (table.datapath ?? '')
      : names.nameOf(line, { kind: 'table', table: table.table, isOwn: true });
  const range = rowRange(dump, line);
  return {
    name: plainText(name),
    detail: plainText(meaning ?? ''),
    kind: SymbolKind.Function,
    uri: document.uri,
    range,
    selectionRange: range,
    data: table,
  };
}

function firstRowOf(dump: Dump, table: PassedTable): number {
  if (table.kind === 'table') return firstRowOfTable(dump, table.table);
  for (const part of sectionsOfList(dump)) {
    const { section } = part;
    if (section !== undefined && (section.name !== table.datapath || section.pipeline !== table.direction))
      continue;
    const row = firstRowOfStage(dump, table.table, part);
    if (row !== -1) return row;
  }
  return -1;
}

function rangesOf(dump: Dump, { rows }: TableCalls): Range[] {
  return rows.slice(0, mostRanges).map((row) => rowRange(dump, row));
}

function rowRange(dump: Dump, line: number): Range {
  const bytes = dump.rowBytes(line);
  return { start: { line, character: 0 }, end: { line, character: columnOfByte(bytes, bytes.length) } };
}
