import { afterEach, describe, expect, it } from 'vitest';
import type { Location } from 'vscode-languageserver';
import { type CapturedFiles, openCapture } from './capturedFiles.ts';

let files: CapturedFiles;
afterEach(() => files.server.stop());

async function ask(
  method: 'definition' | 'references',
  path: string,
  languageId: string,
  line: number,
  token: RegExp,
): Promise<readonly string[]> {
  await files.open(path, languageId);
  return files.places(
    await files.server.client.sendRequest<Location[] | null>(`textDocument/${method}`, {
      textDocument: { uri: files.uri(path) },
      position: files.position(path, line, token),
      context: { includeDeclaration: false },
    }),
  );
}

describe('a folder of several moments', () => {
  it('links a dump with the files of its own moment only', async () => {
    files = await openCapture('captures/23.03');
    for (const moment of ['p1', 'p2']) {
      const flows = `${moment}/hv2/br-int.of15.txt`;
      const row = files.allLines(flows, /cookie=0xfd0a1c3f,/)[0] ?? -1;
      const bindings = (await ask('definition', flows, 'ovs-openflow', row, /cookie=(0x\w+)/)).filter(
        (place) => place.includes('Port_Binding'),
      );
      expect(bindings).toEqual([`${moment}/sb-Port_Binding.json:1`]);
      const rows = ['hv1', 'hv2', 'hv3'].flatMap((host) => {
        const path = `${moment}/${host}/br-int.of15.txt`;
        return files.allLines(path, /cookie=0xfd0a1c3f,/).map((line) => `${path}:${line + 1}`);
      });
      expect(await ask('references', flows, 'ovs-openflow', row, /cookie=(0x\w+)/)).toEqual(rows);
    }
  });

  it('goes to the very row of a table that is one line', async () => {
    files = await openCapture('captures/23.03');
    const flows = 'p2/hv2/br-int.of15.txt';
    await files.open(flows, 'ovs-openflow');
    const row = files.line(flows, /table=65,.*priority=1000,reg15=0x1,metadata=0x1/);
    const found = await files.server.client.sendRequest<Location[]>('textDocument/definition', {
      textDocument: { uri: files.uri(flows) },
      position: files.position(flows, row, /reg15=(0x1)/),
    });
    const cut = ({ uri, range }: Location): string => {
      const path = uri.slice(files.uri('').length);
      return files.lines(path)[range.start.line]?.slice(range.start.character, range.end.character) ?? '';
    };
    expect(found.map((each) => each.uri.slice(files.uri('').length))).toEqual([
      'p2/sb-Port_Binding.json',
      'p2/nb-Logical_Switch_Port.json',
      'p2/hv2/ovs-Interface.json',
    ]);
    expect(cut(found[0] as Location)).toMatch(/^\[\["uuid","fd0a1c3f-/);
    expect(cut(found[1] as Location)).toMatch(/^\[\["uuid","[0-9a-f-]{36}"\].*"vm"/);
    expect(cut(found[2] as Location)).toMatch(/"iface-id","vm"/);
  });

  it('reads ports by name where a dump has names', async () => {
    files = await openCapture('captures/23.03');
    const flows = 'p2/hv2/br-int.of15.names.no-stats.txt';
    const row = files.allLines(flows, /in_port="ovn-hv1-0"/)[0] ?? -1;
    const listed = files.line('p2/hv2/br-int.ports-desc.txt', /\(ovn-hv1-0\)/);
    expect(await ask('definition', flows, 'ovs-openflow', row, /in_port="(ovn-hv1-0)"/)).toEqual([
      `p2/hv2/br-int.ports-desc.txt:${listed + 1}`,
      'p2/hv2/ovs-Interface.json:1',
    ]);
  });
});

describe('a capture without whole databases', () => {
  it('leads from a logical flow to its rows on every chassis', async () => {
    files = await openCapture('sample-capture');
    const list = 'p2-blocked/lflow-list.txt';
    const row = files.allLines(list, /uuid=0x[1-9a-f]\w*,.*ls_in_l2_lkup.*"vm"/)[0] ?? -1;
    const uuid = /uuid=(0x\w+)/.exec(files.lines(list)[row] ?? '')?.[1];
    const rows = ['hv1', 'hv2', 'hv3'].flatMap((host) => {
      const path = `p2-blocked/${host}/br-int.txt`;
      return files.allLines(path, new RegExp(`cookie=${uuid},`)).map((line) => `${path}:${line + 1}`);
    });
    expect(rows.length).toBeGreaterThan(1);
    expect(await ask('definition', list, 'ovn-lflow', row, /uuid=(0x\w+)/)).toEqual(rows);
  });

  it('leads from an OpenFlow row to the logical flow', async () => {
    files = await openCapture('sample-capture');
    const list = 'p2-blocked/lflow-list.txt';
    const flows = 'p2-blocked/hv3/br-int.txt';
    const row = files.allLines(flows, /table=8,.*priority=50,metadata=0x1 /)[0] ?? -1;
    const cookie = /cookie=0x(\w+)/.exec(files.lines(flows)[row] ?? '')?.[1] ?? '';
    const listed = files.line(list, new RegExp(`uuid=0x0*${cookie},`));
    expect(await ask('definition', flows, 'ovs-openflow', row, /cookie=(0x\w+)/)).toEqual([
      `${list}:${listed + 1}`,
    ]);
  });
});

describe('a document that stands alone', () => {
  it('has the links within itself', async () => {
    files = await openCapture('sample-capture');
    const uri = 'untitled:Untitled-1';
    await files.server.open(
      uri,
      'ovs-openflow',
      [' table=0, priority=1 actions=resubmit(,8)', ' table=8, priority=2 actions=drop', ''].join('\n'),
    );
    const found = await files.server.client.sendRequest<Location[]>('textDocument/definition', {
      textDocument: { uri },
      position: { line: 0, character: 38 },
    });
    expect(found).toEqual([
      { uri, range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } } },
    ]);
  });

  it('follows its edits', async () => {
    files = await openCapture('sample-capture');
    const uri = 'untitled:Untitled-1';
    await files.server.open(
      uri,
      'ovs-openflow',
      ' table=0, priority=1 actions=resubmit(,8)\n table=8, actions=drop\n',
    );
    await files.server.client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        {
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
          text: ' table=1, actions=drop\n',
        },
      ],
    });
    const found = await files.server.client.sendRequest<Location[]>('textDocument/references', {
      textDocument: { uri },
      position: { line: 2, character: 3 },
      context: { includeDeclaration: true },
    });
    expect(found.map(({ range }) => range.start.line)).toEqual([2, 0]);
  });
});

describe('every token of every file', () => {
  it('leads somewhere or nowhere, and never fails', async () => {
    files = await openCapture('joined');
    const failures: unknown[] = [];
    files.server.client.onNotification('ovnLens/failure', (failure) => void failures.push(failure));
    const path = 'hv1/ofproto-trace.vm-to-peer.txt';
    await files.open(path, 'ovs-trace');
    for (const [line, text] of files.lines(path).entries()) {
      for (let character = 0; character < text.length; character += 7) {
        await files.server.client.sendRequest('textDocument/definition', {
          textDocument: { uri: files.uri(path) },
          position: { line, character },
        });
      }
    }
    expect(failures).toEqual([]);
  });
});
