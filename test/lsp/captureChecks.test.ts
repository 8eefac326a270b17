import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { type ServerUnderTest, startTestServer } from './harness.ts';

const sample = fileURLToPath(new URL('../fixtures/sample-capture/p2-blocked', import.meta.url));
const hv2 = 'hv2/br-int.txt';
const list = 'lflow-list.txt';

interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: Diagnostic[];
}

let folder: string;
let server: ServerUnderTest;

const uriOf = (path: string): string => pathToFileURL(`${folder}/${path}`).href;
const textOf = (path: string): string => readFileSync(`${folder}/${path}`, 'utf8');

/** What the editor shows of a file once `isDone`. */
async function shown(
  path: string,
  isDone: (found: readonly Diagnostic[]) => boolean,
): Promise<readonly Diagnostic[]> {
  for (;;) {
    const { uri, diagnostics } = await server.next<Published>('textDocument/publishDiagnostics');
    if (uri === uriOf(path) && isDone(diagnostics)) return diagnostics;
  }
}

const has =
  (code: string) =>
  (found: readonly Diagnostic[]): boolean =>
    found.some((each) => each.code === code);

async function start(configuration: Record<string, unknown> = {}): Promise<void> {
  server = await startTestServer(configuration, uriOf(''), {
    initializationOptions: { pages: 'file:///extension/docs/checks/' },
    textDocument: { publishDiagnostics: { relatedInformation: true } },
    workspace: { didChangeWatchedFiles: { dynamicRegistration: false } },
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checks-'));
  cpSync(sample, folder, { recursive: true });
});
afterEach(() => {
  server.stop();
  rmSync(folder, { recursive: true });
});

describe('findings of a capture in the editor', () => {
  it('leaves the faults of a text to the text while it is open', async () => {
    const damaged = 'hv1/br-int.txt';
    const written = 'priority=7,tcp,tp_dst=80,actions=goto_table:1,output:2\n';
    const text = textOf(damaged).replace('actions=', 'actions=frob(1),') + written;
    writeFileSync(`${folder}/${damaged}`, text);
    const faults = (found: readonly Diagnostic[]): readonly string[] =>
      found.flatMap(({ code, message }) =>
        String(code).startsWith('FS') && typeof message === 'string' ? [message] : [],
      );
    await start();
    await server.open(uriOf(hv2), 'ovs-openflow', textOf(hv2));
    expect(faults(await shown(damaged, (found) => faults(found).length > 0))).toEqual([
      expect.stringMatching(/^No such action.*Byte/),
      expect.stringMatching(/^Open vSwitch does not take this: invalid instruction ordering.*Byte/),
    ]);
    await server.open(uriOf(damaged), 'ovs-openflow', text);
    const alone = await shown(
      damaged,
      (found) => faults(found).length === 2 && faults(found)[0] === 'no such action',
    );
    expect(faults(alone)).toEqual([
      'no such action',
      expect.stringMatching(/^Open vSwitch does not take this: invalid instruction ordering/),
    ]);
  });

  it('compare moments: what was opened may be of the first, and what is wrong of the last', async () => {
    rmSync(folder, { recursive: true });
    cpSync(fileURLToPath(new URL('../fixtures/faults/MC17-source-runs', import.meta.url)), folder, {
      recursive: true,
    });
    await start();
    await server.open(uriOf('t1/hv3/br-int.txt'), 'ovs-openflow', textOf('t1/hv3/br-int.txt'));
    const found = await shown('t3/hv1/br-int.txt', has('MC17'));
    expect(found).toMatchObject([
      {
        severity: 1,
        code: 'MC17',
        range: { start: { line: 5 } },
        relatedInformation: [
          { location: { uri: uriOf('t3/hv2/br-int.txt') } },
          { location: { uri: uriOf('t3/sb-Port_Binding.json') } },
        ],
      },
    ]);
  });

  it('stand in the files concerned, open or not, with code, page and related places', async () => {
    writeFileSync(`${folder}/${list}`, textOf(list).replace(/^(.*ls_in_lookup_fdb.*)$/m, '$1\n$1'));
    await start();
    await server.open(uriOf(hv2), 'ovs-openflow', textOf(hv2));
    const [blocked] = (await shown(hv2, has('MC03'))).filter(({ code }) => code === 'MC03');
    const line = textOf(hv2)
      .split('\n')
      .findIndex((text) => text.includes('priority=1000,in_port=3'));
    expect(blocked).toMatchObject({
      severity: 1,
      source: 'OVN Lens',
      codeDescription: { href: 'file:///extension/docs/checks/MC03.md' },
      range: {
        start: { line, character: 0 },
        end: { line, character: textOf(hv2).split('\n')[line]?.length },
      },
      relatedInformation: [
        { location: { uri: uriOf(hv2) }, message: expect.stringContaining('waits') as unknown },
      ],
    });
    const [twin] = await shown(list, has('FH13'));
    expect(twin).toMatchObject({ code: 'FH13', severity: 3, range: { start: { line: 7 } } });
  });

  it('are told as the setting wants', async () => {
    await start({ checks: { MC03: 'information', FS02: 'off', FH99: 'off', MC31: 3 } });
    const broken =
      ' cookie=0x0, duration=1s, table=8, n_packets=0, n_bytes=0, priority=1,reg99=1 actions=drop\n';
    await server.open(uriOf(hv2), 'ovs-openflow', textOf(hv2) + broken);
    // What is told before the settings are known is told anew.
    const found = await shown(
      hv2,
      (all) => !has('FS02')(all) && all.some(({ code, severity }) => code === 'MC03' && severity === 3),
    );
    expect(found.map(({ code }) => code)).toEqual(['MC03']);
  });

  it('come beside the faults of the open text, which are told once', async () => {
    await start();
    const broken = `${textOf(hv2)} cookie=0x0, duration=1s, table=8, n_packets=0, n_bytes=0, priority=1,tp_dst=80 actions=drop\n`;
    await server.open(uriOf(hv2), 'ovs-openflow', broken);
    const found = await shown(hv2, has('MC03'));
    expect(found.map(({ code }) => code).toSorted()).toEqual(['FS03', 'MC03']);
  });

  it('follow an edit, and stay without the faults of the text when the document is closed', async () => {
    await start();
    await server.open(uriOf(hv2), 'ovs-openflow', textOf(hv2));
    await shown(hv2, has('MC03'));
    const lines = textOf(hv2).split('\n');
    const line = lines.findIndex((text) => text.includes('priority=1000,in_port=3'));
    const at = lines[line]?.indexOf('n_packets=') ?? 0;
    const end = lines[line]?.indexOf(',', at) ?? 0;
    // Nothing was dropped: the guest has not sent yet.
    await server.client.sendNotification('textDocument/didChange', {
      textDocument: { uri: uriOf(hv2), version: 2 },
      contentChanges: [
        { range: { start: { line, character: at }, end: { line, character: end } }, text: 'n_packets=0' },
      ],
    });
    await shown(hv2, (found) => !has('MC03')(found));
    await server.client.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(hv2) } });
    await shown(hv2, has('MC03'));
  });

  it('offer to copy the command that they propose', async () => {
    await start();
    await server.open(uriOf(hv2), 'ovs-openflow', textOf(hv2));
    writeFileSync(
      `${folder}/${list}`,
      textOf(list)
        .split('\n')
        .filter((text) => !text.includes('priority=34000'))
        .join('\n'),
    );
    await server.client.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(list), type: 2 }],
    });
    const diagnostics = await shown('hv1/br-int.txt', has('FH11'));
    const actions = await server.client.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: uriOf('hv1/br-int.txt') },
      range: diagnostics[0]?.range,
      context: { diagnostics },
    });
    expect(actions.map(({ title, command }) => [title, command?.command, command?.arguments])).toContainEqual(
      [
        'Copy: ovn-appctl -t ovn-controller inc-engine/recompute',
        'ovnLens.copyCommand',
        ['ovn-appctl -t ovn-controller inc-engine/recompute'],
      ],
    );
  });

  it('leave the server free to answer a hover, and can be cancelled', async () => {
    const row =
      ' cookie=0x0, duration=1s, table=8, n_packets=0, n_bytes=0, idle_age=1, priority=1,reg14=0x1,metadata=0x1 actions=drop\n';
    writeFileSync(`${folder}/hv1/br-int.txt`, textOf('hv1/br-int.txt') + row.repeat(20_000));
    // A clock by which each look at it takes ten milliseconds.
    let time = 0;
    server = await startTestServer({}, uriOf(''), { window: { workDoneProgress: true } }, () => (time += 10));
    server.client.onRequest('window/workDoneProgress/create', () => null);
    const states: string[] = [];
    const reached = (kind: string): Promise<number | string> =>
      new Promise((resolve) => {
        server.onProgress((token, state) => {
          states.push(state);
          if (state === kind) resolve(token);
        });
      });
    const begun = reached('begin');
    const ended = reached('end');
    await server.open(uriOf(hv2), 'ovs-openflow', textOf(hv2));
    const token = await begun;
    const hover = await server.client.sendRequest('textDocument/hover', {
      textDocument: { uri: uriOf(hv2) },
      position: { line: 1, character: 3 },
    });
    expect(hover).not.toBeNull();
    // The check is still under way.
    expect(states).not.toContain('end');
    await server.client.sendNotification('window/workDoneProgress/cancel', { token });
    await ended;
    expect(server.arrived('textDocument/publishDiagnostics')).not.toContainEqual(
      expect.objectContaining({ uri: uriOf('hv1/br-int.txt') }),
    );
  });
});
