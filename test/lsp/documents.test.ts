import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { type Dump, readDumpText } from '../../server/core/model/dump.ts';
import { segmentedDump } from '../../server/core/model/segmentedDump.ts';
import { type SegmentedText, segmentedText } from '../../server/core/model/segmentedText.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';
import { decodeText } from '../../server/core/text/bytes.ts';
import { applyChanges, createDocumentStore } from '../../server/lsp/documents.ts';

/** Everything that a dump says of its rows' heads, and their texts, as plain data. */
function factsOf({ rows, rowBytes }: Dump): object {
  const all = Array.from({ length: rows.nRows }, (_, row) => row);
  return {
    texts: all.map((row) => decodeText(rowBytes(row))),
    packets: all.map((row) => rows.nPackets(row)),
    columns: [
      rows.kind,
      rows.table,
      rows.priority,
      rows.cookie,
      rows.datapathKey,
      rows.ports,
      rows.stage,
    ].map((column) => [...column]),
    stages: rows.stages,
    datapaths: rows.datapaths,
  };
}

function wholeText({ segments }: SegmentedText): string {
  return segments.map(({ bytes }) => decodeText(bytes)).join('');
}

/** What the protocol says of an edit, on a string: a line ends before its line break, and has no more columns. */
function applyToString(text: string, change: TextDocumentContentChangeEvent): string {
  if (!('range' in change)) return change.text;
  const offsetOf = ({ line, character }: Position): number => {
    let start = 0;
    for (let each = 0; each < line; each++) {
      const found = text.indexOf('\n', start);
      if (found === -1) return text.length;
      start = found + 1;
    }
    const found = text.indexOf('\n', start);
    let end = found === -1 ? text.length : found;
    if (end > start && text[end - 1] === '\r') end--;
    return Math.min(start + character, end);
  };
  const start = offsetOf(change.range.start);
  return text.slice(0, start) + change.text + text.slice(Math.max(start, offsetOf(change.range.end)));
}

const lines: readonly string[] = [
  'Datapath: "sw0" (c10746c6-b60c-478d-a7f8-861f88d2d277)  Pipeline: ingress',
  '  uuid=0x826adc24, table=0 (ls_in_check_port_sec), priority=105  , match=(inport == "p1"), action=(drop;)',
  '  table=33(ls_in_l2_lkup       ), priority=50, match=(eth.dst == 0a:00:00:00:00:01), action=(outport = "p1"; output;)',
  '  table=1 (ls_in_acl), priority=0, match=(1), action=(next;)',
  'NXST_FLOW reply (xid=0x4):',
  ' cookie=0x50810d40, duration=1.5s, table=12, n_packets=9979854, n_bytes=10, priority=110,reg14=0x5,metadata=0x4d4 actions=resubmit(,54)',
  ' cookie=0x1, table=0, n_packets=18446744073709551615, in_port=7 actions=drop',
  '# zwölf Flüsse €',
  '',
];
const breaks = fc.constantFrom('\n', '\n', '\r\n');
const someText = fc
  .array(fc.tuple(fc.constantFrom(...lines), breaks), { maxLength: 40 })
  .chain((some) =>
    fc
      .constantFrom('', 'last line')
      .map((last) => some.map(([line, lineBreak]) => line + lineBreak).join('') + last),
  );
const inserted = fc.oneof(
  fc.constantFrom('', '', '\n', 'x', ',priority=7', 'ü€', 'a\nb\r\n', `${lines[1]}\n${lines[3]}\n`),
  someText,
);
const position = fc.record({ line: fc.nat(45), character: fc.nat(150) });
const change = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(position, position, inserted) },
  { weight: 1, arbitrary: someText },
);

