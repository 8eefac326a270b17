import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Dialect, dialects } from '../../server/core/syntax/dialect.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';
import { filesBelow, filesOf, walk, type Walk } from './corpus.ts';

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

describe('every token of the big captures', () => {
  sharedTest(
    'answers',
    () => {
      const walks = new Map<Dialect, Walk>();
      const seen = new Map<string, number>();
      // A sample: files of one kind are alike.
      const files = filesOf(`${sharedRoot}captures`).filter((path) => statSync(path).size < 300_000);
      for (const file of files.filter((_, idx) => idx % 97 === 0)) walk(file, walks, seen, 1);
      const counts = [...walks].map(([dialect, { nTokens }]) => [dialect, nTokens]);
      expect(counts.length).toBeGreaterThan(3);
      expect([...walks.values()].flatMap(({ silent, empty }) => [...silent, ...empty]).slice(0, 40)).toEqual(
        [],
      );
    },
    120_000,
  );
});
