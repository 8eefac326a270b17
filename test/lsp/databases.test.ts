import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, DocumentSymbol, FoldingRange, Hover, SemanticTokens } from 'vscode-languageserver';
import type { DumpInfo } from '../../server/protocol/messages.ts';
import { type ServerUnderTest, startTestServer } from './harness.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/ovsdb/${name}`, import.meta.url), 'utf8');

let server: ServerUnderTest;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.stop());

const files: readonly (readonly [string, string, string, string])[] = [
  ['dump.txt', 'ovsdb-dump', 'Logical_Switch_Port', '3 rows'],
  ['list-several.txt', 'ovsdb-list', 'Logical_Switch', '1 row'],
  ['nbctl-show.txt', 'ovsdb-show', 'port vm', ''],
  ['standalone.db', 'ovsdb-log', 'schema OVN_Northbound', ''],
];

describe.each(files)('%s', (name, languageId, title, detail) => {
  const uri = `file:///capture/${name}`;
  const textDocument = { uri };
  const position = { line: 2, character: 3 };

  it('has an outline, folds, colours, and nothing to complain of', async () => {
    const text = fixture(name);
    await server.open(uri, languageId, text);
    expect(await server.next<DumpInfo>('ovnLens/dumpInfo')).toMatchObject({ uri, roles: [] });
    expect(await server.next('textDocument/publishDiagnostics')).toMatchObject({ uri, diagnostics: [] });

    const symbols = await server.client.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument,
    });
    const all = symbols.flatMap((symbol) => [symbol, ...(symbol.children ?? [])]);
    expect(all.find((symbol) => symbol.name === title)?.detail).toBe(detail);

    const folds = await server.client.sendRequest<FoldingRange[]>('textDocument/foldingRange', {
      textDocument,
    });
    expect(folds.length).toBeGreaterThan(2);

    const { data } = await server.client.sendRequest<SemanticTokens>('textDocument/semanticTokens/range', {
      textDocument,
      range: { start: { line: 0, character: 0 }, end: { line: 5, character: 0 } },
    });
    expect(data.length).toBeGreaterThan(5 * 5);

    const hover = await server.client.sendRequest<Hover | null>('textDocument/hover', {
      textDocument,
      position,
    });
    expect((hover?.contents as { value: string } | undefined)?.value.length).toBeGreaterThan(20);
  });
});

describe('a damaged database file', () => {
  it('says at the header what is wrong with its record', async () => {
    const uri = 'file:///capture/damaged.db';
    await server.open(uri, 'ovsdb-log', fixture('standalone.db').replace('"name":"vm"', '"name":"VM"'));
    const { diagnostics } = await server.next<{ diagnostics: Diagnostic[] }>(
      'textDocument/publishDiagnostics',
    );
    expect(diagnostics).toMatchObject([
      {
        range: { start: { line: 2, character: 0 } },
        message: expect.stringContaining('the record is damaged'),
      },
    ]);
  });
});
