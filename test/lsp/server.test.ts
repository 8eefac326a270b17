import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, DocumentSymbol, FoldingRange, Hover, SemanticTokens } from 'vscode-languageserver';
import { limitsOf } from '../../server/lsp/features/dumpInfo.ts';
import { semanticTokensLegend } from '../../server/lsp/features/semanticTokens.ts';
import type {
  DumpInfo,
  FlowsAtResult,
  HoverTextResult,
  RolesOfTextResult,
} from '../../server/protocol/messages.ts';
import { type ServerUnderTest, startTestServer } from './harness.ts';

const blocked = readFileSync(
  new URL('../fixtures/captures/23.03/p2/hv2/br-int.of15.txt', import.meta.url),
  'utf8',
);
const logical = readFileSync(
  new URL('../fixtures/captures/23.03/p2/lflow-list.txt', import.meta.url),
  'utf8',
);
const uri = 'file:///captures/hv2/br-int.of15.txt';

let server: ServerUnderTest;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.stop());

const lineOf = (text: string, part: string): number =>
  text.split('\n').findIndex((line) => line.includes(part));

function hoverAt(at: string, text: string, line: string, part: string): Promise<Hover | null> {
  const number = lineOf(text, line);
  const character = (text.split('\n')[number] as string).indexOf(part);
  return server.client.sendRequest('textDocument/hover', {
    textDocument: { uri: at },
    position: { line: number, character: character + 1 },
  });
}

const textOf = (hover: Hover | null): string =>
  (hover?.contents as { value: string } | undefined)?.value ?? '';

describe('an OpenFlow dump', () => {
  it('is described: release, chassis, roles', async () => {
    await server.open(uri, 'ovs-openflow', blocked);
    const info = await server.next<DumpInfo>('ovnLens/dumpInfo');
    expect(info).toMatchObject({ uri, version: 1, chassis: 'hv2', limits: [] });
    expect(info.releaseReason).not.toBe('');
    const counts = Object.fromEntries(
      [...new Set(info.roles.map(({ role }) => role))].map((role) => [
        role,
        info.roles.filter((each) => each.role === role).length,
      ]),
    );
    expect(counts).toEqual({
      'activation-trigger': 1,
      'activation-block': 2,
      clone: 1,
      'tunnel-enforcement': 2,
      'path-mtu': 8,
    });
  });

  it('has no diagnostics', async () => {
    await server.open(uri, 'ovs-openflow', blocked);
    expect(await server.next('textDocument/publishDiagnostics')).toMatchObject({ uri, diagnostics: [] });
  });

  it('explains a token and the role of its row', async () => {
    await server.open(uri, 'ovs-openflow', blocked);
    const hover = textOf(await hoverAt(uri, blocked, 'priority=1010', 'userdata'));
    expect(hover).toContain('ACTIVATION_STRATEGY');
    expect(hover).toContain('Activates on RARP');
    const register = textOf(await hoverAt(uri, blocked, 'priority=110', 'reg14='));
    expect(register).toContain('inport');
    expect(register).toContain('Forced tunnel');
  });

  it('has tables in its outline and folds them', async () => {
    await server.open(uri, 'ovs-openflow', blocked);
    const symbols = await server.client.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    expect(symbols.map(({ name }) => name)).toContain('table 39: OFTABLE_REMOTE_OUTPUT');
    const folds = await server.client.sendRequest<FoldingRange[]>('textDocument/foldingRange', {
      textDocument: { uri },
    });
    expect(folds.length).toBeGreaterThan(4);
  });

  it('colours just the range that is asked for', async () => {
    await server.open(uri, 'ovs-openflow', blocked);
    const line = lineOf(blocked, 'priority=1010');
    const { data } = await server.client.sendRequest<SemanticTokens>('textDocument/semanticTokens/range', {
      textDocument: { uri },
      range: { start: { line, character: 0 }, end: { line, character: 9999 } },
    });
    expect(data[0]).toBe(line);
    const text = blocked.split('\n')[line] as string;
    const tokens: string[] = [];
    let column = 0;
    for (let at = 0; at < data.length; at += 5) {
      column += data[at + 1] as number;
      tokens.push(
        `${text.slice(column, column + (data[at + 2] as number))}:${semanticTokensLegend.tokenTypes[data[at + 3] as number]}`,
      );
    }
    expect(tokens).toContain('priority:property');
    expect(tokens).toContain('controller:function');
    expect(tokens).toContain('reg14:variable');
  });

  it('tells a bridge that is not of OVN as what it is', async () => {
    const normal = ' cookie=0x0, duration=1s, table=0, n_packets=5, n_bytes=500, priority=0 actions=NORMAL\n';
    await server.open('file:///captures/hv1/br-ex.txt', 'ovs-openflow', normal);
    const info = await server.next<DumpInfo>('ovnLens/dumpInfo');
    expect(info).toMatchObject({ isOrdinarySwitch: true, chassis: 'hv1' });
    expect(info.release).toBeUndefined();
    expect(info.releaseReason).toMatch(/ordinary switch, and not the br-int of OVN/);
  });

  it('follows edits, also in lines with characters beyond ASCII', async () => {
    await server.open(
      uri,
      'ovs-openflow',
      '# größer 😀 hv2\n n_packets=0, priority=100,in_port=3 actions=drop\n',
    );
    await server.next('ovnLens/dumpInfo');
    await server.next('textDocument/publishDiagnostics');
    await server.client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        { range: { start: { line: 0, character: 9 }, end: { line: 0, character: 11 } }, text: '' },
        { range: { start: { line: 1, character: 45 }, end: { line: 1, character: 49 } }, text: 'frob(1)' },
      ],
    });
    const { diagnostics } = await server.next<{ diagnostics: Diagnostic[] }>(
      'textDocument/publishDiagnostics',
    );
    expect(diagnostics.map(({ range }) => range)).toEqual([
      { start: { line: 1, character: 45 }, end: { line: 1, character: 52 } },
    ]);
  });

  it("has Open vSwitch's rejections of the flows of a file, where they are about", async () => {
    await server.open(
      uri,
      'ovs-openflow',
      'in_port="größer😀",actions=goto_table:1,output:2 # why\ntable=1,in_port=3,actions=drop\n',
    );
    const { diagnostics } = await server.next<{ diagnostics: Diagnostic[] }>(
      'textDocument/publishDiagnostics',
    );
    expect(diagnostics).toMatchObject([
      {
        range: { start: { line: 0, character: 40 }, end: { line: 0, character: 48 } },
        code: 'FS11',
        message: expect.stringMatching(/invalid instruction ordering/) as string,
      },
    ]);
  });

  it('uses the release that is set', async () => {
    server.stop();
    server = await startTestServer({ release: '26.03' });
    await server.open(
      uri,
      'ovs-openflow',
      ' cookie=0x1, duration=1s, table=44, n_packets=0, n_bytes=0, priority=0 actions=resubmit(,45)\n',
    );
    const hover = textOf(
      await server.client.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: { line: 0, character: 32 },
      }),
    );
    expect(hover).toContain('OFTABLE_REMOTE_OUTPUT');
  });
});

