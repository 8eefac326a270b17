import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { sharedRoot, sharedTest } from '../../support/shared.ts';
import type { ConformanceCase } from '../../tools/conformance/case.ts';
import { ovnKinds } from '../../tools/conformance/ovn.ts';

describe("OVN's own tests", () => {
  sharedTest('pass, and what is left out is little', () => {
    const nPassed = new Map<string, number>();
    const failed: string[] = [];
    let nLeftOut = 0;
    for (const line of readFileSync(`${sharedRoot}conformance/ovn.jsonl`, 'utf8').trim().split('\n')) {
      const testCase = JSON.parse(line) as ConformanceCase;
      const result = ovnKinds[testCase.kind]?.(testCase);
      if (result === undefined) continue;
      if (result.leftOut !== undefined) nLeftOut++;
      else if (result.ok) nPassed.set(testCase.kind, (nPassed.get(testCase.kind) ?? 0) + 1);
      else failed.push(`${line}\n  got ${result.got}`);
    }
    expect(failed.slice(0, 3)).toEqual([]);
    expect(nLeftOut).toBeLessThan(20);
    expect([...nPassed.keys()].sort()).toEqual(Object.keys(ovnKinds).sort());
  });
});
