import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputSize, maxNeedleSize, type Needle } from '../../server/core/model/rowScanner.ts';
import { needleOf, searchText } from '../../server/core/model/searchText.ts';
import { encodeText } from '../../server/core/text/bytes.ts';
import { bytesSource, type TextSource } from '../../server/core/text/textSource.ts';

function found(text: string, wanted: string, ignoresCase = false, source?: TextSource): [number, number][] {
  const lines: [number, number][] = [];
  searchText(source ?? bytesSource(encodeText(text)), needleOf(wanted, ignoresCase) as Needle, (row, start) =>
    lines.push([row, start]),
  );
  return lines;
}

describe('a search', () => {
  it('tells lines and where they begin', () => {
    const text = 'one two\ntwo two\n\nthree\nTWO\ntwo';
    expect(found(text, 'two')).toEqual([
      [0, 0],
      [1, 8],
      [5, 27],
    ]);
    expect(found(text, 'Two', true).map(([row]) => row)).toEqual([0, 1, 4, 5]);
    expect(found(text, 'four')).toEqual([]);
    expect(found('', 'a')).toEqual([]);
    expect(found('ab', 'abc')).toEqual([]);
  });

  it('takes letters alone for the same in both cases', () => {
    expect(found('reg0[1]\nREG0[1]\nreg0{1}\n', 'reg0[1]', true).map(([row]) => row)).toEqual([0, 1]);
    expect(found('É\né', 'é', true).map(([row]) => row)).toEqual([1]);
  });

  it('finds what the windows cut', () => {
    const line = `${'x'.repeat(59)}\n`;
    fc.assert(
      fc.property(
        fc.integer({ min: -30, max: 30 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('needle', 'n', 'a longer needle'),
        (offset, nWindows, wanted) => {
          const at = nWindows * inputSize + offset;
          const text = line.repeat(Math.ceil((at + 100) / line.length));
          const bytes = encodeText(text);
          bytes.set(encodeText(wanted), at);
          const row = Math.floor(at / line.length);
          // A needle that overwrites a line break makes one line of two.
          const isWhole = (at % line.length) + wanted.length < line.length;
          const [first, ...others] = found('', wanted, false, bytesSource(bytes));
          expect(others).toEqual([]);
          if (isWhole) expect(first).toEqual([row, row * line.length]);
          else expect(first?.[0]).toBe(row);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads the text once, in pieces of any size, and counts beyond 4 GiB', () => {
    // A text of the same block again and again, with one other line at its end.
    const block = encodeText('0123456789abcde\n'.repeat(16_384));
    const last = encodeText('the end!\n');
    const nBlocks = 17_000;
    const size = block.length * nBlocks;
    let nBytes = 0;
    const source: TextSource = {
      size: size + last.length,
      read(into, at, length, position) {
        if (position >= size + last.length) return 0;
        const from = position < size ? block : last;
        const offset = position < size ? position % block.length : position - size;
        const nRead = Math.min(length, from.length - offset);
        // All windows but the last are the same: copied once.
        if (position < 4 * block.length || position >= size - block.length)
          into.set(from.subarray(offset, offset + nRead), at);
        nBytes += nRead;
        return nRead;
      },
      close() {},
    };
    expect(found('', '!', false, source)).toEqual([[nBlocks * 16_384, size]]);
    expect(nBytes).toBe(size + last.length);
  }, 60_000);
});

describe('what is searched for', () => {
  it('is some text of one line', () => {
    expect(needleOf('', false)).toBeUndefined();
    expect(needleOf('a\nb', false)).toBeUndefined();
    expect(needleOf('a'.repeat(maxNeedleSize + 1), false)).toBeUndefined();
    expect(needleOf('a'.repeat(maxNeedleSize), false)?.bytes.length).toBe(maxNeedleSize);
  });

  it('is looked for by its rarest bytes', () => {
    const { bytes, first, second } = needleOf('table=17, Wq', false) as Needle;
    expect([first, second].map((at) => String.fromCharCode(bytes[at] as number)).toSorted()).toEqual([
      'W',
      'q',
    ]);
    expect(needleOf('x', false)).toMatchObject({ first: 0, second: 0 });
  });
});