describe('logical flows', () => {
  const at = 'file:///captures/lflow-list.txt';

  it('are outlined by datapath, pipeline, stage', async () => {
    await server.open(at, 'ovn-lflow', logical);
    const symbols = await server.client.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri: at },
    });
    expect(symbols.map(({ name }) => name)).toEqual(['lr0', 'public', 'sw0', 'sw1']);
    const sw0 = symbols.find(({ name }) => name === 'sw0');
    expect(sw0?.children?.map(({ name }) => name)).toEqual(['ingress', 'egress']);
    expect(sw0?.children?.[0]?.children?.map(({ name }) => name)).toContain('ls_in_l2_lkup');
  });

  it('tell the release exactly and explain a stage with its OpenFlow table', async () => {
    await server.open(at, 'ovn-lflow', logical);
    expect(await server.next<DumpInfo>('ovnLens/dumpInfo')).toMatchObject({ release: '23.03', roles: [] });
    const hover = textOf(await hoverAt(at, logical, '(ls_in_l2_lkup', 'ls_in_l2_lkup'));
    expect(hover).toContain('OpenFlow table');
    expect(hover).toContain('`33`');
  });
});

describe('texts that are no document', () => {
  it('get the same hovers and roles', async () => {
    const line = lineOf(blocked, 'priority=1010');
    const character = (blocked.split('\n')[line] as string).indexOf('rarp') + 1;
    const loose = { languageId: 'ovs-openflow', text: blocked, release: '23.03' };
    const hover = await server.client.sendRequest<HoverTextResult>('ovnLens/hoverText', {
      ...loose,
      position: { line, character },
    });
    expect(hover.markdown).toContain('rarp');
    expect(hover.start).toEqual({ line, character: character - 1 });
    const { roles } = await server.client.sendRequest<RolesOfTextResult>('ovnLens/rolesOfText', loose);
    expect(roles).toHaveLength(14);
  });
});

