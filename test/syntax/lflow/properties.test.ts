import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatExpr, expandExpression } from '../../../server/core/syntax/lflow/expr.ts';
import { noSets } from '../../../server/core/syntax/lflow/expression.ts';
import { parseExpressionText } from '../../../server/core/syntax/lflow/parseExpression.ts';
import { parseLogicalFlowRow } from '../../../server/core/syntax/lflow/parseRow.ts';
import { readLogicalRow } from '../../../server/core/syntax/lflow/view.ts';
import { Tree } from '../../../server/core/syntax/tree.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';
import { lines, mutated } from './mutatedRow.ts';
import { parseRow, treeFaults } from './trees.ts';

describe('any change of a real row', () => {
  it('is parsed without an exception; spans nest and leave nothing out', () => {
    fc.assert(
      fc.property(mutated, (line) => {
        expect(treeFaults(parseRow(line))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('has values, and places within the row', () => {
    fc.assert(
      fc.property(mutated, (line) => {
        const size = encodeText(line).length;
        const { problems, actions } = readLogicalRow(line);
        for (const { start, end } of [...problems, ...actions.map(({ span }) => span)]) {
          expect(start >= 0 && start <= end && end <= size).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('leaves nothing behind for the next row', () => {
    const tree = new Tree();
    fc.assert(
      fc.property(mutated, fc.constantFrom(...lines), (line, next) => {
        parseLogicalFlowRow(encodeText(line), 0, encodeText(line).length, tree, []);
        const bytes = encodeText(next);
        parseLogicalFlowRow(bytes, 0, bytes.length, tree, []);
        expect(tree.nNodes).toBe(parseRow(next).tree.nNodes);
      }),
      { numRuns: 500 },
    );
  });

  it('reads a row in the middle of other bytes as it reads it alone', () => {
    fc.assert(
      fc.property(
        mutated,
        fc.string({ maxLength: 30 }),
        fc.string({ maxLength: 30 }),
        (line, before, after) => {
          const [head, body, tail] = [before, line, after].map((text) => encodeText(text)) as [
            Uint8Array,
            Uint8Array,
            Uint8Array,
          ];
          const bytes = new Uint8Array([...head, ...body, ...tail]);
          const tree = new Tree();
          parseLogicalFlowRow(bytes, head.length, head.length + body.length, tree, []);
          const alone = parseRow(body).tree;
          expect(nodesOf(tree)).toEqual(nodesOf(alone));
        },
      ),
      { numRuns: 1500 },
    );
  });
});

function nodesOf(tree: Tree): number[][] {
  return Array.from({ length: tree.nNodes }, (_, node) => [
    tree.kind(node),
    tree.start(node),
    tree.end(node),
    tree.next(node),
  ]);
}

// Each look at a byte is counted; a parser that looks again and again would show here, on any machine.
function nLooks(text: string): number {
  const bytes = encodeText(text);
  let nReads = 0;
  const counted = new Proxy(bytes, {
    get(target, property) {
      if (typeof property === 'string' && /^\d+$/.test(property)) nReads++;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
  parseLogicalFlowRow(counted, 0, bytes.length, new Tree(), []);
  return nReads;
}

describe('the work', () => {
  const shapes: { readonly [name: string]: (n: number) => string } = {
    'a long set': (n) => `match=(ip4.src == {${'10.0.0.1, '.repeat(n)}10.0.0.2}), action=(next;)`,
    'many terms': (n) => `match=(${'ip4 && '.repeat(n)}tcp), action=(${'reg0 = 1; '.repeat(n)})`,
    'unknown words': (n) => `match=(${'foo bar '.repeat(n)}), action=(${'baz, '.repeat(n)})`,
    'parentheses that nothing opened': (n) => `match=(${')'.repeat(n)}), action=(${')'.repeat(n)})`,
    'parentheses that nothing closes': (n) => `match=(${'('.repeat(n)}), action=(${'a('.repeat(n)}`,
    comments: (n) => `match=(1${'/**/'.repeat(n)}), action=(${'/* x */'.repeat(n)}next;)`,
    slashes: (n) => `match=(${'/*'.repeat(n)}), action=(${'/'.repeat(n)})`,
    quotes: (n) => `match=(${'"'.repeat(n)}), action=(${'"\\'.repeat(n)})`,
    colons: (n) => `${'a:'.repeat(n)} table=1`,
    'spaces and colons': (n) => ': '.repeat(n),
    'no row': (n) => 'x'.repeat(n * 4),
    attributes: (n) => 'a=b, '.repeat(n),
    digits: (n) => `match=(reg0 == ${'1'.repeat(n)}), action=(reg0 = 0x${'f'.repeat(n)};)`,
  };

  it.each(Object.keys(shapes))('grows with the length: %s', (name) => {
    const shape = shapes[name] as (n: number) => string;
    const [one, two, four] = [300, 600, 1200].map((n) => nLooks(shape(n))) as [number, number, number];
    expect(two).toBeLessThan(2.3 * one + 200);
    expect(four).toBeLessThan(2.3 * two + 200);
  });
});

describe('an expression printed', () => {
  it('is read again as the same', () => {
    for (const line of lines) {
      const { match } = readLogicalRow(line);
      if (match === undefined) continue;
      const printed = formatExpr(expandExpression(match, noSets));
      const { expression, error } = parseExpressionText(printed);
      // What a predicate must be tested for is lost in a negation's print; nothing else may be.
      if (expression === undefined) expect(`${printed}: ${error?.message}`).toMatch(/may only be tested/);
      else expect(formatExpr(expandExpression(expression, noSets))).toBe(printed);
    }
  });
});
