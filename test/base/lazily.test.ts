import { expect, it } from 'vitest';
import { lazily, lazilyBy } from '../../server/core/base/lazily.ts';

it('makes a value once, when it is asked for', () => {
  const made: string[] = [];
  const value = lazily(() => made.push('made'));
  expect(made).toEqual([]);
  expect([value(), value()]).toEqual([1, 1]);
});

it('makes a value of each key once, undefined too', () => {
  const made: string[] = [];
  const size = lazilyBy((word: string) => {
    made.push(word);
    return word === '' ? undefined : word.length;
  });
  expect([size('a'), size(''), size('bc'), size('a'), size('')]).toEqual([1, undefined, 2, 1, undefined]);
  expect(made).toEqual(['a', '', 'bc']);
});
