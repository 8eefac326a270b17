import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeLens,
  DocumentHighlight,
  InlayHint,
  Location,
  SelectionRange,
  WorkspaceSymbol,
} from 'vscode-languageserver';
import {
  heatRequest,
  type HeatResult,
  portReportRequest,
  type PortReportResult,
} from '../../server/protocol/messages.ts';
import { runCommand } from '../cli/runCommand.ts';
import { type CapturedFiles, openCapture } from './capturedFiles.ts';

const flows = 'hv2/br-int.of15.txt';
const list = 'lflow-list-uuid.txt';
const hosts = ['hv1', 'hv2', 'hv3'].map((host) => `${host}/br-int.of15.txt`);

let files: CapturedFiles;
beforeAll(async () => {
  files = await openCapture('joined');
  await files.open(flows, 'ovs-openflow');
  await files.open(list, 'ovn-lflow');
});
afterAll(() => files.server.stop());

function request<Result>(method: string, path: string, more: Record<string, unknown> = {}): Promise<Result> {
  return files.server.client.sendRequest<Result>(`textDocument/${method}`, {
    textDocument: { uri: files.uri(path) },
    ...more,
  });
}

function packets(line: string): number {
  return Number(/n_packets=(\d+)/.exec(line)?.[1]);
}

async function lensAt(path: string, line: number): Promise<readonly string[]> {
  const lenses = (await request<CodeLens[]>('codeLens', path)).filter(
    ({ range }) => range.start.line === line,
  );
  const resolved = await Promise.all(
    lenses.map((lens) => files.server.client.sendRequest<CodeLens>('codeLens/resolve', lens)),
  );
  return resolved.map(({ command }) => command?.title ?? '');
}

