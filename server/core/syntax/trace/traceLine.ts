import {
  carriageReturnChar,
  isDigit,
  lineFeedChar,
  minusChar,
  spaceChar,
  tabChar,
} from '../../text/ascii.ts';
import { startsWithAscii } from '../../text/bytes.ts';

/** Helpers to tell the lines of traces apart by their first bytes. */

/** Where the line's text ends, without line break and spaces. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  while (end > start) {
    const byte = bytes[end - 1];
    if (byte !== spaceChar && byte !== tabChar && byte !== carriageReturnChar && byte !== lineFeedChar) break;
    end--;
  }
  return end;
}

/** Whether the text is nothing but `byte`, at least twice. */
export function isRun(bytes: Uint8Array, start: number, end: number, byte: number): boolean {
  if (end - start < 2) return false;
  for (let at = start; at < end; at++) if (bytes[at] !== byte) return false;
  return true;
}

/** The first of `texts` that stands at `at`. Texts are ASCII. */
export function prefixAt(
  bytes: Uint8Array,
  at: number,
  end: number,
  texts: readonly string[],
): string | undefined {
  return texts.find((text) => startsWithAscii(bytes, at, text, end));
}

/** A line that a shell or a log has left: a prompt with its command, a message of the tool's log. */
export function isAside(bytes: Uint8Array, at: number, end: number): boolean {
  if (prefixAt(bytes, at, end, asides) !== undefined) return true;
  // 2024-05-01T10:00:00Z|00001|ovntrace|WARN|…
  return isDigit(bytes[at]) && at + 20 < end && bytes[at + 4] === minusChar && bytes[at + 10] === 84;
}

const asides = ['$ ', 'sudo ', 'ovs-appctl ofproto/trace', 'ovn-trace ', 'ovn-trace: ', 'ovn-detrace'];
