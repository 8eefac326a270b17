import { describe, expect, it } from 'vitest';
import type { Atom, Datum } from '../../../server/core/syntax/ovsdb/datum.ts';
import { applyDifference } from '../../../server/core/syntax/ovsdb/difference.ts';
import { compareData, sortRows } from '../../../server/core/syntax/ovsdb/order.ts';

function setOf(...atoms: readonly Atom[]): Datum {
  return { kind: 'set', atoms };
}

describe('values of a column', () => {
  const inOrder: readonly Datum[] = [
    setOf(),
    setOf('B'),
    setOf('a'),
    { kind: 'map', pairs: [['b', 'x']] },
    { kind: 'map', pairs: [['b', 'y']] },
    setOf('A', 'z'),
    {
      kind: 'map',
      pairs: [
        ['a', '2'],
        ['c', '1'],
      ],
    },
    {
      kind: 'map',
      pairs: [
        ['a', '1'],
        ['d', '1'],
      ],
    },
  ];

  it('are in order: the fewer, then the smaller keys, then the smaller values', () => {
    const pairs = inOrder.flatMap((a, idx) => inOrder.slice(idx + 1).map((b) => [a, b] as const));
    for (const [a, b] of pairs) {
      expect(compareData(a, b), JSON.stringify([a, b])).toBeLessThan(0);
      expect(compareData(b, a)).toBeGreaterThan(0);
    }
  });

  it('keep it when values come and go', () => {
    expect(applyDifference(setOf(9, 30), setOf(10, 30), true)).toEqual(setOf(9, 10));
    expect(
      applyDifference(
        {
          kind: 'map',
          pairs: [
            ['m', '1'],
            ['z', '1'],
          ],
        },
        {
          kind: 'map',
          pairs: [
            ['a', '2'],
            ['z', '1'],
          ],
        },
        true,
      ),
    ).toEqual({
      kind: 'map',
      pairs: [
        ['a', '2'],
        ['m', '1'],
      ],
    });
  });
});

it('rows are ordered by references last', () => {
  const rows = [
    [setOf({ uuid: 'a' }), setOf('x'), setOf()],
    [setOf({ uuid: 'c' }), setOf('w'), setOf({ uuid: 'q' })],
    [setOf({ uuid: 'b' }), setOf('w'), setOf({ uuid: 'r' })],
  ];
  expect(sortRows(rows, 3)).toEqual([rows[2], rows[1], rows[0]]);
});