describe('code lenses', () => {
  it('count the flows, packets and drops of a table above its first row', async () => {
    const rows = files.allLines(flows, /table=0,/);
    const texts = rows.map((line) => files.lines(flows)[line] ?? '');
    const sum = texts.reduce((total, text) => total + packets(text), 0);
    const dropping = texts.filter((text) => text.endsWith('actions=drop') && packets(text) > 0);
    const dropped = dropping.reduce((total, text) => total + packets(text), 0);
    expect(dropping.length).toBeGreaterThan(1);
    expect(await lensAt(flows, rows[0] ?? -1)).toEqual([
      `${rows.length} flows · ${sum.toLocaleString('en')} packets · ${dropped} packets dropped by ${dropping.length} flows`,
    ]);
  });

  it('stand above every table, and nowhere else', async () => {
    const first: number[] = [];
    let last = '';
    for (const [line, text] of files.lines(flows).entries()) {
      const table = /table=(\d+),/.exec(text)?.[1];
      if (table === undefined || table === last) continue;
      last = table;
      first.push(line);
    }
    const lenses = await request<CodeLens[]>('codeLens', flows);
    expect(lenses.map(({ range }) => range.start.line)).toEqual(first);
  });

  it('say of a logical flow on which chassis it is, and what it has counted', async () => {
    const [uuid] = files
      .allLines('sb-dump.txt', /stage-hint="?0464eb4d"?/)
      .map((line) => (files.lines('sb-dump.txt')[line] ?? '').slice(0, 8));
    const rows = hosts.flatMap((path) =>
      files.lines(path).filter((text) => text.includes(`cookie=0x${uuid},`)),
    );
    const sum = rows.reduce((total, text) => total + packets(text), 0);
    const line = files.line(list, new RegExp(`uuid=0x${uuid},`));
    expect(await lensAt(list, line)).toContain(
      `${rows.length} OpenFlow flows on hv1, hv2, hv3 · ${sum} ${sum === 1 ? 'packet' : 'packets'}`,
    );
  });

  it('say that a logical flow became none', async () => {
    const cookies = new Set(
      hosts.flatMap((path) => files.lines(path).map((text) => /cookie=0x(\w+),/.exec(text)?.[1])),
    );
    const line = files.lines(list).findIndex((text) => {
      const uuid = /uuid=0x(\w+),/.exec(text)?.[1];
      return uuid !== undefined && !cookies.has(uuid.replace(/^0+/, ''));
    });
    expect(await lensAt(list, line)).toContain('no OpenFlow flow');
  });

  it('are off when the setting says so, and above sections only', async () => {
    const off = await openCapture('joined', { codeLens: 'off' });
    await off.open(flows, 'ovs-openflow');
    const ask = (path: string, from: CapturedFiles): Promise<CodeLens[]> =>
      from.server.client.sendRequest('textDocument/codeLens', { textDocument: { uri: from.uri(path) } });
    // The settings come after the server has asked for them.
    await expect.poll(() => ask(flows, off)).toEqual([]);
    off.server.stop();
    const sections = await openCapture('joined', { codeLens: 'sections' });
    await sections.open(list, 'ovn-lflow');
    const stages = sections
      .lines(list)
      .map((text) => /table=(\d+) *\((\w+)/.exec(text)?.slice(1).join())
      .filter((stage, line, all) => stage !== undefined && stage !== all[line - 1]);
    await expect.poll(() => ask(list, sections)).toHaveLength(stages.length);
    sections.server.stop();
  });
});

describe('inlay hints', () => {
  async function hintsOf(path: string, line: number): Promise<readonly string[]> {
    const text = files.lines(path)[line] ?? '';
    const hints = await request<InlayHint[]>('inlayHint', path, {
      range: { start: { line, character: 0 }, end: { line, character: text.length } },
    });
    // With what stands before them.
    return hints.map(({ position, label }) => {
      const before = /[\w.()=,:>-]*$/.exec(text.slice(0, position.character))?.[0] ?? '';
      return `${before.split(',').at(-1)} ${typeof label === 'string' ? label : ''}`;
    });
  }

  it('name keys, tables and ports', async () => {
    const line = files.line(flows, /table=0,.*priority=1010,rarp,in_port=3/);
    expect(await hintsOf(flows, line)).toEqual([
      'table=0 PHY_TO_LOG',
      'in_port=3 vm',
      'set_field:0x1->metadata sw0',
      'set_field:0x1->reg14 vm',
      '8) ls_in_check_port_sec / lr_in_admission',
    ]);
  });

  it('name the stage of the datapath that the row is of', async () => {
    const rows = files.allLines(flows, /table=46,/);
    const ofSwitch = rows.filter((line) => !/metadata=0x3[ ,]/.test(files.lines(flows)[line] ?? ''));
    const ofRouter = rows.filter((line) => /metadata=0x3[ ,]/.test(files.lines(flows)[line] ?? ''));
    expect(await hintsOf(flows, ofSwitch[0] ?? -1)).toContain('table=46 ls_out_acl');
    expect(await hintsOf(flows, ofRouter[0] ?? -1)).toContain('table=46 lr_out_post_snat');
    // Not on every row.
    expect((await hintsOf(flows, ofSwitch[1] ?? -1)).join()).not.toContain('table=46');
  });

  it('are off when the setting says so', async () => {
    const off = await openCapture('joined', { inlayHints: 'off' });
    await off.open(flows, 'ovs-openflow');
    await expect
      .poll(() =>
        off.server.client.sendRequest('textDocument/inlayHint', {
          textDocument: { uri: off.uri(flows) },
          range: { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } },
        }),
      )
      .toBeNull();
    off.server.stop();
  });

  it('show a hostile name as text', async () => {
    const text = [
      'OFPST_PORT_DESC reply (OF1.5) (xid=0x2):',
      ' 7([a](command:x)\u202e\u0007): addr:6a:e6:51:4a:85:19',
      '',
    ];
    const server = files.server;
    const ports = `file:///tmp/nowhere-${process.pid}/br-int.ports-desc.txt`;
    await server.open(ports, 'ovs-ports', text.join('\n'));
    const found = await server.client.sendRequest<WorkspaceSymbol[] | null>('workspace/symbol', {
      query: 'command:',
    });
    expect(found).toEqual([]);
  });
});

