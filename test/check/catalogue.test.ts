import { describe, expect, it } from 'vitest';
import { catalogue, catalogueEntry } from '../../server/core/check/catalogue.ts';
import { momentRules } from '../../server/core/check/momentRules.ts';
import { portRules } from '../../server/core/check/portRules.ts';

describe('catalogue', () => {
  it('has an entry for each rule, and a rule for each entry', () => {
    const codes = catalogue.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes.filter((code) => code.startsWith('MC'))).toEqual(
      [...portRules, ...momentRules].map(({ code }) => code).sort(),
    );
  });

  it.each(catalogue.map(({ code }) => code))('%s is explained in a title and a paragraph', (code) => {
    const { title, text } = catalogueEntry(code);
    expect(title).toMatch(/^[A-Z].{10,70}[^.]$/);
    expect(text).toMatch(/^[A-Z][^\n]{100,700}\.$/);
  });

  it('refuses what is no rule', () => {
    expect(() => catalogueEntry('MC99')).toThrow('no rule MC99');
  });
});