describe('the replay', () => {
  it('gives the flows of an instant, which the server reads without a problem', async () => {
    const params = { preset: 'deck-rarp', seed: 1, chassis: 'hv2', time: 7_900_000 };
    const { text, keys } = await server.client.sendRequest<FlowsAtResult>('ovnLens/flowsAt', params);
    expect(keys).toHaveLength(text.split('\n').length - (text.endsWith('\n') ? 1 : 0));
    const { roles } = await server.client.sendRequest<RolesOfTextResult>('ovnLens/rolesOfText', {
      languageId: 'ovs-openflow',
      text,
      release: '23.03',
    });
    expect(roles.map(({ role }) => role)).toContain('activation-trigger');
    await server.open('file:///replay', 'ovs-openflow', text);
    expect(await server.next('textDocument/publishDiagnostics')).toMatchObject({ diagnostics: [] });
  });

  it('refuses a preset that does not exist', async () => {
    await expect(server.client.sendRequest('ovnLens/simulate', { preset: 'none', seed: 1 })).rejects.toThrow(
      'there is no preset none',
    );
  });
});

describe('faults of the client', () => {
  it('a position outside, a document that is not open: no answer, no failure', async () => {
    await server.open(uri, 'ovs-openflow', blocked);
    expect(
      await server.client.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: { line: 99_999, character: 3 },
      }),
    ).toBeNull();
    expect(
      await server.client.sendRequest('textDocument/hover', {
        textDocument: { uri: 'file:///none' },
        position: { line: 0, character: 0 },
      }),
    ).toBeNull();
    expect(
      await server.client.sendRequest('textDocument/documentSymbol', {
        textDocument: { uri: 'file:///none' },
      }),
    ).toEqual([]);
  });
});

describe('bad input', () => {
  const everything = async (): Promise<string[]> => {
    const { diagnostics } = await server.next<{ diagnostics: Diagnostic[] }>(
      'textDocument/publishDiagnostics',
    );
    const document = { textDocument: { uri } };
    const all = { start: { line: 0, character: 0 }, end: { line: 50, character: 0 } };
    await server.client.sendRequest('textDocument/documentSymbol', document);
    await server.client.sendRequest('textDocument/foldingRange', document);
    await server.client.sendRequest('textDocument/semanticTokens/range', { ...document, range: all });
    for (const character of [0, 5, 40]) {
      await server.client.sendRequest('textDocument/hover', {
        ...document,
        position: { line: 0, character },
      });
    }
    return diagnostics.map(({ message }) => message as string);
  };
  const row = ' cookie=0x1, table=0, n_packets=0, priority=1,in_port=3 actions=drop';

  it.each([
    ['an empty text', '', 0],
    ['blank lines', '\n\n \n', 0],
    ['CRLF', `${row}\r\n${row}\r\n`, 0],
    ['NUL bytes', `${row.replace('table', 'ta\u0000le')}\n${row}\n`, 1],
    ['binary data', '\u007fELF\u0002\u0001\u0001\u0000\u0000>\u0000\ufffd\ufffd', 1],
    ['a truncated row', row.slice(0, 60), 1],
    ['a lone surrogate', `# \ud800\n${row}\n`, 0],
  ])('%s', async (_, text, nAtLeast) => {
    await server.open(uri, 'ovs-openflow', text);
    const messages = await everything();
    expect(messages.length).toBeGreaterThanOrEqual(nAtLeast);
    if (nAtLeast === 0) expect(messages).toEqual([]);
  });

  it('a line of 10 MB: said so, and the rows after it work', async () => {
    await server.open(
      uri,
      'ovs-openflow',
      `${row.replace('drop', 'resubmit(,1),'.repeat(800_000))}\n${row}\n`,
    );
    expect(await everything()).toEqual([expect.stringContaining('too long to be read')]);
    const hover = await server.client.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 1, character: row.indexOf('drop') + 1 },
    });
    expect(textOf(hover)).toContain('drop');
  });
});

describe('limits of the editor', () => {
  it.each([
    [1_000_000, 5_000, []],
    [21 * 1024 * 1024, 5_000, [expect.stringContaining('21 MB')]],
    [10_000_000, 300_001, [expect.stringContaining('300,001 lines')]],
  ])('%i bytes, %i lines', (size, nLines, expected) => {
    expect(limitsOf(size, nLines)).toEqual(expected);
  });
});
