import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDump } from '../../../server/core/model/dump.ts';
import { RowKind } from '../../../server/core/model/rowColumns.ts';
import { type Section, sectionsOf } from '../../../server/core/model/sections.ts';
import { detectDialect } from '../../../server/core/syntax/detect.ts';
import type { Dialect } from '../../../server/core/syntax/dialect.ts';
import { firstInnerKind, NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import { datumOf } from '../../../server/core/syntax/ovsdb/datumTree.ts';
import { jsonTableOf } from '../../../server/core/syntax/ovsdb/jsonTable.ts';
import { TableRowKind } from '../../../server/core/syntax/ovsdb/parseTableRow.ts';
import { rowParsers } from '../../../server/core/syntax/rowParser.ts';
import type { SyntaxProblem } from '../../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { sharedRoot, sharedTest } from '../../support/shared.ts';

const folder = fileURLToPath(new URL('../../fixtures/ovsdb/', import.meta.url));
const dialects = ['ovsdb-dump', 'ovsdb-list', 'ovsdb-show', 'ovsdb-log'] as const;

/** The files of the fixtures that are of one of the dialects: not CSV and JSON, which other languages have. */
const files: readonly (readonly [string, Dialect])[] = [
  ['dump.txt', 'ovsdb-dump'],
  ['dump.list', 'ovsdb-list'],
  ['dump.csv', 'ovsdb-dump'],
  ['dump.json', 'ovsdb-dump'],
  ['conf.json', 'ovsdb-dump'],
  ['list-Interface.json', 'ovsdb-list'],
  ['list-Logical_Switch.json', 'ovsdb-list'],
  ['list-Logical_Switch.csv', 'ovsdb-list'],
  ['list-Logical_Switch_Port.json', 'ovsdb-list'],
  ['list-Logical_Switch_Port.csv', 'ovsdb-list'],
  ['find-vm.txt', 'ovsdb-list'],
  ['list-Interface.txt', 'ovsdb-list'],
  ['list-Logical_Switch.txt', 'ovsdb-list'],
  ['list-Logical_Switch.table', 'ovsdb-list'],
  ['list-Logical_Switch.data-json.txt', 'ovsdb-list'],
  ['list-Logical_Switch_Port.txt', 'ovsdb-list'],
  ['list-Logical_Switch_Port.table', 'ovsdb-list'],
  ['list-Logical_Switch_Port.data-json.txt', 'ovsdb-list'],
  ['list-columns.table', 'ovsdb-list'],
  ['list-several.txt', 'ovsdb-list'],
  ['list-several.table', 'ovsdb-list'],
  ['nbctl-show.txt', 'ovsdb-show'],
  ['vsctl-show.txt', 'ovsdb-show'],
  ['standalone.db', 'ovsdb-log'],
  ['whole-columns.db', 'ovsdb-log'],
  ['cluster-entries.db', 'ovsdb-log'],
  ['cluster-snapshot.db', 'ovsdb-log'],
  ['conf.db', 'ovsdb-log'],
  ['nb.backup', 'ovsdb-log'],
];

function parse(
  line: string | Buffer,
  dialect: Dialect,
): { tree: Tree; problems: SyntaxProblem[]; bytes: Buffer } {
  const bytes = Buffer.from(line as string);
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  rowParsers[dialect](bytes, 0, bytes.length, tree, problems);
  return { tree, problems, bytes };
}

/** The leaves of a line as `kind text`, the kind by its name. */
function leaves(line: string, dialect: Dialect): string[] {
  const { tree, bytes } = parse(line, dialect);
  const names = Object.keys(NodeKind);
  const values: readonly number[] = Object.values(NodeKind);
  return Array.from({ length: tree.nNodes }, (_, node) => node)
    .filter((node) => tree.kind(node) < firstInnerKind)
    .map(
      (node) =>
        `${names[values.indexOf(tree.kind(node))]} ${bytes.toString('utf8', tree.start(node), tree.end(node))}`,
    );
}

/** What is wrong with a tree as such: children lie inside, in order; what no leaf covers is punctuation and spaces. */
function treeFaults(tree: Tree, bytes: Uint8Array): string[] {
  const faults: string[] = [];
  if (tree.start(0) !== 0 || tree.end(0) !== bytes.length) faults.push('the root does not span the line');
  const covered = new Uint8Array(bytes.length);
  let depth = 0;
  const ends: number[] = [];
  for (let node = 0; node < tree.nNodes; node++) {
    while ((ends.at(-1) ?? Infinity) <= node) ends.pop();
    ends.push(tree.next(node));
    depth = Math.max(depth, ends.length);
    if (tree.start(node) > tree.end(node) || tree.end(node) > bytes.length)
      faults.push(`node ${node} has no span`);
    let at = tree.start(node);
    for (const child of tree.children(node)) {
      if (tree.start(child) < at || tree.end(child) > tree.end(node))
        faults.push(`node ${child} is out of place`);
      at = tree.end(child);
    }
    if (tree.kind(node) < firstInnerKind) {
      if (!tree.isLeaf(node)) faults.push(`leaf ${node} has children`);
      covered.fill(1, tree.start(node), tree.end(node));
    }
  }
  for (const [at, isCovered] of covered.entries()) {
    if (isCovered === 0 && !' \t\r\n[]{},:=()"'.includes(String.fromCharCode(bytes[at] as number)))
      faults.push(`byte ${at} is in no leaf`);
  }
  if (depth > 250) faults.push(`${depth} deep`);
  return faults;
}

describe('the fixtures', () => {
  it.each(files)('%s is %s, by its content, and is read whole', (name, dialect) => {
    const bytes = readFileSync(`${folder}${name}`);
    expect(detectDialect(bytes.toString())).toBe(dialect);
    const dump = readDump(bytes, dialect);
    for (let row = 0; row < dump.rows.nRows; row++) {
      const { tree, problems } = dump.readRow(row);
      expect(problems, `${name}:${row + 1}`).toEqual([]);
      expect(treeFaults(tree, dump.rowBytes(row)), `${name}:${row + 1}`).toEqual([]);
    }
  });
});

describe('rows of CSV and JSON', () => {
  it('reads the cells of CSV, and what is in them in quotation marks', () => {
    expect(leaves('_uuid,options,name', 'ovsdb-list')).toEqual([
      'attributeName _uuid',
      'attributeName options',
      'attributeName name',
    ]);
    expect(
      leaves(
        String.raw`2da53d10-add3-4f9b-882c-8fe49ae7151d,"{""10.0.0.1:80""=x-y, note=""a \""b\"" c""}",,[],"a, b",-1`,
        'ovsdb-list',
      ),
    ).toEqual([
      'uuid 2da53d10-add3-4f9b-882c-8fe49ae7151d',
      'attributeName ""10.0.0.1:80""',
      'word x-y',
      'attributeName note',
      String.raw`string ""a \""b\"" c""`,
      'word a, b',
      'number -1',
    ]);
  });

  it.each(['"{a=b', '"[a, b"', '"{""a""=b"x,y', '2da53d10-add3-4f9b-882c-8fe49ae7151d,"'])(
    'says what is wrong in %s',
    (line) => {
      const { tree, bytes, problems } = parse(`${line},1`, 'ovsdb-list');
      expect(problems.length).toBeGreaterThan(0);
      expect(treeFaults(tree, bytes)).toEqual([]);
    },
  );

  it('tells names of columns from a row of words by what is above', () => {
    const text = Buffer.from('name,chassis\nvm,hv\n\nname,up\nvm,true\n');
    const dump = readDump(text, 'ovsdb-list');
    const kinds = [0, 1, 3, 4].map((row) => dump.readRow(row).tree.value(0));
    expect(kinds).toEqual([
      TableRowKind.csvNames,
      TableRowKind.csvCells,
      TableRowKind.csvNames,
      TableRowKind.csvCells,
    ]);
  });

  it('has the values of CSV without its quotation marks', () => {
    const line = '2da53d10-add3-4f9b-882c-8fe49ae7151d,"{a=""1"", b=2}","""x,y"""';
    const { tree, bytes } = parse(line, 'ovsdb-list');
    const values = tree.children(0).map((node) => datumOf(tree, node, bytes, 0));
    expect(values).toEqual([
      { kind: 'set', atoms: [{ uuid: '2da53d10-add3-4f9b-882c-8fe49ae7151d' }] },
      {
        kind: 'map',
        pairs: [
          ['a', '1'],
          ['b', 2],
        ],
      },
      { kind: 'set', atoms: ['x,y'] },
    ]);
  });

  it('reads a table of JSON as one row', () => {
    const line =
      '{"data":[[["uuid","2da53d10-add3-4f9b-882c-8fe49ae7151d"],true,7]],"headings":["_uuid","up","tag"]}';
    expect(leaves(line, 'ovsdb-list')).toEqual([
      'attributeName "data"',
      'string "uuid"',
      'uuid "2da53d10-add3-4f9b-882c-8fe49ae7151d"',
      'keyword true',
      'number 7',
      'attributeName "headings"',
      'string "_uuid"',
      'string "up"',
      'string "tag"',
    ]);
    const { tree, bytes } = parse(line, 'ovsdb-list');
    const { caption, columns, rows } = jsonTableOf(tree, bytes, 0);
    expect({ caption, columns, nRows: rows.length }).toEqual({
      caption: undefined,
      columns: ['_uuid', 'up', 'tag'],
      nRows: 1,
    });
  });
});

describe('the captures', () => {
  sharedTest(
    'are detected, and read without a problem',
    () => {
      const captures = `${sharedRoot}captures/`;
      const found = { 'ovsdb-dump': 0, 'ovsdb-show': 0, 'ovsdb-log': 0 };
      for (const path of readdirSync(captures, { recursive: true, encoding: 'utf8' }).sort()) {
        const kind = /(?:-(dump|show)\.txt|\.(backup))$/.exec(path);
        if (kind === null || path.includes('dpctl')) continue;
        const dialect =
          kind[2] === undefined ? (`ovsdb-${kind[1] as 'dump' | 'show'}` as const) : 'ovsdb-log';
        const bytes = readFileSync(`${captures}${path}`);
        expect(detectDialect(bytes.toString('utf8', 0, 20_000)), path).toBe(dialect);
        const dump = readDump(bytes, dialect);
        for (let row = 0; row < dump.rows.nRows; row++) {
          if (dump.rows.kind[row] !== RowKind.blank)
            expect(dump.readRow(row).problems, `${path}:${row + 1}`).toEqual([]);
        }
        found[dialect]++;
      }
      expect(found['ovsdb-dump']).toBeGreaterThan(10);
      expect(found['ovsdb-show']).toBeGreaterThan(50);
      expect(found['ovsdb-log']).toBeGreaterThan(25);
    },
    120_000,
  );
});

describe('detection', () => {
  it.each([
    [
      'a shell’s line first',
      '$ ovn-sbctl list FDB\n_uuid               : 2da53d10-add3-4f9b-882c-8fe49ae7151d\n',
      'ovsdb-list',
    ],
    ['columns without spaces', '_uuid : 2da53d10-add3-4f9b-882c-8fe49ae7151d\nname : x\n', 'ovsdb-list'],
    ['a selection of columns', 'name                : vm\naddresses           : []\n', 'ovsdb-list'],
    [
      'records of logical flows',
      '_uuid               : b96e4700-82d8-4ca2-a4b3-d99d078cb0bf\nactions             : "next;"\nmatch               : "ip4 && inport == \\"a\\""\n',
      'ovsdb-list',
    ],
    ['an empty table', '_uuid dp_key mac port_key\n----- ------ --- --------\n', 'ovsdb-list'],
    ['what pip prints', 'Package Version\n------- -------\nscapy   2.5.0\n', undefined],
    ['a title', 'The flows\n---------\n\nA text about flows.\n', undefined],
    ['what rpm prints', 'Name        : openvswitch\nVersion     : 3.1.0\n', undefined],
    ['a lone UUID', '408699d6-0fca-4e44-b85b-465c6fba0a1b\n', 'ovsdb-show'],
    ['prose about a table', 'Port_Binding table\n\nholds ports.\n', undefined],
  ])('%s', (_, text, dialect) => {
    expect(detectDialect(text)).toBe(dialect);
  });
});

describe('a printed table', () => {
  it('has captions, headings, rules, values and columns', () => {
    expect(leaves('Port_Binding table', 'ovsdb-dump')).toEqual(['tableName Port_Binding', 'keyword table']);
    expect(leaves('_uuid  addresses name', 'ovsdb-dump')).toEqual([
      'attributeName _uuid',
      'attributeName addresses',
      'attributeName name',
    ]);
    expect(leaves('------ ---- --', 'ovsdb-dump')).toEqual(['comment ------ ---- --']);
    expect(
      leaves(
        'd737082d-39ca-4c8f-bc6a-41c9cd007c95 ["10.0.1.1", vm] {a="b c", d=1} -7 1.5 true x-1 ""',
        'ovsdb-dump',
      ),
    ).toEqual([
      'uuid d737082d-39ca-4c8f-bc6a-41c9cd007c95',
      'string "10.0.1.1"',
      'word vm',
      'attributeName a',
      'string "b c"',
      'attributeName d',
      'number 1',
      'number -7',
      'number 1.5',
      'keyword true',
      'word x-1',
      'string ""',
    ]);
    expect(leaves('options             : {"a=b, c"=d}', 'ovsdb-list')).toEqual([
      'attributeName options',
      'attributeName "a=b, c"',
      'word d',
    ]);
  });

  it('has a heading above its rule though no column is a UUID', () => {
    const bytes = Buffer.from('name nb_cfg\n---- ------\nhv1  0\n');
    const tree = new Tree();
    rowParsers['ovsdb-list'](bytes, 0, 11, tree, []);
    expect(tree.kind(1)).toBe(NodeKind.header);
  });

  it.each([
    ['name                : [a, b', 22, 'the "[" is not closed'],
    ['name                : {a=b, c', 28, 'expecting key=value'],
    ['name                : "abc', 22, 'the quotation mark is not closed'],
    ['name                : a b', 24, 'expecting nothing behind the value'],
    ['name                : "a"b', 22, 'expecting nothing behind the quotation mark'],
    ['$ ovn-sbctl list Port_Binding', 0, 'no row of a database table'],
  ])('%s', (line, start, message) => {
    expect(parse(line, 'ovsdb-list').problems[0]).toMatchObject({ start, message });
  });
});

describe('a summary', () => {
  it('has things with names, and what is said of them', () => {
    const uuid = '76b6a285-5e54-4b5a-aa4e-9bad41612a7a';
    expect(leaves(`switch ${uuid} (neutron-1) (aka my net)`, 'ovsdb-show')).toEqual([
      'tableName switch',
      `uuid ${uuid}`,
      'portName neutron-1',
      'keyword aka',
      'portName my net',
    ]);
    expect(leaves(`router ${uuid} (aka lr)`, 'ovsdb-show')).toEqual([
      'tableName router',
      `uuid ${uuid}`,
      'keyword aka',
      'portName lr',
    ]);
    expect(leaves('    port a b: c (aka d)', 'ovsdb-show')).toEqual([
      'tableName port',
      'portName a b: c',
      'keyword aka',
      'portName d',
    ]);
    expect(leaves('    port ', 'ovsdb-show')).toEqual(['unknown port']);
    expect(leaves('    Port_Binding cr-lr0-pub', 'ovsdb-show')).toEqual([
      'tableName Port_Binding',
      'word cr-lr0-pub',
    ]);
    expect(leaves('        external port(s): "1-2"', 'ovsdb-show')).toEqual([
      'attributeName external port(s)',
      'string "1-2"',
    ]);
    expect(leaves('        router-port: lr0:sw 1', 'ovsdb-show')).toEqual([
      'attributeName router-port',
      'word lr0:sw 1',
    ]);
    expect(parse('what is this', 'ovsdb-show').problems).toEqual([
      { start: 0, end: 12, message: 'no line of a database summary' },
    ]);
  });
});

describe('a database file', () => {
  it('has headers and records', () => {
    expect(leaves('OVSDB JSON 57 893db68a55bad184734f98d500f76ed64ef34553', 'ovsdb-log')).toEqual([
      'keyword OVSDB',
      'keyword JSON',
      'number 57',
      'hexBytes 893db68a55bad184734f98d500f76ed64ef34553',
    ]);
    expect(
      leaves(
        '{"T":{"b04140a6-9a97-4f02-ad09-0b47c669d0d5":{"a":["set",[1,"x"]],"b":null}},"_date":2}',
        'ovsdb-log',
      ),
    ).toEqual([
      'tableName "T"',
      'uuid "b04140a6-9a97-4f02-ad09-0b47c669d0d5"',
      'attributeName "a"',
      'string "set"',
      'number 1',
      'string "x"',
      'attributeName "b"',
      'keyword null',
      'attributeName "_date"',
      'number 2',
    ]);
  });

  it.each([
    ['OVSDB JSON 57', 'expecting OVSDB JSON or OVSDB CLUSTER, a size and a SHA-1 digest'],
    ['{"a":', 'the record ends too early'],
    ['{"a" 1}', 'expecting ":"'],
    ['{a:1}', 'expecting a name in quotation marks'],
    ['{"a":tru}', 'expecting a value'],
    ['{"a":}', 'expecting a value'],
    ['{"a":"b', 'the quotation mark is not closed'],
    ['{} {}', 'expecting nothing behind the record'],
    ['prose', 'expecting a header or a record'],
    ['['.repeat(200), 'nested more than 100 deep'],
  ])('%s', (line, message) => {
    expect(parse(line, 'ovsdb-log').problems.map((problem) => problem.message)).toContain(message);
  });

  it('tells at a header that its record is damaged, cut off or missing', () => {
    const text = readFileSync(`${folder}standalone.db`, 'utf8');
    const problemsOf = (changed: string): string[] => {
      const dump = readDump(Buffer.from(changed), 'ovsdb-log');
      return Array.from({ length: dump.rows.nRows }, (_, row) => row).flatMap((row) =>
        dump.readRow(row).problems.map(({ message }) => `${row + 1}: ${message}`),
      );
    };
    expect(problemsOf(text.replace('"name":"vm"', '"name":"VM"'))).toEqual([
      expect.stringMatching(/^3: the record is damaged: its SHA-1 digest is /),
    ]);
    const lines = text.split('\n');
    const cut = lines.slice(0, 4).join('\n').slice(0, -30);
    expect(problemsOf(cut)[0]).toMatch(/^3: the record is cut off: \d+ bytes of \d+$/);
    expect(problemsOf(lines.slice(0, 3).join('\n'))).toEqual(['3: the record is missing']);
  });
});

describe('any line', () => {
  const lines = files.flatMap(([name, dialect]) =>
    readFileSync(`${folder}${name}`, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ line: line.slice(0, 4_000), dialect })),
  );

  it('changed anywhere, keeps a tree that tiles it, and a problem for all that is unknown', () => {
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.oneof(
              fc.constantFrom('"', '\\', '[', ']', '{', '}', ',', '=', ':', ' ', '(', ')', '-', '\0'),
              fc.string(),
            ),
            fc.nat(6),
          ),
          { minLength: 1, maxLength: 8 },
        ),
        (idx, changes) => {
          const { line, dialect } = lines[idx] as (typeof lines)[number];
          let changed = line;
          for (const [place, text, nCut] of changes) {
            const at = Math.floor(place * changed.length);
            changed = changed.slice(0, at) + text + changed.slice(at + nCut);
          }
          const { tree, problems, bytes } = parse(changed.replaceAll('\n', ' '), dialect);
          expect(treeFaults(tree, bytes)).toEqual([]);
          for (const { start, end } of problems) {
            expect(start).toBeLessThanOrEqual(end);
            expect(end).toBeLessThanOrEqual(bytes.length);
          }
          const hasUnknown = Array.from({ length: tree.nNodes }, (_, node) => tree.kind(node)).includes(
            NodeKind.unknown,
          );
          if (hasUnknown) expect(problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 3_000, seed: 11 },
    );
  });

  it('of any length makes a tree in proportion', () => {
    for (const dialect of dialects) {
      for (const unit of ['[', '{"a":', 'a ', '"', '"a", ', '{a=b, ', '\\"', '(aka ', ': ', '- ', '1,']) {
        const sizes = [1, 2, 4].map((factor) => parse(unit.repeat(20_000 * factor), dialect).tree.nNodes);
        expect(sizes[2], `${dialect} ${unit}`).toBeLessThanOrEqual(4 * (sizes[0] as number) + 8);
      }
    }
  });
});

