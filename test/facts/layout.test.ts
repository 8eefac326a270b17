import { describe, expect, it } from 'vitest';
import {
  defaultLayout,
  type Layout,
  layoutById,
  layoutOfVersion,
  layouts,
  releases,
  versionRange,
} from '../../server/core/facts/layout.ts';

describe('releases and layouts', () => {
  it('knows the branches, oldest first', () => {
    expect(releases.map((each) => each.id).join(' ')).toBe(
      '22.03 22.06 22.09 22.12 23.03 23.06 23.09 24.03 24.09 25.03 25.09 26.03 main',
    );
  });

  it('gives every tag one layout and every release a newest one', () => {
    const tags = layouts.flatMap((each) => each.tags);
    expect(new Set(tags).size).toBe(tags.length);
    for (const { id } of releases) expect(layoutById(id)?.release).toBe(id);
    expect(layouts.map((each) => each.index)).toEqual(layouts.map((_, i) => i));
  });

  it.each([
    ['22.09.0', '22.09.0'],
    ['22.09.1', '22.09.0'],
    ['22.09.2', '22.09'],
    ['23.03.1', '23.03'],
    ['23.06.0', '23.06.0'],
    ['24.03.7', '24.03'],
    ['24.03.99', '24.03'],
    ['26.03.2', '26.03'],
    ['26.03.90', 'main'],
    ['main', 'main'],
    ['21.12.0', undefined],
    ['nonsense', undefined],
  ])('version %s has layout %s', (version, id) => {
    expect(layoutOfVersion(version)?.id).toBe(id);
  });

  it('defaults to the newest of the most widely shared output tables', () => {
    expect(defaultLayout.id).toBe('24.03');
  });

  it('says a range of versions in words', () => {
    expect(range('26.03')).toBe('26.03');
    expect(range('23.03')).toBe('23.03.1 – 23.03.3');
    expect(range('23.06.0')).toBe('23.06.0');
    expect(range('22.12', '23.03.0', '23.03')).toBe('22.12.1 – 23.03');
    expect(range('22.12', '23.03')).toBe('22.12.1 – 23.03 except 23.03.0');
    expect(range('26.03', 'main', '25.09')).toBe('25.09.3 – main');
    expect(range('22.03', '26.03')).toBe('22.03.3 – 22.03.8, 26.03');
    expect(range()).toBe('');
  });
});

function range(...ids: readonly string[]): string {
  return versionRange(ids.map(known));
}

function known(id: string): Layout {
  const layout = layoutById(id);
  if (layout === undefined) throw new Error(`no layout ${id}`);
  return layout;
}
