import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic, DocumentSymbol, Hover } from 'vscode-languageserver';
import { type ServerUnderTest, startTestServer } from './harness.ts';

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const name = '[x](command:evil)<b>\u202E$(warning)\u0007`';

/** Texts with that name, and where it stands. */
const cases: readonly (readonly [languageId: string, text: string])[] = [
  [
    'ovn-lflow',
    `Datapath: "${name}" (1288128b-fe07-4ab6-903a-705a16b31e92)  Pipeline: ingress\n  table=0 (ls_in_acl), priority=1, match=(1), action=(next;)\n`,
  ],
  ['ovs-openflow', ` cookie=0x0, table=0, priority=1,in_port="${name}" actions=drop\n`],
  ['ovs-ports', ` 1(${name}): addr:00:00:00:00:00:01\n     config:     0\n`],
  [
    'ovsdb-show',
    `switch 1288128b-fe07-4ab6-903a-705a16b31e92 (${name})\n    port ${name}\n        type: router\n`,
  ],
  ['ovsdb-list', `_uuid : 1288128b-fe07-4ab6-903a-705a16b31e92\nname : "${name}"\n`],
  [
    'ovn-trace',
    `ingress(dp="${name}", inport="${name}")\n---\n 0. ls_in_acl: 1, priority 1, uuid 63d5e846\n    next;\n`,
  ],
  ['ovs-trace', `Flow: in_port=1\nbridge("${name}")\n---\n 0. in_port=1, priority 1\n    drop\n`],
];

describe.each(cases)('a hostile name in %s', (languageId, text) => {
  const uri = `file:///hostile/${languageId}`;
  const textDocument = { uri };
  beforeAll(() => server.open(uri, languageId, text));

  it('is text in hovers', async () => {
    const lines = text.split('\n');
    let nHovers = 0;
    for (const [line, content] of lines.entries()) {
      for (let character = 0; character < content.length; character += 3) {
        const position = { line, character };
        const hover = await server.client.sendRequest<Hover | null>('textDocument/hover', {
          textDocument,
          position,
        });
        if (hover === null) continue;
        nHovers++;
        const { value } = hover.contents as { value: string };
        expect(hover.contents).not.toHaveProperty('isTrusted');
        expect(value).not.toMatch(/[\u0007\u202E]/);
        const plain = value.replace(/(?<!\\)(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g, 'code');
        expect(plain).not.toMatch(/(?<!\\)\]\(/);
        expect(plain).not.toMatch(/<b>/);
      }
    }
    expect(nHovers).toBeGreaterThan(3);
  });

  it('is text in the outline and in problems', async () => {
    const symbols = await server.client.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument,
    });
    // A port's name with a parenthesis in it has no section of its own.
    expect(symbols.length).toBeGreaterThan(languageId === 'ovs-ports' ? -1 : 0);
    expect(JSON.stringify(symbols)).not.toMatch(/\\u0007|\u202E/);
    const { diagnostics } = await server.next<{ uri: string; diagnostics: Diagnostic[] }>(
      'textDocument/publishDiagnostics',
    );
    expect(JSON.stringify(diagnostics)).not.toMatch(/\\u0007|\u202E/);
  });
});