describe('the outline', () => {
  const outline = (sections: readonly Section[], indent = ''): string[] =>
    sections.flatMap((section) => [
      `${indent}${section.kind} ${section.name} ${section.first + 1}-${section.end}`,
      ...outline(section.children, `${indent}  `),
    ]);
  const outlineOf = (name: string, dialect: Dialect): string[] =>
    outline(sectionsOf(readDump(readFileSync(`${folder}${name}`), dialect)));

  it('of a dump has tables and rows', () => {
    const text = readFileSync(`${folder}dump.txt`, 'utf8').split('\n');
    const line = (start: string): number => text.findIndex((each) => each.startsWith(start)) + 1;
    const found = outlineOf('dump.txt', 'ovsdb-dump');
    const table = line('Logical_Switch_Port table');
    expect(found).toContain(`databaseTable Logical_Switch_Port ${table}-${table + 5}`);
    expect(found.filter((each) => /^ {2}databaseRow (?:vm|peer|sw0-lr0) /.test(each))).toHaveLength(3);
    const empty = line('BFD table');
    expect(found).toContain(`databaseTable BFD ${empty}-${empty + 2}`);
  });

  it('of records has their tables, by their columns', () => {
    const found = outlineOf('list-several.txt', 'ovsdb-list');
    expect(found.map((each) => each.replace(/ \d+-\d+$/, ''))).toEqual([
      'databaseTable Logical_Switch',
      '  databaseRow sw0',
      'databaseTable Address_Set',
      '  databaseRow as_ok',
      'databaseTable ACL',
      expect.stringMatching(/^ {2}databaseRow [0-9a-f-]{36}$/),
    ]);
    expect(found[1]).toMatch(/ 1-12$/);
  });

  it('of a summary has what is in what', () => {
    expect(
      outlineOf('vsctl-show.txt', 'ovsdb-show').map((each) => each.replace(/^( *)databaseRow /, '$1')),
    ).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36} 1-14$/),
      '  Manager "ptcp:6640:127.0.0.1" 2-2',
      '  Bridge br-int 3-13',
      '    Port vm 5-6',
      '      Interface vm 6-6',
      '    Port ovn-hv2-0 7-10',
      '      Interface ovn-hv2-0 8-10',
      '    Port br-int 11-13',
      '      Interface br-int 12-13',
    ]);
  });

  it('of a file has its transactions', () => {
    const found = outlineOf('standalone.db', 'ovsdb-log');
    expect(found[0]).toBe('databaseRecord schema OVN_Northbound 1-2');
    expect(found[1]).toMatch(/^databaseRecord \d{4}-\d\d-\d\dT[\d:.]+Z ovn-nbctl: .* ls-add sw0 .* 3-4$/);
    const entries = outlineOf('cluster-entries.db', 'ovsdb-log');
    expect(entries[0]).toBe('databaseRecord schema OVN_Northbound 1-2');
    expect(entries.some((each) => /^databaseRecord entry 3: \d{4}-.* ovn-nbctl: /.test(each))).toBe(true);
    expect(entries.some((each) => each.startsWith('databaseRecord commit_index '))).toBe(true);
  });
});
