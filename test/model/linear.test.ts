import { describe, expect, it } from 'vitest';
import { createPlainScanner } from '../../server/core/model/plainScanner.ts';
import { indexRows, RowIndexer } from '../../server/core/model/rowIndexer.ts';
import { inputSize, type RowScanner } from '../../server/core/model/rowScanner.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

/** Counts the bytes that a scanner is given to read, and the ones that are copied inside its window. */
class CountingScanner {
  nScanned = 0;
  nMoved = 0;
  readonly scanner: RowScanner;

  constructor() {
    const plain = createPlainScanner();
    const { input } = plain;
    const copyWithin = input.copyWithin.bind(input);
    input.copyWithin = (target: number, start: number, end?: number): Uint8Array => {
      this.nMoved += (end ?? input.length) - start;
      copyWithin(target, start, end);
      return input;
    };
    this.scanner = {
      input,
      batch: plain.batch,
      reset: () => plain.reset(),
      scan: (form, from, to, base, row) => {
        const end = plain.scan(form, from, to, base, row);
        this.nScanned += plain.rest() - from;
        return end;
      },
      rest: () => plain.rest(),
      headers: () => plain.headers(),
      largeCounters: () => plain.largeCounters(),
      stages: () => plain.stages(),
      hasCookies: () => plain.hasCookies(),
      startSearch: (needle) => plain.startSearch(needle),
      search: (from, to, base) => {
        this.nScanned += to - from;
        return plain.search(from, to, base);
      },
      hits: plain.hits,
    };
  }
}

const texts: Readonly<Record<string, (n: number) => string>> = {
  'rows of a dump': (n) => ' cookie=0x1, table=1, n_packets=1, priority=1,ip actions=drop\n'.repeat(n * 200),
  'empty lines': (n) => '\n'.repeat(n * 10_000),
  'one long line': (n) => `table=1,${'x,'.repeat(n * 100_000)}`,
  'lines of a window': (n) => `${'y'.repeat(inputSize - 2)}\n`.repeat(n),
  'commas and quotes': (n) => `${'",'.repeat(1_000)}\n`.repeat(n * 10),
};

describe.each(Object.entries(texts))('%s', (_, text) => {
  it('is read once, whatever its size', () => {
    for (const n of [1, 2, 4]) {
      const bytes = encodeText(text(n));
      const counting = new CountingScanner();
      indexRows(bytes, 'ovs-openflow', counting.scanner);
      // The last line's break is the indexer's own.
      expect(counting.nScanned).toBeLessThanOrEqual(bytes.length + 1);
      expect(counting.nMoved).toBeLessThanOrEqual(2 * bytes.length);
    }
  });
});

describe('a text in small pieces', () => {
  it('is read once, too', () => {
    const work = [1, 2, 4].map((n) => {
      const bytes = encodeText(`${'z'.repeat(n * 5_000)}\n`);
      const counting = new CountingScanner();
      const indexer = new RowIndexer('ovs-openflow', counting.scanner, bytes.length);
      for (const byte of bytes) {
        indexer.input[indexer.at] = byte;
        indexer.take(1);
      }
      expect(indexer.finish().rows.nRows).toBe(1);
      return counting.nScanned + counting.nMoved;
    });
    expect(work[1]).toBeLessThanOrEqual(2.1 * (work[0] as number));
    expect(work[2]).toBeLessThanOrEqual(4.2 * (work[0] as number));
  });
});
