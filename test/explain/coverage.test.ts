import { describe, expect, it } from 'vitest';
import { type Dialect, dialects } from '../../server/core/syntax/dialect.ts';
import { filesBelow, walk, type Walk } from './corpus.ts';

describe('every token of our own fixtures', () => {
  const walks = new Map<Dialect, Walk>();
  const seen = new Map<string, number>();
  const files = [...filesBelow('fixtures'), ...filesBelow('grammar')];
  for (const file of files) walk(file, walks, seen, 3);

  it.each(dialects)('of %s answers', (dialect) => {
    const found = walks.get(dialect);
    expect(found?.nTokens).toBeGreaterThan(10);
    expect({ silent: found?.silent.length, of: found?.nTokens, which: found?.silent.slice(0, 40) }).toEqual({
      silent: 0,
      of: found?.nTokens,
      which: [],
    });
    expect(found?.empty.slice(0, 20)).toEqual([]);
  });
});