describe('an edited document', () => {
  it('is what a reading of the whole edited text gives', () => {
    fc.assert(
      fc.property(
        someText,
        fc.constantFrom<Dialect>('ovn-lflow', 'ovs-openflow'),
        fc.constantFrom(1, 60, 400, 1_000_000),
        fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { maxLength: 6 }),
        (begin, dialect, segmentSize, edits) => {
          let expected = begin;
          let text = segmentedText(begin, dialect, segmentSize);
          for (const some of edits) {
            const changes = some.map((each): TextDocumentContentChangeEvent => {
              if (typeof each === 'string') return { text: each };
              const [a, b, put] = each;
              const isOrdered = a.line < b.line || (a.line === b.line && a.character <= b.character);
              return { range: isOrdered ? { start: a, end: b } : { start: b, end: a }, text: put };
            });
            for (const each of changes) expected = applyToString(expected, each);
            text = applyChanges(text, changes);
            expect(wholeText(text)).toBe(expected);
          }
          expect(factsOf(segmentedDump(text))).toEqual(factsOf(readDumpText(expected, dialect)));
          expect(text.size).toBe(Buffer.byteLength(expected));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('takes many changes that are sent back to front, as for «replace all»', () => {
    const text = Array.from({ length: 300 }, (_, row) => `table=${row % 30}, priority=1 actions=drop\n`).join(
      '',
    );
    const changes: TextDocumentContentChangeEvent[] = [];
    for (let line = 299; line >= 0; line--) {
      for (const [start, end, put] of [
        [0, 5, 'TABLE'],
        [0, 0, ' '],
      ] as const)
        changes.push({
          range: { start: { line, character: start }, end: { line, character: end } },
          text: put,
        });
    }
    const edited = applyChanges(segmentedText(text, 'ovs-openflow', 500), changes);
    expect(wholeText(edited)).toBe(text.replaceAll(/^table/gm, ' TABLE'));
  });

  it('shares all but the segments that an edit touches', () => {
    const row = readFileSync(
      new URL('../fixtures/captures/23.03/p2/hv2/br-int.of15.txt', import.meta.url),
      'utf8',
    );
    const work = [1, 2, 4].map((n) => {
      const text = segmentedText(row.repeat(n * 4), 'ovs-openflow', 4_096);
      const half = (text.firstRows.at(-1) as number) >> 1;
      const at = { line: half, character: 3 };
      const edited = applyChanges(text, [{ range: { start: at, end: at }, text: 'x' }]);
      const known = new Set(text.segments);
      const fresh = edited.segments.filter((segment) => !known.has(segment));
      return fresh.reduce((sum, { bytes }) => sum + bytes.length, 0);
    });
    for (const size of work) expect(size).toBeLessThanOrEqual(2 * 4_096 + 1);
  });

  it('keeps its segments few and its text no larger than it is', () => {
    let text = segmentedText(`${lines[5]}\n`.repeat(2_000), 'ovs-openflow', 2_048);
    const first = text.segments.length;
    for (let edit = 0; edit < 500; edit++) {
      const line = (edit * 7919) % 2_000;
      const put = edit % 2 === 0 ? 'priority=1\n' : '';
      const end = edit % 2 === 0 ? line : line + 1;
      text = applyChanges(text, [
        { range: { start: { line, character: 0 }, end: { line: end, character: 0 } }, text: put },
      ]);
    }
    expect(text.segments.length).toBeLessThan(2 * first);
    const kept = new Set(text.segments.map(({ bytes }) => bytes.buffer));
    expect([...kept].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(text.size);
  });

  it('leaves older snapshots as they were', () => {
    const store = createDocumentStore();
    const before = store.open('file:///a', 'ovs-openflow', 1, 'priority=1 actions=drop\n');
    const at = { line: 0, character: 9 };
    const after = store.change('file:///a', 2, [{ range: { start: at, end: at }, text: '2' }]);
    expect([before, after].map((each) => each?.dump().rows.priority[0])).toEqual([1, 21]);
    expect(store.get('file:///a')).toBe(after);
    expect(store.change('file:///b', 1, [])).toBeUndefined();
  });
});
