import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlainScanner } from '../../server/core/model/plainScanner.ts';
import { type RowIndex, RowIndexer, indexRows } from '../../server/core/model/rowIndexer.ts';
import {
  batchRows,
  headSize,
  inputSize,
  type Needle,
  type RowScanner,
} from '../../server/core/model/rowScanner.ts';
import { needleOf } from '../../server/core/model/searchText.ts';
import { createWasmScanner } from '../../server/core/model/wasmScanner.ts';
import { readDatapathHeader, RowKind } from '../../server/core/model/rowColumns.ts';
import { indexLines } from '../../server/core/text/lineIndex.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import type { Dialect } from '../../server/core/syntax/dialect.ts';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const plain = createPlainScanner();
const wasm = createWasmScanner() as RowScanner;
const dialects: readonly Dialect[] = ['ovn-lflow', 'ovs-openflow'];

/** Everything that an index says, as plain data. */
function factsOf({ rows, starts }: RowIndex): object {
  const { nPackets, ...columns } = rows;
  return {
    ...Object.fromEntries(
      Object.entries(columns).map(([name, value]) => [name, ArrayBuffer.isView(value) ? [...value] : value]),
    ),
    packets: Array.from({ length: rows.nRows }, (_, row) => nPackets(row)),
    starts: Array.from({ length: rows.nRows + 1 }, (_, row) => starts.start(row)),
    textSize: starts.textSize,
  };
}

function expectSame(bytes: Uint8Array, dialect: Dialect): object {
  const facts = factsOf(indexRows(bytes, dialect, plain));
  expect(factsOf(indexRows(bytes, dialect, wasm))).toEqual(facts);
  return facts;
}

const index = (text: string, dialect: Dialect): RowIndex => indexRows(encodeText(text), dialect, wasm);

function textFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /flow|lflow|br-|list/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Lines of real dumps, and ones that nobody prints. */
const lines: readonly string[] = [
  ...textFiles(fixtures)
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((_, idx) => idx % 23 === 0),
  '',
  '  \t ',
  '# comment',
  '\r',
  'Datapath: "a" aka "b" (6)  Pipeline: egress',
  'table=??(ls_in_acl), priority=7, match=(inport == "a" && outport == "b"), action=(outport = "c";)',
  'table=300(x), priority=99999, match=(1), action=(next;)',
  'uuid=0x00000001, table=12 (lr_in_ip_routing), priority=1',
  `table=1 (${'s'.repeat(33)}), match=(inport == "unterminated`,
  ' cookie=0xfedcba9876543210, duration=1s, table=254, n_packets=18446744073709551615, priority=65535,in_port="a b",metadata=0x10000,reg14=0x1,reg15=0x2 actions=drop',
  'n_packets=4294967294,reg14=0x1,reg14=0x2,in_port=LOCAL actions=',
  'priority=5,metadata=7/0xff,reg15=3/0xf,reg14=0xffffffffff',
  ' table=0, priority=2,in_port=1234567890123456 actions=output:1',
  'actions=drop',
  'cookie=',
  'cookie=0x01234567, cookie=0x89abcdef,',
  'cookie=0x0123456g, table=1',
  'cookie=0x0123456:,cookie=0x0123456/,cookie=0x`bcdefab,table=2',
  'cookie=0x89ABCDEF,cookie=0x89abcdef0,priority=1',
  'cookie=0x012345678',
];

