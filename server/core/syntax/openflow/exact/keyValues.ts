import { type Span, span } from '../../../text/span.ts';
import { orRejection, Rejection } from './rejection.ts';

const separators = ', \t\r\n';
const keyEnds = ':=(, \t\r\n';

/**
 * The pieces `key`, `key=value`, `key:value` and `key(value)` of a text, one after the other. A value in parentheses ends
 * with the one that closes it, or where `->` follows that one, after the word behind the arrow: `check_pkt_larger(9)->reg0[0]`
 * has the value `9)->reg0[0]`. Models `ofputil_parse_key_value`.
 */
export class KeyValues {
  readonly text: string;
  at = 0;
  key = '';
  /** Empty where the piece has none. */
  value = '';
  /** What stands behind the key: `=`, `:`, `(`, or nothing of that. */
  opener = '';
  /** Where the piece is that stands here now; undefined before the first one and behind the last. */
  place: Span | undefined;
  /** Where its value begins. */
  valueStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Goes to the next piece. False when only separators are left. */
  next(): boolean {
    const { text } = this;
    let at = this.at;
    while (isIn(text, at, separators)) at++;
    if (at >= text.length) {
      this.at = at;
      this.place = undefined;
      return false;
    }
    const keyStart = at;
    while (at < text.length && !isIn(text, at, keyEnds)) at++;
    this.key = text.slice(keyStart, at);
    this.value = '';
    const opener = text[at] ?? '';
    this.opener = opener;
    let end = at;
    at++;
    this.valueStart = at;
    if (opener === ':' || opener === '=') {
      end = valueEnd(text, at, separators);
      this.value = text.slice(at, end);
      at = end + 1;
    } else if (opener === '(') {
      end = valueEnd(text, at, ')');
      if (text.startsWith(')->', end)) end = valueEnd(text, end, separators);
      this.value = text.slice(at, end);
      at = end + 1;
      // The parenthesis that closes it belongs to it.
      if (text[end] === ')') end++;
    }
    this.place = span(keyStart, end);
    this.at = Math.min(at, text.length);
    return true;
  }
}

/** What `read` makes of a text's pieces: what it rejects while it is at one of them stands there, or in its value. */
export function readPieces<T>(text: string, read: (pieces: KeyValues) => T): T {
  const pieces = new KeyValues(text);
  const made = orRejection(() => read(pieces));
  if (!(made instanceof Rejection)) return made;
  throw pieces.place === undefined ? made : made.within(pieces.place, pieces.valueStart);
}

/** Words of a text between any of the given characters, as C's `strtok_r`. */
export class Words {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(ends: string): string | undefined {
    const text = this.#text;
    let at = this.#at;
    while (isIn(text, at, ends)) at++;
    if (at >= text.length) return undefined;
    const start = at;
    while (at < text.length && !isIn(text, at, ends)) at++;
    this.#at = at + 1;
    return text.slice(start, at);
  }

  /** All that is left; undefined for nothing. */
  rest(): string | undefined {
    return this.#at < this.#text.length ? this.#text.slice(this.#at) : undefined;
  }
}

/** What stands before and behind the first `->`. */
export function splitAtArrow(text: string): { readonly before: string; readonly behind: string } {
  const arrow = text.indexOf('->');
  if (arrow === -1) throw new Rejection(`${text}: missing \`->'`);
  if (arrow + 2 === text.length) throw new Rejection(`${text}: missing field name following \`->'`);
  return { before: text.slice(0, arrow), behind: text.slice(arrow + 2) };
}

function valueEnd(text: string, start: number, ends: string): number {
  let at = start;
  while (at < text.length && !isIn(text, at, ends)) {
    if (text[at] !== '(') {
      at++;
      continue;
    }
    let depth = 0;
    do {
      if (at >= text.length) return at;
      if (text[at] === '(') depth++;
      else if (text[at] === ')') depth--;
      at++;
    } while (depth > 0);
  }
  return at;
}

function isIn(text: string, at: number, set: string): boolean {
  return at < text.length && set.includes(text[at] as string);
}
