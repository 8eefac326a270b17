import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { finish } from '../../server/core/base/steps.ts';
import { decodeRows } from '../../server/core/model/decodeRows.ts';
import { readDump } from '../../server/core/model/dump.ts';
import { layoutEvidence } from '../../server/core/model/layoutEvidence.ts';
import { flowSyntax } from '../../server/core/syntax/openflow/compiledParser.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import { bytesSource } from '../../server/core/text/textSource.ts';
import { hasShared, sharedRoot, sharedTest } from '../support/shared.ts';

/** How many rows are needed to see in them what the whole dump shows. */
function rowsOfExcerpt(bytes: Uint8Array): number {
  const { excerpt } = decodeRows(bytesSource(bytes), flowSyntax);
  const part = readDump(encodeText(excerpt), 'ovs-openflow');
  expect(finish(layoutEvidence(part))).toEqual(finish(layoutEvidence(readDump(bytes, 'ovs-openflow'))));
  return part.rows.nRows;
}

function dumpsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /br-int(\.of1[^/]*)?\.txt$/.test(name))
    .map((name) => folder + name);
}

describe('the excerpt', () => {
  const files = dumpsBelow(fileURLToPath(new URL('../fixtures/', import.meta.url)));

  it('has dumps to look at', () => expect(files.length).toBeGreaterThan(3));

  it.each(files)('shows what the whole dump shows: %s', (file) => {
    const bytes = readFileSync(file);
    expect(rowsOfExcerpt(bytes)).toBeLessThan(readDump(bytes, 'ovs-openflow').rows.nRows);
  });

  it('shows it for rows that are read one by one too', () => {
    const lines = readFileSync(files[0] as string, 'latin1').split('\n');
    const noted = (text: string): string => `${text} # a note`;
    rowsOfExcerpt(encodeText(lines.map(noted).join('\n')));
    rowsOfExcerpt(encodeText(lines.map((line, idx) => (idx % 2 === 0 ? line : noted(line))).join('\n')));
  });

  it('does not grow with the number of rows', () => {
    const text = readFileSync(files[0] as string, 'latin1');
    const once = rowsOfExcerpt(encodeText(text.repeat(6)));
    expect(rowsOfExcerpt(encodeText(text.repeat(12)))).toBe(once);
  });

  sharedTest('shows what every dump of the captures shows', () => {
    const found = hasShared ? dumpsBelow(`${sharedRoot}captures/`) : [];
    expect(found.length).toBeGreaterThan(50);
    for (const file of found) rowsOfExcerpt(readFileSync(file));
  });
});