describe('both scanners', () => {
  it('are there', () => {
    expect(wasm).toBeDefined();
  });

  it('agree on every line of the fixtures', () => {
    const files = textFiles(fixtures);
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) for (const dialect of dialects) expectSame(readFileSync(file), dialect);
  });

  it('agree on mutated lines', () => {
    const line = fc
      .tuple(fc.constantFrom(...lines), fc.nat(400), fc.nat(12), fc.string({ maxLength: 6 }))
      .map(
        ([text, at, cut, put]) =>
          text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut),
      );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.constantFrom(...lines)), { maxLength: 30 }), (some) => {
        const bytes = encodeText(some.join('\n'));
        for (const dialect of dialects) expectSame(bytes, dialect);
      }),
      { numRuns: 300 },
    );
  });

  it('agree on rows that begin like the one before, and on almost such rows', () => {
    const head = fc.constantFrom(
      'table=1 (ls_in_acl)',
      'table=1 (ls_in_acl)',
      'table=12(lr_in_ip_routing   )',
      'table=??(x)',
      'table=3 x(y)',
      'table=8 ',
    );
    const pieces = fc.tuple(
      fc.constantFrom('  ', '', '\t'),
      fc.constantFrom(
        '',
        'uuid=0x0123abcd, ',
        'uuid=0x0123abcg, ',
        'uuid=0x123, ',
        'uuid=0x0123ABCD,',
        'cookie=0x1, ',
      ),
      head,
      fc.constantFrom(', priority=', ',priority=', ', prioriti='),
      fc.constantFrom('0', '100  ', '65535', '65536', '99999', '100000', '', '7x'),
      fc.constantFrom(', match=(', ',match=(', ' match=(', ', actions=', ', matc', '\r', ''),
      fc.constantFrom(
        '1), action=(next;)',
        'inport == "a" && outport == "b"',
        '"a',
        '"a" "b" "c"',
        '"a" "b" "a"',
        '',
      ),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (rows, lineBreak) => {
        expectSame(encodeText(rows.map((row) => row.join('')).join(lineBreak)), 'ovn-lflow');
      }),
      { numRuns: 2_000 },
    );
  });

  it('agree on lines longer than a head and than a window', () => {
    const long = ` table=1, ${'x,'.repeat(headSize)} priority=9 actions=drop`;
    const longest = ` table=2, priority=3 ${'y'.repeat(inputSize * 2)} actions=drop`;
    for (const dialect of dialects) {
      const facts = expectSame(encodeText([long, 'a', longest, longest, 'b', ''].join('\n')), dialect);
      expect(facts).toMatchObject({ nRows: 5 });
    }
  });

  it('know where lines begin, long ones too', () => {
    const size = fc.oneof(
      fc.nat(90),
      fc.constantFrom(65_533, 65_534, 65_535, inputSize - 1, inputSize, inputSize * 2),
    );
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 200 }), fc.boolean(), (sizes, isEnded) => {
        const text = sizes.map((length) => 'z'.repeat(length)).join('\n') + (isEnded ? '\n' : '');
        const bytes = encodeText(text);
        const expected = indexLines(bytes);
        for (const scanner of [plain, wasm]) {
          const { rows, starts } = indexRows(bytes, 'ovs-openflow', scanner);
          expect(rows.nRows).toBe(expected.nLines);
          for (let row = 0; row <= rows.nRows; row++) expect(starts.start(row)).toBe(expected.start(row));
          for (const offset of [0, 1, bytes.length >> 1, bytes.length - 1])
            expect(starts.rowAt(offset)).toBe(expected.lineAt(offset));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('agree when the text comes in pieces of any size', () => {
    const bytes = encodeText(lines.join('\n'));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), (sizes) => {
        for (const [dialect, scanner] of [
          ['ovn-lflow', wasm],
          ['ovs-openflow', plain],
        ] as const) {
          const indexer = new RowIndexer(dialect, scanner, 10);
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const piece = bytes.subarray(at, at + (sizes[turn % sizes.length] as number));
            indexer.input.set(piece, indexer.at);
            indexer.take(piece.length);
            at += piece.length;
          }
          expect(factsOf(indexer.finish())).toEqual(factsOf(indexRows(bytes, dialect, plain)));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('both scanners, searching', () => {
  /** Lines that have a needle, with their first bytes, by both scanners through windows of any size. */
  function search(
    scanner: RowScanner,
    bytes: Uint8Array,
    needle: Needle,
    steps: readonly number[],
  ): number[][] {
    const found: number[][] = [];
    const last = Math.max(0, bytes.length - needle.bytes.length + 1);
    scanner.input.set(bytes);
    // What stands behind the text is not searched, whatever it is.
    scanner.input.set(needle.bytes, bytes.length);
    scanner.startSearch(needle);
    for (let from = 0, turn = 0; from < last; from = scanner.rest(), turn++) {
      const to = Math.min(last, from + (steps[turn % steps.length] as number));
      for (let nHits = scanner.search(from, to, 7), idx = 0; idx < nHits; idx++)
        found.push([scanner.hits.row[idx] as number, scanner.hits.start[idx] as number]);
    }
    return found;
  }

  it('find the lines that have a text, each once', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '\n', '\r', '@', 'é'), maxLength: 300 });
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '@', 'é'), minLength: 1, maxLength: 5 });
    const steps = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(letters, word, fc.boolean(), steps, (text, wanted, ignoresCase, sizes) => {
        const fold = (each: string): string =>
          ignoresCase ? each.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : each;
        const starts: number[] = [];
        const expected = text.split('\n').flatMap((line, row) => {
          starts.push(
            (starts[row - 1] ?? 0) + (row === 0 ? 0 : encodeText(text.split('\n')[row - 1] ?? '').length + 1),
          );
          return fold(line).includes(fold(wanted))
            ? [[row, row === 0 ? 0 : (starts[row] as number) + 7]]
            : [];
        });
        const needle = needleOf(wanted, ignoresCase) as Needle;
        for (const scanner of [plain, wasm])
          expect(search(scanner, encodeText(text), needle, sizes)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('pass over a line break before what a needle ends with', () => {
    const bytes = encodeText('Aéaé\né\naé');
    for (const scanner of [plain, wasm])
      expect(search(scanner, bytes, needleOf('aé', true) as Needle, [64])).toEqual([
        [0, 0],
        [2, 17],
      ]);
  });

  it('go on after a full batch', () => {
    const bytes = encodeText('ab\n'.repeat(3 * batchRows + 5));
    for (const scanner of [plain, wasm]) {
      const found = search(scanner, bytes, needleOf('b', false) as Needle, [bytes.length]);
      expect(found.map(([row]) => row)).toEqual(Array.from({ length: 3 * batchRows + 5 }, (_, row) => row));
    }
  });
});

describe('an index', () => {
  it('has the heads of OpenFlow rows', () => {
    const { rows } = index(
      [
        'NXST_FLOW reply (xid=0x4):',
        ' cookie=0x50810d40, duration=1.5s, table=12, n_packets=9979854, n_bytes=10, idle_age=14, priority=110,reg14=0x5,metadata=0x4d4 actions=resubmit(,54)',
        ' cookie=0x1, table=0, n_packets=18446744073709551615, in_port=7 actions=drop',
        '',
        'priority=3 actions=drop',
        'table=5, priority=3, cut',
        'Connection refused',
      ].join('\n'),
      'ovs-openflow',
    );
    expect([...rows.kind]).toEqual([
      RowKind.header,
      RowKind.flow,
      RowKind.flow,
      RowKind.blank,
      RowKind.flow,
      RowKind.flow,
      RowKind.other,
    ]);
    expect([...rows.table]).toEqual([255, 12, 0, 255, 0, 5, 255]);
    expect([...rows.priority]).toEqual([0, 110, 32_768, 0, 3, 3, 0]);
    expect([...rows.cookie].slice(1, 3)).toEqual([0x5081_0d40, 1]);
    expect([...rows.datapathKey].slice(1, 3)).toEqual([0x4d4, 0]);
    expect([0, 1, 2, 4].map((row) => rows.nPackets(row))).toEqual([-1, 9_979_854, 2 ** 64, -1]);
  });

  it('has the heads of logical rows', () => {
    const { rows } = index(
      [
        'Datapath: "sw0" (c10746c6-b60c-478d-a7f8-861f88d2d277)  Pipeline: ingress',
        '  uuid=0x826adc24, table=0 (ls_in_check_port_sec), priority=105  , match=(1), action=(drop;)',
        '  table=33(ls_in_l2_lkup       ), priority=50, match=(eth.dst == 0a:00:00:00:00:01), action=(outport = "p1"; output;)',
        '    cookie=0xabc, duration=1s, table=40, n_packets=0, priority=50 actions=drop',
        'Datapath: "lr0" (c10746c6-b60c-478d-a7f8-861f88d2d278)  Pipeline: egress',
        '  table=?? (ls_in_check_port_sec), priority=0, match=(1), action=(next;)',
      ].join('\n'),
      'ovn-lflow',
    );
    expect([...rows.kind]).toEqual([
      RowKind.header,
      RowKind.flow,
      RowKind.flow,
      RowKind.nestedFlow,
      RowKind.header,
      RowKind.flow,
    ]);
    expect([...rows.table]).toEqual([255, 0, 33, 40, 255, 255]);
    expect([...rows.stage]).toEqual([255, 0, 1, 255, 255, 0]);
    expect(rows.stages).toEqual(['ls_in_check_port_sec', 'ls_in_l2_lkup']);
    expect([...rows.cookie]).toEqual([0, 0x826a_dc24, 0, 0xabc, 0, 0]);
    expect(rows.datapaths).toEqual([
      {
        name: 'sw0',
        aka: undefined,
        uuid: 'c10746c6-b60c-478d-a7f8-861f88d2d277',
        pipeline: 'ingress',
        headerRow: 0,
      },
      {
        name: 'lr0',
        aka: undefined,
        uuid: 'c10746c6-b60c-478d-a7f8-861f88d2d278',
        pipeline: 'egress',
        headerRow: 4,
      },
    ]);
  });

  it('takes no memory for UUIDs that a list does not print, and at most 20 bytes a row', () => {
    const row = '  table=0 (ls_in_acl), priority=105  , match=(1), action=(drop;)\n';
    const bare = index(row.repeat(20_000), 'ovn-lflow').rows;
    expect(bare.size / bare.nRows).toBeCloseTo(9.1, 1);
    const withUuids = index(`uuid=0x826adc24, ${row}`.repeat(20_000), 'ovn-lflow').rows;
    expect(withUuids.size / withUuids.nRows).toBeCloseTo(13.1, 1);
    const openFlow = index(
      ' cookie=0x1, table=1, n_packets=1, priority=1 actions=drop\n'.repeat(20_000),
      'ovs-openflow',
    ).rows;
    expect(openFlow.size / openFlow.nRows).toBeCloseTo(18.1, 1);
  });
});

describe('a header', () => {
  it.each([
    ['Datapath: "a b" aka "c d" (6)  Pipeline: egress', ['a b', 'c d', '6', 'egress']],
    ['  Datapath: lr0 (6) Pipeline: ingress', ['lr0', undefined, '6', 'ingress']],
    ['Datapath: "" Pipeline:egress', ['', undefined, undefined, 'egress']],
    ['Datapath: (6', ['', undefined, undefined, 'ingress']],
    ['Datapath:', ['', undefined, undefined, 'ingress']],
  ])('%s', (text, expected) => {
    const { name, aka, uuid, pipeline } = readDatapathHeader(text, 0);
    expect([name, aka, uuid, pipeline]).toEqual(expected);
  });
});
