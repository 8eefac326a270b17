import { expect, it } from 'vitest';
import { SizedCache } from '../../server/core/base/sizedCache.ts';

it('lets those go that were not asked for longest', () => {
  const cache = new SizedCache<string>(10);
  cache.set('a', 'one', 4);
  cache.set('b', 'two', 4);
  expect(cache.get('a')).toBe('one');
  cache.set('c', 'three', 4);
  expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.size]).toEqual([
    'one',
    undefined,
    'three',
    8,
  ]);
});

it('keeps the newest value though it is too large', () => {
  const cache = new SizedCache<string>(10);
  cache.set('a', 'one', 4);
  cache.set('b', 'two', 40);
  expect([cache.get('a'), cache.get('b'), cache.size]).toEqual([undefined, 'two', 40]);
  cache.set('b', 'smaller', 1);
  expect([cache.get('b'), cache.size]).toEqual(['smaller', 1]);
});
