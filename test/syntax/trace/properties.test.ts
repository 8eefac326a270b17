import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeKind } from '../../../server/core/syntax/nodeKind.ts';
import type { RowParser } from '../../../server/core/syntax/rowSyntax.ts';
import { forEachToken } from '../../../server/core/syntax/tokens.ts';
import { parseOvnTraceRow } from '../../../server/core/syntax/trace/parseOvnTraceRow.ts';
import { parseOvsTraceRow } from '../../../server/core/syntax/trace/parseOvsTraceRow.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { faultsOf } from '../openflow/treeChecks.ts';
import { ovnSeparators, readLine } from './lines.ts';
import { fixtureTraces } from './traceFiles.ts';

const parsers: readonly (readonly [name: string, parse: RowParser, files: RegExp])[] = [
  ['ovn-trace', parseOvnTraceRow, /\/ovn-trace[^/]*\.txt$/],
  ['ofproto/trace', parseOvsTraceRow, /\/(?:ofproto-trace|ovn-detrace)[^/]*\.txt$/],
];

const fragments =
  '( ) { } , = : ; / -> >> >>>> " [ ] .. 0x - # \0 \r * /* */ .  match=( ct( packet=" é 999999999999999999999'
    .split(' ')
    .concat(', priority ', '. ');

function mutated(files: RegExp): fc.Arbitrary<string> {
  const lines = fixtureTraces(files).flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
  const edit = fc.record({
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat(12),
    text: fc.oneof(fc.constant(''), fc.constantFrom(...fragments), fc.string({ maxLength: 4 })),
  });
  return fc
    .tuple(fc.constantFrom(...lines), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([line, edits]) => {
      let text = line;
      for (const { place, removed, text: inserted } of edits) {
        const at = Math.floor(place * text.length);
        text = text.slice(0, at) + inserted + text.slice(at + removed);
      }
      return text;
    });
}

describe.each(parsers)('any change to a line of %s', (_name, parse, files) => {
  it('parses, its spans nest and tile the line, and what is unknown has a problem', () => {
    fc.assert(
      fc.property(mutated(files), (line) => {
        const { tree, problems } = readLine(parse, line);
        const bytes = encodeText(line);
        expect(faultsOf(tree, bytes, ovnSeparators)).toEqual([]);
        for (let node = 0; node < tree.nNodes; node++) {
          if (tree.kind(node) === NodeKind.unknown) expect(problems.length).toBeGreaterThan(0);
        }
        for (const { start, end } of problems) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(bytes.length);
        }
        let last = 0;
        forEachToken(tree, (start, end) => {
          expect(start).toBeGreaterThanOrEqual(last);
          last = end;
        });
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('reads any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const tree = new Tree();
        parse(bytes, 0, bytes.length, tree, []);
        expect(faultsOf(tree, bytes, ovnSeparators)).toEqual([]);
      }),
      { numRuns: 2000, seed: 2 },
    );
  });
});

describe.each(parsers)('work of %s', (_name, parse) => {
  const texts: { readonly [name: string]: (n: number) => string } = {
    'open parentheses': (n) => ` 0. ${'('.repeat(n)}, priority 1, uuid 00000000`,
    'closing parentheses': (n) => ` 0. ${')'.repeat(n)}, priority 1`,
    'a match': (n) => ` 0. ${'reg0=0x1,'.repeat(n)}, priority 1`,
    priorities: (n) => ` 0. ${', priority 1'.repeat(n)}`,
    prose: (n) => `     -> ${'learned 1.2.3.4 on "x" '.repeat(n)}`,
    fields: (n) => `     -> ${'NXM_NX_REG0[0..1] '.repeat(n)}`,
    'datapath actions': (n) => `Datapath actions: ${'clone('.repeat(n)}`,
    braces: (n) => 'clone { '.repeat(n),
    comments: (n) => `clone ${'/* a */'.repeat(n)} {`,
    records: (n) => `  * ACL: ${'match=('.repeat(n)}`,
    'logical flows': (n) => `  * Logical flow: table=0 (x), match=(${'(ip) '.repeat(n)}), actions=(next;)`,
    digits: (n) => '9'.repeat(n),
    quotes: (n) => `LOG: ACL name=${'"'.repeat(n)}`,
  };

  it.each(Object.keys(texts))('grows no faster than the text: %s', (name) => {
    const make = texts[name] as (n: number) => string;
    const [one, two, four] = [200, 400, 800].map((n) => readsOf(parse, make(n))) as [number, number, number];
    expect(two).toBeLessThan(one * 2.1 + 100);
    expect(four).toBeLessThan(two * 2.1 + 100);
  });
});

/** How often the parser looks at a byte of `text`. */
function readsOf(parse: RowParser, text: string): number {
  let nReads = 0;
  const counted = new Proxy(encodeText(text), {
    get(bytes, key) {
      // Decoding a piece takes the bytes beneath.
      if (key === 'subarray') return (start: number, end: number) => bytes.subarray(start, end);
      nReads++;
      return Reflect.get(bytes, key) as unknown;
    },
  });
  parse(counted, 0, text.length, new Tree(), []);
  return nReads;
}
