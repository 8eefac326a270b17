import {
  backslashChar,
  carriageReturnChar,
  closeBraceChar,
  closeBracketChar,
  colonChar,
  commaChar,
  lineFeedChar,
  minusChar,
  openBraceChar,
  openBracketChar,
  quoteChar,
  spaceChar,
  tabChar,
} from '../../text/ascii.ts';
import type { Steps } from '../../base/steps.ts';
import { decodeText, startsWithAscii } from '../../text/bytes.ts';

/**
 * Steps through JSON text without building anything: database files hold hundreds of megabytes of which a question needs
 * little. Nothing here recurses, so nesting costs nothing; nothing throws. After a fault every step answers false, and
 * `fault` and `faultAt` say why.
 *
 * An object is read as `if (json.enter(openBraceChar)) while (json.nextMember()) …`, where the body takes the value: by
 * `skip()`, or by entering it and reading it to its end. Arrays likewise with `nextElement()`.
 */
export class JsonCursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  /** The key of the member last stepped to, quotes included. */
  keyStart = 0;
  keyEnd = 0;
  fault: string | undefined;
  faultAt = 0;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The byte that the text goes on with behind white space, or -1 at the end. */
  peek(): number {
    const { bytes, end } = this;
    let at = this.at;
    while (at < end && isJsonSpace(bytes[at] as number)) at++;
    this.at = at;
    return at < end ? (bytes[at] as number) : -1;
  }

  /** Moves behind an opening brace or bracket if it comes next. */
  enter(opening: number): boolean {
    if (this.fault !== undefined || this.peek() !== opening) return false;
    this.at++;
    return true;
  }

  /** Moves to the value of an object's next member; false behind the closing brace. */
  nextMember(): boolean {
    if (!this.#isNext(closeBraceChar)) return false;
    if (this.peek() !== quoteChar) return this.fail('expecting a name in quotation marks');
    this.keyStart = this.at;
    if (!this.#skipString()) return false;
    this.keyEnd = this.at;
    if (this.peek() !== colonChar) return this.fail('expecting ":"');
    this.at++;
    return true;
  }

  /** Moves to an array's next element; false behind the closing bracket. */
  nextElement(): boolean {
    return this.#isNext(closeBracketChar);
  }

  #isNext(closing: number): boolean {
    if (this.fault !== undefined) return false;
    const byte = this.peek();
    if (byte === -1) return this.fail('the text ends too early');
    if (byte === closing) {
      this.at++;
      return false;
    }
    if (byte !== commaChar) return true;
    this.at++;
    const next = this.peek();
    if (next === closing || next === commaChar) return this.fail('expecting a value');
    return true;
  }

  /** Moves behind the value that comes next, whatever it is. */
  skip(): boolean {
    if (this.fault !== undefined) return false;
    const first = this.peek();
    if (first === quoteChar) return this.#skipString();
    if (first === openBraceChar || first === openBracketChar) return this.#skipNested(0, this.end) === 0;
    const { bytes, end } = this;
    const start = this.at;
    let at = start;
    while (at < end && !endsScalar(bytes[at] as number)) at++;
    this.at = at;
    return at > start ? true : this.fail('expecting a value');
  }

  /** The same, with pauses: a table may be one value of a hundred megabytes. */
  *skipSteps(): Steps<boolean> {
    const first = this.peek();
    if (this.fault !== undefined || (first !== openBraceChar && first !== openBracketChar))
      return this.skip();
    for (let depth = 0; ; ) {
      depth = this.#skipNested(depth, Math.min(this.end, this.at + bytesOfStep));
      if (depth === 0) return true;
      if (this.fault !== undefined) return false;
      yield;
    }
  }

  /** Goes on to `until` inside of as many brackets; returns how many are open then: 0 behind the value, -1 for a fault. */
  #skipNested(outer: number, until: number): number {
    const { bytes, end } = this;
    let depth = outer;
    while (this.at < until) {
      const byte = bytes[this.at] as number;
      if (byte === quoteChar) {
        if (!this.#skipString()) return -1;
        continue;
      }
      this.at++;
      if (byte === openBraceChar || byte === openBracketChar) depth++;
      else if ((byte === closeBraceChar || byte === closeBracketChar) && --depth === 0) return 0;
    }
    if (this.at < end) return depth;
    this.fail('the text ends too early');
    return -1;
  }

  #skipString(): boolean {
    const end = jsonStringEnd(this.bytes, this.at, this.end);
    if (end === -1) {
      this.fail('the quotation mark is not closed');
      this.at = this.end;
      return false;
    }
    this.at = end;
    return true;
  }

  fail(message: string): boolean {
    if (this.fault === undefined) {
      this.fault = message;
      this.faultAt = Math.min(this.at, this.end);
    }
    return false;
  }

  /** The text of the string that comes next; undefined when something else does. Moves behind it in either case. */
  takeString(): string | undefined {
    const isString = this.peek() === quoteChar;
    const start = this.at;
    return this.skip() && isString ? jsonString(this.bytes, start, this.at) : undefined;
  }

  /** The number that comes next, in floating point; undefined when something else does. Moves behind it in either case. */
  takeNumber(): number | undefined {
    const first = this.peek();
    const start = this.at;
    if (!this.skip() || (first !== minusChar && (first < 0x30 || first > 0x39))) return undefined;
    const value = Number(decodeText(this.bytes, start, Math.min(this.at, start + 64)));
    return Number.isFinite(value) ? value : undefined;
  }

  key(): string {
    return jsonString(this.bytes, this.keyStart, this.keyEnd);
  }

  /** Whether the key is that ASCII text. */
  keyIs(text: string): boolean {
    return (
      this.keyEnd - this.keyStart === text.length + 2 &&
      startsWithAscii(this.bytes, this.keyStart + 1, text, this.keyEnd)
    );
  }
}

/** Between two pauses. */
const bytesOfStep = 1 << 18;

export function isJsonSpace(byte: number): boolean {
  return byte === spaceChar || byte === lineFeedChar || byte === carriageReturnChar || byte === tabChar;
}

/** Whether a number or a bare word ends before that byte. */
export function endsScalar(byte: number): boolean {
  return (
    byte === commaChar ||
    byte === closeBraceChar ||
    byte === closeBracketChar ||
    byte === openBraceChar ||
    byte === openBracketChar ||
    byte === colonChar ||
    byte === quoteChar ||
    isJsonSpace(byte)
  );
}

/** The place behind the string whose opening quotation mark is at `at`, or -1 when it does not end. */
export function jsonStringEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let p = at + 1; ; ) {
    const quote = bytes.indexOf(quoteChar, p);
    if (quote === -1 || quote >= end) return -1;
    let backslashes = quote;
    while (backslashes > p && bytes[backslashes - 1] === backslashChar) backslashes--;
    p = quote + 1;
    if ((quote - backslashes) % 2 === 0) return p;
  }
}

/**
 * The text of the JSON string `bytes[start, end)`, quotation marks included. An escape that JSON does not know stands for
 * itself; lone surrogates stay.
 */
export function jsonString(bytes: Uint8Array, start: number, end: number): string {
  return unescapeJson(decodeText(bytes, start + 1, Math.max(start + 1, end - 1)));
}

/** The same of what is between the quotation marks. */
export function unescapeJson(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g,
    (_: string, hex: string | undefined, char: string | undefined) =>
      hex === undefined
        ? (escapes[char as string] ?? (char as string))
        : String.fromCharCode(parseInt(hex, 16)),
  );
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
