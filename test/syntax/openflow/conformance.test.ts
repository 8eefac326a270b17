import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { readDumpedFlow } from '../../../server/core/syntax/openflow/exact/readFlow.ts';
import { Rejection } from '../../../server/core/syntax/openflow/exact/rejection.ts';
import { printDumpedFlow } from '../../../server/core/syntax/openflow/print.ts';
import { sharedRoot, sharedTest } from '../../support/shared.ts';
import type { ConformanceCase } from '../../tools/conformance/case.ts';
import { ofpKinds } from '../../tools/conformance/ofp.ts';

describe("Open vSwitch's own tests", () => {
  sharedTest('pass, and what is left out is little', () => {
    const nPassed = new Map<string, number>();
    const failed: string[] = [];
    const leftOut: string[] = [];
    for (const line of readFileSync(`${sharedRoot}conformance/ovs.jsonl`, 'utf8').trim().split('\n')) {
      const testCase = JSON.parse(line) as ConformanceCase;
      const result = ofpKinds[testCase.kind]?.(testCase);
      if (result === undefined) continue;
      if (result.leftOut !== undefined) leftOut.push(`${testCase.kind}: ${result.leftOut}`);
      else if (result.ok) nPassed.set(testCase.kind, (nPassed.get(testCase.kind) ?? 0) + 1);
      else failed.push(`${line}\n  got ${result.got}`);
    }
    expect(failed.slice(0, 3)).toEqual([]);
    // Messages in bytes apart, a handful of flows depends on what a switch holds.
    expect(leftOut.filter((reason) => !reason.includes('bytes of a message')).length).toBeLessThan(25);
    expect([...nPassed.keys()].sort()).toEqual(['nx-match', 'ofp-action', 'ofp-dump', 'ofp-flow']);
  });
});

describe('captures', () => {
  sharedTest(
    'print as they were, in every spelling',
    () => {
      const files = readdirSync(`${sharedRoot}captures`, { recursive: true, encoding: 'utf8' }).filter(
        (name) => /\/br-(int|phys)\.of1[^/]*\.txt$|vflows-stats-ovs\.txt$/.test(name),
      );
      const faults: string[] = [];
      let nRows = 0;
      for (const file of files) {
        const isMixed = file.includes('vflows');
        for (const line of readFileSync(`${sharedRoot}captures/${file}`, 'utf8').split('\n')) {
          if (!line.includes('actions=') || (isMixed && !/^\s+cookie=/.test(line))) continue;
          nRows++;
          const flow = readDumpedFlow(line.trim());
          const printed = flow instanceof Rejection ? flow.message : printDumpedFlow(flow);
          if (printed !== line.trim()) faults.push(`${file}: ${line}\n  printed ${printed}`);
        }
      }
      expect(faults.slice(0, 3)).toEqual([]);
      expect(nRows).toBeGreaterThan(77_000);
    },
    120_000,
  );
});
