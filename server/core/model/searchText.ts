import { lineFeedChar } from '../text/ascii.ts';
import { encodeText } from '../text/bytes.ts';
import type { TextSource } from '../text/textSource.ts';
import { inputSize, maxNeedleSize, type Needle } from './rowScanner.ts';
import { sharedScanner } from './scanner.ts';

/**
 * What to search for; undefined if it is nothing, longer than `maxNeedleSize` bytes or more than a line. Without case,
 * letters of ASCII are the same in both.
 */
export function needleOf(text: string, ignoresCase: boolean): Needle | undefined {
  const bytes = encodeText(text);
  if (bytes.length === 0 || bytes.length > maxNeedleSize || bytes.includes(lineFeedChar)) return undefined;
  const folds = new Uint8Array(bytes.length);
  if (ignoresCase) {
    for (const [at, byte] of bytes.entries()) {
      if (!isLetter(byte)) continue;
      folds[at] = caseBit;
      bytes[at] = byte | caseBit;
    }
  }
  const [first = 0, second = first] = Array.from(bytes.keys()).toSorted(
    (one, two) => frequency(bytes[one] as number) - frequency(bytes[two] as number),
  );
  return { bytes, folds, first, second };
}

/**
 * Calls `visit` for each line that has the needle, in order, with its number and its first byte. Linear in the text; reads it
 * once, through one buffer.
 */
export function searchText(
  source: TextSource,
  needle: Needle,
  visit: (row: number, start: number) => void,
): void {
  const scanner = sharedScanner();
  const { input, hits } = scanner;
  scanner.startSearch(needle);
  /** Of the text: where the window begins. */
  let base = 0;
  let kept = 0;
  for (;;) {
    const nRead = source.read(input, kept, inputSize - kept, base + kept);
    if (nRead === 0) return;
    const filled = kept + nRead;
    // What is too short for a needle may be the beginning of one.
    const to = Math.max(0, filled - needle.bytes.length + 1);
    for (let from = 0; from < to; from = scanner.rest()) {
      const nHits = scanner.search(from, to, base % twoTo32);
      // Starts are known modulo 2^32.
      for (let idx = 0; idx < nHits; idx++) {
        const back = (base + to - (hits.start[idx] as number)) % twoTo32;
        visit(hits.row[idx] as number, base + to - back);
      }
    }
    input.copyWithin(0, to, filled);
    base += to;
    kept = filled - to;
  }
}

const caseBit = 0x20;
const twoTo32 = 2 ** 32;

function isLetter(byte: number): boolean {
  const lower = byte | caseBit;
  return lower >= 0x61 && lower <= 0x7a;
}

/** What dumps are made of, the most frequent first. */
const frequentFirst = ' 0=ta.e1,r_oicspd254n:36flb879x&u()m-;gXyhkN[]MR>E"/GATvOPwF{}DSH*K+jU@|ICz!<$LqWB';

/** Larger for what is more frequent; 0 for what a dump hardly has. */
function frequency(byte: number): number {
  const at = frequentFirst.indexOf(String.fromCharCode(byte));
  return at === -1 ? 0 : frequentFirst.length - at;
}
