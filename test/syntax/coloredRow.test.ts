import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeRows } from '../../server/core/model/decodeRows.ts';
import { flowSyntax } from '../../server/core/syntax/openflow/compiledParser.ts';
import { readDump } from '../../server/core/model/dump.ts';
import { indexSource } from '../../server/core/model/indexSource.ts';
import { detectDialect } from '../../server/core/syntax/detect.ts';
import { rowParsers } from '../../server/core/syntax/rowParser.ts';
import type { SyntaxProblem } from '../../server/core/syntax/syntaxProblem.ts';
import { Tree } from '../../server/core/syntax/tree.ts';
import { decodeText, encodeText } from '../../server/core/text/bytes.ts';
import { ColorFilter, stripColors } from '../../server/core/text/colors.ts';
import { bytesSource } from '../../server/core/text/textSource.ts';

/** What `ovs-ofctl -O OpenFlow15 --color=always dump-flows` has printed. */
const colored = readFileSync(new URL('../fixtures/openflow/color.txt', import.meta.url));
const plain = encodeText(stripColors(colored.toString('latin1')));

function readRow(line: string): { readonly tree: Tree; readonly problems: readonly SyntaxProblem[] } {
  const bytes = encodeText(line);
  const tree = new Tree();
  const problems: SyntaxProblem[] = [];
  rowParsers['ovs-openflow'](bytes, 0, bytes.length, tree, problems);
  return { tree, problems };
}

/** Of each node what it is, what it says and how it reads on a terminal. */
function nodesOf(line: string): readonly unknown[] {
  const { tree } = readRow(line);
  const bytes = encodeText(line);
  return Array.from({ length: tree.nNodes }, (_, node) => [
    tree.kind(node),
    tree.number(node),
    tree.next(node),
    stripColors(decodeText(bytes, tree.start(node), tree.end(node))),
  ]);
}

describe('a dump with colours', () => {
  const lines = colored.toString('latin1').trimEnd().split('\n');

  it('has them', () => {
    expect(lines.length).toBeGreaterThan(60);
    expect(colored.length).toBeGreaterThan(1.9 * plain.length);
  });

  it('is of the dialect that it is of without them', () => {
    expect(detectDialect(colored.toString('latin1'))).toBe('ovs-openflow');
  });

  it.each(lines)('has the nodes of what a terminal shows: %s', (line) => {
    const { tree, problems } = readRow(line);
    expect(problems).toEqual([]);
    expect(tree.end(0)).toBe(line.length);
    expect(nodesOf(line).slice(1)).toEqual(nodesOf(stripColors(line)).slice(1));
    // A name has no colour within.
    for (let node = 1; node < tree.nNodes; node++) {
      if (tree.isLeaf(node)) expect(line.slice(tree.start(node), tree.end(node))).not.toContain('\u001B');
    }
  });

  it('places problems where they stand', () => {
    const line =
      ' \u001B[36m\u001B[Kreg0=\u001B[m\u001B[K0x1 \u001B[1;31m\u001B[Kactions=\u001B[m\u001B[Kfrob(1)';
    const [problem] = readRow(line).problems;
    expect(line.slice(problem?.start, problem?.end)).toBe('frob(1)');
  });

  it('has the heads of the plain one, and its own places', () => {
    const { rows, rowText } = readDump(colored, 'ovs-openflow');
    const expected = readDump(plain, 'ovs-openflow').rows;
    expect(rows.nRows).toBe(expected.nRows);
    for (const column of ['kind', 'table', 'priority', 'cookie', 'datapathKey', 'ports'] as const)
      expect(rows[column], column).toEqual(expected[column]);
    const texts = Array.from({ length: lines.length }, (_, row) => {
      const { bytes, start, end } = rowText(row);
      return decodeText(bytes, start, end);
    });
    expect(texts).toEqual(lines);
  });

  it('is indexed from a file of any size, and decoded', () => {
    const long = encodeText(colored.toString('latin1').repeat(60));
    const { rows } = indexSource(bytesSource(long), 'ovs-openflow');
    const expected = indexSource(
      bytesSource(encodeText(stripColors(decodeText(long, 0, long.length)))),
      'ovs-openflow',
    );
    expect(rows.table).toEqual(expected.rows.table);
    expect(rows.cookie).toEqual(expected.rows.cookie);
    expect(decodeRows(bytesSource(long), flowSyntax)).toMatchObject({
      nRows: rows.nRows,
      nUnknown: 0,
      nProblems: 0,
    });
  });

  it('loses its colours in pieces of any size', () => {
    for (const size of [1, 2, 3, 7, 1000]) {
      const filter = new ColorFilter();
      let text = '';
      for (let at = 0; at < 3000; at += size) {
        const piece = filter.take(colored.subarray(at, Math.min(3000, at + size)));
        text += decodeText(piece, 0, piece.length);
      }
      const rest = filter.finish();
      expect(stripColors(text + decodeText(rest, 0, rest.length))).toBe(
        stripColors(colored.subarray(0, 3000).toString('latin1')),
      );
    }
  });
});
