import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { OpenFlowRowParser } from '../../../server/core/syntax/openflow/parseRow.ts';
import { hasShared, sharedRoot, sharedTest } from '../../support/shared.ts';
import { faultsOf, hasUnknown } from './treeChecks.ts';

const lineFeed = 10;

describe('captures', () => {
  const files = hasShared
    ? readdirSync(`${sharedRoot}captures`, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\/br-(int|phys)\.of1[^/]*\.txt$|vflows-stats-ovs\.txt$/.test(name))
        .map((name) => `${sharedRoot}captures/${name}`)
    : [];

  sharedTest('every OpenFlow row is read, with nothing unknown and no problem', () => {
    const parser = new OpenFlowRowParser();
    const faults: string[] = [];
    let nRows = 0;
    for (const file of files) {
      const isMixed = file.includes('vflows');
      forEachLine(readFileSync(file), (line) => {
        const text = line.toString('latin1');
        if (isMixed && !/^\s+cookie=.* actions=/.test(text)) return;
        nRows++;
        parser.parse(line, 0, line.length);
        const found = [...faultsOf(parser.tree, line), ...parser.problems.map((problem) => problem.message)];
        if (hasUnknown(parser.tree) || found.length > 0) faults.push(`${file}: ${found.join('; ')}: ${text}`);
      });
    }
    expect(faults.slice(0, 5)).toEqual([]);
    expect(nRows).toBeGreaterThan(78_000);
  });
});

function forEachLine(bytes: Buffer, visit: (line: Buffer) => void): void {
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(lineFeed, start);
    const end = feed === -1 ? bytes.length : feed;
    visit(bytes.subarray(start, end));
    start = end + 1;
  }
}
