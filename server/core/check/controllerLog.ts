import { decodeText } from '../text/bytes.ts';
import type { Place } from './finding.ts';

/** What an ovn-controller logged, in the order of the file. */
export interface ControllerLog {
  readonly path: string;
  /** The last line that the pattern is found in. */
  last(pattern: RegExp): LogLine | undefined;
  /** How many lines it is found in. */
  count(pattern: RegExp): number;
}

export interface LogLine {
  readonly place: Place;
  readonly text: string;
}

/** A log grows for months; what decides is at its end. In bytes. */
const longestRead = 8 << 20;

export function readControllerLog(path: string, bytes: Uint8Array): ControllerLog {
  const from = Math.max(0, bytes.length - longestRead);
  let nBefore = 0;
  for (let at = bytes.indexOf(10); at !== -1 && at < from; at = bytes.indexOf(10, at + 1)) nBefore++;
  const lines = decodeText(bytes, from).split('\n');
  return {
    path,
    last(pattern) {
      const idx = lines.findLastIndex((line) => pattern.test(line));
      return idx === -1
        ? undefined
        : { place: { path, line: nBefore + idx }, text: (lines[idx] as string).trim() };
    },
    count: (pattern) => lines.filter((line) => pattern.test(line)).length,
  };
}

/** A name from a file as part of a pattern. */
export function literal(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}
