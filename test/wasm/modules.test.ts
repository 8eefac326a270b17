import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileWasm, wasmModules } from '../tools/compileWasm.ts';

describe('the modules', () => {
  it.each(wasmModules)(
    '$target is what $source compiles to',
    async (module) => {
      const text = readFileSync(new URL(`../../${module.target}`, import.meta.url), 'utf8');
      expect(await compileWasm(module)).toBe(text);
    },
    60_000,
  );
});
