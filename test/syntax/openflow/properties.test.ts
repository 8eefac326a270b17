import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOpenFlowRow } from '../../../server/core/syntax/openflow/entryView.ts';
import { OpenFlowRowParser, parseOpenFlowRow } from '../../../server/core/syntax/openflow/parseRow.ts';
import { forEachToken } from '../../../server/core/syntax/tokens.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { lines, mutatedLine } from './mutatedLine.ts';
import { faultsOf, hasUnknown } from './treeChecks.ts';

describe('rows of a real dump', () => {
  it('has lines', () => expect(lines.length).toBe(160));

  it.each(lines)('%s', (line) => {
    const { tree, problems } = readOpenFlowRow(line);
    expect(problems).toEqual([]);
    expect(hasUnknown(tree)).toBe(false);
    expect(faultsOf(tree, encodeText(line))).toEqual([]);
  });
});

describe('any change to a real row', () => {
  const parser = new OpenFlowRowParser();

  it('parses, and its spans nest and tile the line', () => {
    fc.assert(
      fc.property(mutatedLine, (line) => {
        const bytes = encodeText(line);
        parser.parse(bytes, 0, bytes.length);
        expect(faultsOf(parser.tree, bytes)).toEqual([]);
        if (hasUnknown(parser.tree)) expect(parser.problems.length).toBeGreaterThan(0);
        for (const { start, end } of parser.problems) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('has values and tokens in order', () => {
    fc.assert(
      fc.property(mutatedLine, (line) => {
        const { tree, entry } = readOpenFlowRow(line);
        expect(Number.isInteger(entry.table)).toBe(true);
        let last = 0;
        forEachToken(tree, (start, end) => {
          expect(start).toBeGreaterThanOrEqual(last);
          last = end;
        });
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it('reads any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parser.parse(bytes, 0, bytes.length);
        expect(faultsOf(parser.tree, bytes)).toEqual([]);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
});

describe('work', () => {
  const endings: { readonly [name: string]: (n: number) => string } = {
    'open parentheses': (n) => `actions=${'clone('.repeat(n)}`,
    'nested conntrack': (n) => `actions=${'ct(exec('.repeat(n)}`,
    'nested arguments': (n) => `actions=encap(${'nsh('.repeat(n)}`,
    'closing parentheses': (n) => `actions=${')'.repeat(n)}`,
    'unknown words': (n) => 'what '.repeat(n),
    digits: (n) => `ct_label=0x${'f'.repeat(n)}`,
    colons: (n) => `ipv6_src=${'::'.repeat(n)}`,
    quotes: (n) => `in_port=${'"'.repeat(n)}`,
    'unmet prerequisites': (n) => 'tcp_src=1,'.repeat(n),
    brackets: (n) => `actions=${'move:reg0['.repeat(n)}`,
    flags: (n) => `ct_state=${'+new'.repeat(n)}`,
    actions: (n) => `actions=${'resubmit(,1),load:0x1->NXM_NX_REG0[],'.repeat(n)}`,
  };

  it.each(Object.keys(endings))('grows no faster than the text: %s', (name) => {
    const make = endings[name] as (n: number) => string;
    const counts = [200, 400, 800].map((n) => readsOf(make(n)));
    const [one, two, four] = counts as [number, number, number];
    expect(two).toBeLessThan(one * 2.1 + 100);
    expect(four).toBeLessThan(two * 2.1 + 100);
  });
});

/** How often the parser looks at a byte of `text`. */
function readsOf(text: string): number {
  let nReads = 0;
  const counted = new Proxy(encodeText(text), {
    get(bytes, key) {
      nReads++;
      return Reflect.get(bytes, key) as unknown;
    },
  });
  const tree = new Tree();
  parseOpenFlowRow(counted, 0, text.length, tree, []);
  expect(faultsOf(tree, encodeText(text))).toEqual([]);
  return nReads;
}

describe('a queue', () => {
  it.each(['enqueue:LOCAL:7', 'enqueue:"vm 1":7', 'enqueue(LOCAL,7)'])(
    'is of a port with a name: %s',
    (action) => {
      const bytes = encodeText(`actions=${action},output:1`);
      const parser = new OpenFlowRowParser();
      parser.parse(bytes, 0, bytes.length);
      expect(parser.problems).toEqual([]);
    },
  );
});
