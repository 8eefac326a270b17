import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { releases } from '../../server/core/facts/layout.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';
import { generateFacts } from '../tools/factsData.ts';

const ovnText = readFileSync('server/data/ovn.json', 'utf8');
const ovsText = readFileSync('server/data/ovs.json', 'utf8');

describe('the committed data', () => {
  it('is small enough for the bundle', () => {
    expect(ovnText.length + ovsText.length).toBeLessThan(250_000);
  });

  sharedTest('equals a regeneration', () => {
    const made = generateFacts(`${sharedRoot}facts`);
    expect(made.ovn).toBe(ovnText);
    expect(made.ovs).toBe(ovsText);
  });

  sharedTest('names every stage, table, register, symbol, action and opcode of every release', () => {
    const merged = namesIn(JSON.parse(ovnText));
    for (const { id } of releases) {
      const source = JSON.parse(readFileSync(`${sharedRoot}facts/ovn/${id}.json`, 'utf8')) as unknown;
      // A wide flag is one row here, its first and last bit are two there.
      const missing = [...namesIn(source)].filter(
        (name) => !merged.has(name) && !/_(START|END)_BIT$/.test(name),
      );
      expect(missing, id).toEqual([]);
    }
  });
});

/** Every name in a facts file, in whatever shape: values of `name` and `field`, keys of number tables, plain words. */
function namesIn(file: unknown): Set<string> {
  const names = new Set<string>();
  for (const part of Object.values(file as Record<string, unknown>)) {
    if (Array.isArray(part)) {
      for (const row of part as readonly unknown[]) {
        if (typeof row === 'string') names.add(row.replace(/^v(?=\d)/, ''));
        else {
          const { name, field, tags } = row as { name?: string; field?: string; tags?: readonly string[] };
          const own = name ?? field;
          if (own !== undefined) names.add(own);
          for (const tag of tags ?? []) names.add(tag);
        }
      }
    } else if (typeof part === 'object' && part !== null) {
      for (const [key, value] of Object.entries(part)) {
        if (typeof value === 'number' && /^[A-Z]/.test(key)) names.add(key);
      }
    }
  }
  return names;
}
