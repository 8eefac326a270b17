import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { Layout } from '../../core/facts/layout.ts';
import { type OpenFlowTable, openFlowTable } from '../../core/facts/table.ts';
import type { Dump } from '../../core/model/dump.ts';
import { type Section, sectionsOf } from '../../core/model/sections.ts';
import { plainText } from '../../protocol/plainText.ts';
import { columnOfByte } from '../positions.ts';

const symbolKinds: Readonly<Record<Section['kind'], SymbolKind>> = {
  datapath: SymbolKind.Module,
  pipeline: SymbolKind.Namespace,
  stage: SymbolKind.Class,
  table: SymbolKind.Class,
  trace: SymbolKind.Module,
  bridge: SymbolKind.Namespace,
  databaseTable: SymbolKind.Class,
  databaseRow: SymbolKind.Object,
  databaseRecord: SymbolKind.Event,
  thread: SymbolKind.Module,
  group: SymbolKind.Object,
  meter: SymbolKind.Object,
  port: SymbolKind.Interface,
  protocol: SymbolKind.Namespace,
};

/** At most so many symbols: a dump sorted by something else than table would have one for each row. */
const maxSymbols = 5_000;

export function outline(dump: Dump, layout: Layout): DocumentSymbol[] {
  let nLeft = maxSymbols;
  const symbol = (section: Section): DocumentSymbol | undefined => {
    if (nLeft-- <= 0) return undefined;
    const last = Math.max(section.first, section.end - 1);
    const range = {
      start: { line: section.first, character: 0 },
      end: { line: last, character: lineLength(dump, last) },
    };
    const selectionRange = {
      start: range.start,
      end: { line: section.first, character: lineLength(dump, section.first) },
    };
    const children = section.children.map(symbol).filter((child) => child !== undefined);
    return {
      name: plainText(nameOf(section, layout)),
      detail: plainText(detailOf(section)),
      kind: symbolKinds[section.kind],
      range,
      selectionRange,
      children,
    };
  };
  return sectionsOf(dump)
    .map(symbol)
    .filter((made) => made !== undefined);
}

function nameOf(section: Section, layout: Layout): string {
  if (section.kind !== 'table') return section.name === '' ? '(no name)' : section.name;
  const fact = openFlowTable(layout, section.table as OpenFlowTable);
  const names = [...(fact?.oftables ?? []), ...(fact?.stages.map(({ name }) => name) ?? [])];
  return names.length === 0 ? section.name : `${section.name}: ${names.join(', ')}`;
}

/** What a section has, where these are not flows. */
const nouns: { readonly [kind in Section['kind']]?: string } = {
  databaseTable: 'row',
  group: 'bucket',
  meter: 'band',
  protocol: 'connection',
};

function detailOf({ kind, table, nFlows, detail }: Section): string {
  if (detail !== undefined) return detail;
  if (kind === 'port' || kind === 'databaseRow' || kind === 'databaseRecord') return '';
  const noun = nouns[kind] ?? 'flow';
  const flows = nFlows === 1 ? `1 ${noun}` : `${nFlows} ${noun}s`;
  return kind === 'stage' && table !== -1 ? `table ${table}, ${flows}` : flows;
}

function lineLength(dump: Dump, line: number): number {
  const bytes = dump.rowBytes(line);
  return columnOfByte(bytes, bytes.length);
}
