const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** UTF-8 bytes of a string; lone surrogates become U+FFFD. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Writes them to `bytes[at]` on, which must have room; returns how many there are. */
export function encodeTextInto(text: string, bytes: Uint8Array, at: number): number {
  return encoder.encodeInto(text, bytes.subarray(at)).written;
}

/** The string of `bytes[start, end)`; invalid UTF-8 becomes U+FFFD, never an exception. */
export function decodeText(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  // Most texts in a dump are a few ASCII characters: below about 24 bytes this beats a TextDecoder call.
  if (end - start <= 24) {
    let text = '';
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= 0x80) return decoder.decode(bytes.subarray(start, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decoder.decode(bytes.subarray(start, end));
}

/** Whether `text`'s bytes stand at `bytes[at]`. `text` is ASCII. */
export function startsWithAscii(
  bytes: Uint8Array,
  at: number,
  text: string,
  end: number = bytes.length,
): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Where `text` stands for the first time in `bytes[start, end)`, or -1. `text` is ASCII. */
export function indexOfAscii(bytes: Uint8Array, start: number, end: number, text: string): number {
  const first = text.charCodeAt(0);
  for (let at = start; at + text.length <= end; at++) {
    if (bytes[at] === first && startsWithAscii(bytes, at, text, end)) return at;
  }
  return -1;
}

/** Where `text` stands for the last time in `bytes[start, end)`, or -1. `text` is ASCII. */
export function lastIndexOfAscii(bytes: Uint8Array, start: number, end: number, text: string): number {
  const first = text.charCodeAt(0);
  for (let at = end - text.length; at >= start; at--) {
    if (bytes[at] === first && startsWithAscii(bytes, at, text, end)) return at;
  }
  return -1;
}