describe('heat', () => {
  it('has a level for each row, by what it has counted beside the others', async () => {
    const texts = files.lines(flows).slice(0, -1);
    const { levels, overview, size } = await files.server.client.sendRequest<HeatResult>(heatRequest, {
      uri: files.uri(flows),
      first: 0,
      end: texts.length,
    });
    expect(levels).toHaveLength(texts.length);
    const used = texts.map(packets).filter((count) => count > 0);
    used.sort((a, b) => a - b);
    const [median = 0, most = 0] = [0.5, 0.9].map((share) => used[Math.floor(share * (used.length - 1))]);
    for (const [line, text] of texts.entries()) {
      const count = packets(text);
      if (Number.isNaN(count)) expect(levels[line]).toBe(-1);
      else if (count === 0) expect(levels[line]).toBe(0);
      else if (count <= median) expect(levels[line]).toBe(1);
      else if (count > most) expect(levels[line]).toBe(4);
      else expect([2, 3]).toContain(levels[line]);
    }
    expect([size, overview]).toEqual([1, levels]);
  });
});

describe('the report on migrating ports', () => {
  it('is what the terminal prints', async () => {
    const { text } = await files.server.client.sendRequest<PortReportResult>(portReportRequest, {
      uri: files.uri(flows),
    });
    const { out: printed } = await runCommand([
      'ports',
      fileURLToPath(new URL('../fixtures/joined', import.meta.url)),
    ]);
    expect(printed).toMatch(/^vm \(sw0\): blocked/);
    // The editor's lines are no longer than a screen.
    const words = (report: string): readonly string[] => report.split(/\s+/).filter((word) => word !== '');
    expect(words(text.split('\n').slice(3).join('\n'))).toEqual(words(printed));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});

describe('highlights', () => {
  it('are the same key of the same datapath, in the rows around', async () => {
    const line = files.line(flows, /table=65,.*priority=1000,reg15=0x1,metadata=0x1/);
    const found = await request<DocumentHighlight[]>('documentHighlight', flows, {
      position: files.position(flows, line, /reg15=(0x1)/),
    });
    const texts = found.map(({ range }) =>
      files.lines(flows)[range.start.line]?.slice(range.start.character, range.end.character),
    );
    expect(found.some(({ range }) => range.start.line === line)).toBe(true);
    expect(found.length).toBeGreaterThan(5);
    expect(new Set(texts)).toEqual(
      new Set(['reg15=0x1', 'reg14=0x1', 'set_field:0x1->reg14', 'set_field:0x1->reg15']),
    );
    for (const { range } of found)
      expect(files.lines(flows)[range.start.line]).toMatch(/metadata=0x1[ ,]|0x1->metadata/);
  });

  it('are the same cookie', async () => {
    const line = files.line(flows, /table=0,.*priority=1010,rarp/);
    const found = await request<DocumentHighlight[]>('documentHighlight', flows, {
      position: files.position(flows, line, /cookie=(0x\w+)/),
    });
    expect(found.map(({ range }) => range.start.line)).toEqual(files.allLines(flows, /cookie=0xfd0a1c3f,/));
  });
});

describe('the call hierarchy', () => {
  async function prepare(path: string, line: number, token: RegExp): Promise<CallHierarchyItem> {
    const [item] = await request<CallHierarchyItem[]>('prepareCallHierarchy', path, {
      position: files.position(path, line, token),
    });
    if (item === undefined) throw new Error('no item');
    return item;
  }

  it('has the tables that resubmit to this one, with the rows', async () => {
    const [line] = files.allLines(flows, /table=40,/);
    const item = await prepare(flows, line ?? -1, /table=40/);
    expect([item.name, item.range.start.line]).toEqual(['table 40', line]);
    const calls = await files.server.client.sendRequest<CallHierarchyIncomingCall[]>(
      'callHierarchy/incomingCalls',
      { item },
    );
    const rows = files.allLines(flows, /resubmit\(\d*,40\)/);
    const tables = [
      ...new Set(rows.map((row) => `table ${/table=(\d+)/.exec(files.lines(flows)[row] ?? '')?.[1]}`)),
    ];
    expect(calls.map(({ from }) => from.name)).toEqual(tables);
    expect(calls.flatMap(({ fromRanges }) => fromRanges.map(({ start }) => start.line))).toEqual(rows);
  });

  it('has the tables that this one resubmits to', async () => {
    const [line] = files.allLines(flows, /table=39,/);
    const item = await prepare(flows, line ?? -1, /table=39/);
    const calls = await files.server.client.sendRequest<CallHierarchyOutgoingCall[]>(
      'callHierarchy/outgoingCalls',
      { item },
    );
    const targets = files
      .allLines(flows, /table=39,/)
      .flatMap((row) =>
        [...(files.lines(flows)[row] ?? '').matchAll(/resubmit\(\d*,(\d+)\)/g)].map(([, table]) =>
          Number(table),
        ),
      );
    const withRows = [...new Set(targets)].filter(
      (table) => files.allLines(flows, new RegExp(`table=${table},`)).length > 0,
    );
    expect(calls.map(({ to }) => to.name)).toEqual(
      withRows.sort((a, b) => a - b).map((table) => `table ${table}`),
    );
  });

  it('follows next through the stages of one datapath', async () => {
    const header = files.line(list, /^Datapath: "sw0".*ingress/);
    const line = files.allLines(list, /table=8 *\(ls_in_acl /).find((each) => each > header) ?? -1;
    const item = await prepare(list, line, /(ls_in_acl)/);
    expect([item.name, item.detail]).toEqual(['ls_in_acl', 'sw0']);
    const calls = await files.server.client.sendRequest<CallHierarchyIncomingCall[]>(
      'callHierarchy/incomingCalls',
      { item },
    );
    expect(calls.map(({ from }) => [from.name, from.detail])).toEqual([['ls_in_acl_hint', 'sw0']]);
    const stages = calls.flatMap(({ fromRanges }) =>
      fromRanges.map(({ start }) => /\((\w+)/.exec(files.lines(list)[start.line] ?? '')?.[1]),
    );
    expect(new Set(stages)).toEqual(new Set(['ls_in_acl_hint']));
  });
});

describe('workspace symbols', () => {
  async function symbols(query: string): Promise<readonly string[]> {
    const found = await files.server.client.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query });
    return found.map(
      ({ name, containerName, location }) =>
        `${name} (${containerName ?? ''}) ${files.places([location as Location])[0]}`,
    );
  }
  const at = (path: string, pattern: RegExp): string => `${path}:${files.line(path, pattern) + 1}`;

  it('are ports with their datapath', async () => {
    expect(await symbols('near')).toEqual([
      `near1 (sw0) ${at('sb-dump.txt', /^[0-9a-f-]{36} .* near1 /)}`,
      `near2 (sw0) ${at('sb-dump.txt', /^[0-9a-f-]{36} .* near2 /)}`,
    ]);
  });

  it('are chassis, datapaths, stages', async () => {
    expect((await symbols('HV3'))[0]).toMatch(/^hv3 \(.*\) sb-dump\.txt:\d+$/);
    expect((await symbols('sw1')).some((each) => each.startsWith('sw1 () sb-dump.txt:'))).toBe(true);
    const stages = await symbols('ls_in_l2_lkup');
    expect(stages.length).toBe(3);
    for (const each of stages)
      expect(each).toMatch(/^ls_in_l2_lkup \((?:sw0|sw1|public)\) lflow-list-uuid\.txt:\d+$/);
  });

  it('are cookies', async () => {
    expect(await symbols('0xfd0a1c3f')).toEqual([`0xfd0a1c3f () ${at('sb-dump.txt', /^fd0a1c3f-/)}`]);
    expect(await symbols('973f66c3')).toEqual([`0x973f66c3 () ${at(list, /uuid=0x973f66c3,/)}`]);
  });
});

describe('selection', () => {
  it('grows from the token to the table', async () => {
    const line = files.line(flows, /table=65,.*priority=1000,reg15=0x1,metadata=0x1/);
    const [found] = await request<SelectionRange[]>('selectionRange', flows, {
      positions: [files.position(flows, line, /reg15=(0x1)/)],
    });
    const texts: string[] = [];
    for (let at: SelectionRange | undefined = found; at !== undefined; at = at.parent) {
      const { start, end } = at.range;
      texts.push(
        start.line === end.line
          ? (files.lines(flows)[start.line] ?? '').slice(start.character, end.character)
          : `${end.line - start.line + 1} lines`,
      );
    }
    expect(texts).toEqual([
      '0x1',
      'reg15=0x1',
      'reg15=0x1,metadata=0x1',
      files.lines(flows)[line],
      `${files.allLines(flows, /table=65,/).length} lines`,
      `${files.lines(flows).length - 1} lines`,
    ]);
  });
});
