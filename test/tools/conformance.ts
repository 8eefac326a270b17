// `npm run conformance -- FILE.jsonl… [--failures]`: runs case files of OVN's and Open vSwitch's own tests, and prints
// `kind passed/total` a line. `--failures` prints what differs. Exit 1 when a case of a known kind fails.
import { readFileSync } from 'node:fs';
import type { ConformanceCase, ConformanceKinds } from './conformance/case.ts';
import { groupKinds } from './conformance/groups.ts';
import { odpKinds } from './conformance/odp.ts';
import { ofpKinds } from './conformance/ofp.ts';
import { ovnKinds } from './conformance/ovn.ts';
import { traceKinds } from './conformance/traces.ts';

const registry: readonly ConformanceKinds[] = [ovnKinds, ofpKinds, odpKinds, groupKinds, traceKinds];

const files = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const showsFailures = process.argv.includes('--failures');
if (files.length === 0) {
  console.error('usage: npm run conformance -- FILE.jsonl… [--failures]');
  process.exit(2);
}

const totals = new Map<string, { nPassed: number; nCases: number }>();
const leftOut = new Map<string, string[]>();
let hasFailed = false;
for (const file of files) {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const testCase = JSON.parse(line) as ConformanceCase;
    const total = totals.get(testCase.kind) ?? { nPassed: 0, nCases: 0 };
    totals.set(testCase.kind, total);
    total.nCases++;
    const run = registry.map((kinds) => kinds[testCase.kind]).find((found) => found !== undefined);
    if (run === undefined) continue;
    const { ok, got, leftOut: reason } = run(testCase);
    if (reason !== undefined) {
      total.nCases--;
      const why = `${testCase.kind}: ${reason}`;
      leftOut.set(why, [...(leftOut.get(why) ?? []), `${testCase.src}:${testCase.line}`]);
      continue;
    }
    if (ok) {
      total.nPassed++;
      continue;
    }
    hasFailed = true;
    if (showsFailures) console.log(`${testCase.kind} ${JSON.stringify(testCase)}\n  got: ${got}`);
  }
}
for (const [kind, { nPassed, nCases }] of totals) console.log(`${kind} ${nPassed}/${nCases}`);
for (const [why, places] of leftOut) {
  console.log(`left out ${places.length} × ${why} (${[...new Set(places)].join(', ')})`);
}
process.exit(hasFailed ? 1 : 0);
