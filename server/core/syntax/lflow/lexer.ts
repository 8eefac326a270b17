import {
  backslashChar,
  colonChar,
  dotChar,
  lineFeedChar,
  quoteChar,
  slashChar,
  starChar,
  underscoreChar,
} from '../../text/ascii.ts';
import { decodeText, encodeText } from '../../text/bytes.ts';
import { ByteClass, byteClass } from './byteClass.ts';
import { formatIp4, formatIp6, formatMac, prefixLength } from '../../net/formatAddress.ts';
import { ip4At, readIp6 } from '../../net/readAddress.ts';
import { type Escaped, formatString, unescapeString } from './quoted.ts';

/** Token types of OVN's `include/ovn/lex.h`. Fixed ones are named by their text. */
export type TokenKind =
  | 'end'
  | 'id'
  | 'string'
  | 'integer'
  | 'maskedInteger'
  | 'addressSet'
  | 'portGroup'
  | 'template'
  | 'error'
  | FixedToken;

export type FixedToken =
  | '('
  | ')'
  | '{'
  | '}'
  | '['
  | ']'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '!'
  | '&&'
  | '||'
  | '..'
  | ','
  | ';'
  | '='
  | '<->'
  | '--'
  | ':'
  | '-';

/** How an integer was written, `enum lex_format`. */
export type IntegerFormat = 'decimal' | 'hexadecimal' | 'IPv4' | 'IPv6' | 'Ethernet';

export interface Token {
  readonly kind: TokenKind;
  /** In bytes, as the lexer's input is indexed. */
  readonly start: number;
  readonly end: number;
  /** Of an id: itself; of a string: unescaped; of `$set`, `@group`, `^template`: the name; of an error: the message. */
  readonly text: string;
  readonly value: bigint;
  readonly mask: bigint;
  readonly format: IntegerFormat;
}

interface Integer {
  readonly value: bigint;
  readonly format: IntegerFormat;
}

/** Where OVN's first error is, in bytes as the lexer's input is indexed. */
export interface LexerError {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Open vSwitch's `union mf_subvalue` has 1024 bits. */
const maxHexDigits = 256;
const twoTo64 = 1n << 64n;

const fixedTokens: readonly FixedToken[] = [
  '<->', '==', '!=', '<=', '>=', '&&', '||', '..', '--',
  '(', ')', '{', '}', '[', ']', '<', '>', '!', ',', ';', '=', ':', '-',
]; // biome-ignore format: one table

/**
 * OVN's lexer (`lib/lex.c`): the tokens of a match or of actions, with the error texts of OVN. The first error of a
 * parser that uses it stays in `error`; the later ones are cascades and dropped, as OVN does.
 */
export class Lexer {
  readonly bytes: Uint8Array;
  readonly end: number;
  token: Token;
  error: LexerError | undefined = undefined;
  #next: number;

  /** Reads `bytes[start, end)`; the first token is there at once. */
  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.end = end;
    this.token = readToken(bytes, start, end);
    this.#next = this.token.end;
  }

  /** Moves to the next token. */
  get(): void {
    const next = readToken(this.bytes, this.#next, this.end);
    const isInteger = next.kind === 'integer' || next.kind === 'maskedInteger';
    // In OVN a token that is no integer keeps the value of the last one, and some parsers look at no more.
    this.token = isInteger ? next : { ...next, value: this.token.value, format: this.token.format };
    this.#next = next.end;
  }

  /** The kind of the token after this one. */
  lookahead(): TokenKind {
    return readToken(this.bytes, this.#next, this.end).kind;
  }

  match(kind: TokenKind): boolean {
    if (this.token.kind !== kind) return false;
    this.get();
    return true;
  }

  matchId(id: string): boolean {
    if (this.token.kind !== 'id' || this.token.text !== id) return false;
    this.get();
    return true;
  }

  matchString(text: string): boolean {
    if (this.token.kind !== 'string' || this.token.text !== text) return false;
    this.get();
    return true;
  }

  forceMatch(kind: FixedToken | 'id'): boolean {
    if (this.match(kind)) return true;
    this.syntaxError(`expecting \`${kind === 'id' ? '(null)' : kind}'`);
    return false;
  }

  forceEnd(): boolean {
    if (this.token.kind === 'end') return true;
    this.syntaxError('expecting end of input');
    return false;
  }

  /** Whether the token is a decimal of at most 31 bits. */
  isInt(): boolean {
    const { kind, format, value } = this.token;
    return kind === 'integer' && format === 'decimal' && value <= 0x7fff_ffffn;
  }

  getInt(): number | undefined {
    if (!this.isInt()) return undefined;
    const { value } = this.token;
    this.get();
    return Number(value);
  }

  forceInt(): number | undefined {
    const value = this.getInt();
    if (value === undefined) this.syntaxError('expecting small integer');
    return value;
  }

  /** Sets the error, unless there is one; a faulty token has its own. */
  fail(message: string, start: number = this.token.start, end: number = this.token.end): void {
    if (this.error !== undefined) return;
    const current = this.token;
    this.error =
      current.kind === 'error'
        ? { message: current.text, start: current.start, end: current.end }
        : { message, start, end };
  }

  syntaxError(message: string): void {
    const { kind, start, end } = this.token;
    const place = kind === 'end' ? ' at end of input' : ` at \`${decodeText(this.bytes, start, end)}'`;
    this.fail(`Syntax error${place}${message === '' ? '' : ` ${message}`}.`);
  }
}

/** All tokens of a text, without the last one, which is its end. */
export function readTokens(text: string): Token[] {
  const lexer = new Lexer(encodeText(text));
  const tokens: Token[] = [];
  while (lexer.token.kind !== 'end') {
    tokens.push(lexer.token);
    lexer.get();
  }
  return tokens;
}

/** A token as OVN prints it (`lex_token_format()`); read again it is the same token. */
export function formatToken(shown: Token): string {
  switch (shown.kind) {
    case 'end':
      return '$';
    case 'id':
      return shown.text;
    case 'error':
      return `error(${formatString(shown.text)})`;
    case 'string':
      return formatString(shown.text);
    case 'integer':
      return formatInteger(shown.value, undefined, shown.format);
    case 'maskedInteger':
      return formatInteger(shown.value, shown.mask, shown.format);
    case 'addressSet':
      return `$${shown.text}`;
    case 'portGroup':
      return `@${shown.text}`;
    case 'template':
      return `^${shown.text}`;
    default:
      return shown.kind;
  }
}

const widths: { readonly [format in IntegerFormat]: bigint } = {
  decimal: 64n,
  hexadecimal: 1024n,
  IPv4: 32n,
  IPv6: 128n,
  Ethernet: 48n,
};

/** An integer as it was written; in hexadecimal where its format does not fit the value. */
export function formatInteger(value: bigint, mask: bigint | undefined, format: IntegerFormat): string {
  const width = widths[format];
  const fits = value >> width === 0n && (mask ?? 0n) >> width === 0n;
  const shown = fits ? format : 'hexadecimal';
  if (mask === undefined) return formatValue(value, shown);
  const length = shown === 'IPv4' ? prefixLength(mask, 32) : format === 'IPv6' ? prefixLength(mask, 128) : -1;
  return `${formatValue(value, shown)}/${length >= 0 ? length : formatValue(mask, shown)}`;
}

function formatValue(value: bigint, format: IntegerFormat): string {
  switch (format) {
    case 'decimal':
      return value.toString();
    case 'hexadecimal':
      return formatHex(value);
    case 'IPv4':
      return formatIp4(value);
    case 'IPv6':
      return formatIp6(value);
    default:
      return formatMac(value);
  }
}

/** As Open vSwitch's `ds_put_hex()`: `0x1f`, but `0` for zero. */
export function formatHex(value: bigint): string {
  return value === 0n ? '0' : `0x${value.toString(16)}`;
}

function readToken(bytes: Uint8Array, from: number, end: number): Token {
  const start = skipBlank(bytes, from, end);
  if (start < 0) return token('error', -start - 1, end, "`/*' without matching `*/'.");
  if (start >= end) return token('end', end, end, '');
  const byte = bytes[start] as number;
  const kind = byteClass[byte] as number;
  if (kind === ByteClass.digit || (byte === colonChar && bytes[start + 1] === colonChar && start + 1 < end)) {
    return readInteger(bytes, start, end);
  }
  if (kind === ByteClass.hexLetter && isAddress(bytes, start, end)) return readInteger(bytes, start, end);
  if (kind >= ByteClass.hexLetter && byte !== dotChar) {
    const last = nameEnd(bytes, start + 1, end);
    return token('id', start, last, decodeText(bytes, start, last));
  }
  switch (byte) {
    case 34:
      return readString(bytes, start, end);
    case 36:
      return readReference(bytes, start, end, 'addressSet', '$');
    case 64:
      return readReference(bytes, start, end, 'portGroup', '@');
    case 94:
      return readReference(bytes, start, end, 'template', '^');
    default:
      return readFixed(bytes, start, end, byte);
  }
}

function readFixed(bytes: Uint8Array, start: number, end: number, byte: number): Token {
  for (const text of fixedTokens) {
    let i = 0;
    while (i < text.length && start + i < end && bytes[start + i] === text.charCodeAt(i)) i++;
    if (i === text.length) return token(text, start, start + i, '');
  }
  const next = start + 1;
  const character = String.fromCharCode(byte);
  switch (character) {
    case '/':
      return token('error', start, next, "`/' is only valid as part of `//' or `/*'.");
    case '&':
      return token('error', start, next, "`&' is only valid as part of `&&'.");
    case '|':
      return token('error', start, next, "`|' is only valid as part of `||'.");
    case '.':
      return token('error', start, next, "`.' is only valid as part of `..' or a number.");
    default:
      break;
  }
  if (byte > 32 && byte < 127)
    return token('error', start, next, `Invalid character \`${character}' in input.`);
  // C prints a char, which is signed.
  return token('error', start, next, `Invalid byte 0x${byte > 127 ? byte - 256 : byte} in input.`);
}

/** Passes white space and comments. A comment without an end gives `-1 - its start`. */
function skipBlank(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  for (;;) {
    while (at < end && byteClass[bytes[at] as number] === ByteClass.space) at++;
    if (at + 1 >= end || bytes[at] !== slashChar) return at;
    if (bytes[at + 1] === slashChar) {
      at += 2;
      while (at < end && bytes[at] !== lineFeedChar) at++;
    } else if (bytes[at + 1] === starChar) {
      const start = at;
      at += 2;
      while (
        at < end &&
        bytes[at] !== lineFeedChar &&
        !(bytes[at] === starChar && at + 1 < end && bytes[at + 1] === slashChar)
      )
        at++;
      if (at >= end || bytes[at] === lineFeedChar) return -1 - start;
      at += 2;
    } else {
      return at;
    }
  }
}

function readInteger(bytes: Uint8Array, start: number, end: number): Token {
  const last = integerEnd(bytes, start, end);
  const integer = integerOf(bytes, start, last);
  if (typeof integer === 'string') return token('error', start, last, integer);
  if (last >= end || bytes[last] !== slashChar) {
    return { ...token('integer', start, last, ''), ...integer };
  }
  const maskEnd = integerEnd(bytes, last + 1, end);
  const mask = integerOf(bytes, last + 1, maskEnd);
  if (typeof mask === 'string') return token('error', start, maskEnd, mask);
  const masked = withMask(integer, mask);
  if (typeof masked === 'string') return token('error', start, maskEnd, masked);
  const { value, format } = masked;
  return {
    ...token('maskedInteger', start, maskEnd, ''),
    value: value & masked.mask,
    mask: masked.mask,
    format,
  };
}

function withMask(integer: Integer, mask: Integer): (Integer & { readonly mask: bigint }) | string {
  if (integer.format === mask.format) return { ...integer, mask: mask.value };
  // OVN keeps the low 32 bits of a prefix length.
  const length = mask.value & 0xffff_ffffn;
  if (integer.format === 'IPv4' && mask.format === 'decimal' && length <= 32n) {
    return { ...integer, mask: prefixMask(length, 32n) };
  }
  if (integer.format === 'IPv6' && mask.format === 'decimal' && length <= 128n) {
    return { ...integer, mask: prefixMask(length, 128n) };
  }
  if (integer.format === 'decimal' && mask.format === 'hexadecimal' && integer.value === 0n) {
    return { value: 0n, mask: mask.value, format: 'hexadecimal' };
  }
  return 'Value and mask have incompatible formats.';
}

function prefixMask(length: bigint, width: bigint): bigint {
  return ((1n << length) - 1n) << (width - length);
}

/** Letters, digits, dots and colons, as far as they can be one number: no `..`, no colon behind a dot. */
function integerEnd(bytes: Uint8Array, start: number, end: number): number {
  let sawDot = false;
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === dotChar) {
      if (at + 1 < end && bytes[at + 1] === dotChar) break;
      sawDot = true;
    } else if (byte === colonChar) {
      if (sawDot) break;
    } else if ((byteClass[byte] as number) < ByteClass.digit || byte === underscoreChar) {
      break;
    }
  }
  return at;
}

/** The integer that `bytes[start, end)` is, or what is wrong with it. */
function integerOf(bytes: Uint8Array, start: number, end: number): Integer | string {
  const text = decodeText(bytes, start, end);
  if (text === '') return 'Integer constant expected.';
  if (text.length === 17) {
    const groups = text.split(':');
    if (groups.length === 6 && groups.every((group) => /^[0-9a-f]+$/i.test(group))) {
      const value = groups.reduce((sum, group) => (sum << 8n) | (BigInt(`0x${group}`) & 0xffn), 0n);
      return { value, format: 'Ethernet' };
    }
  }
  if (/^\d+$/.test(text)) {
    if (text.startsWith('0') && text.length > 1) return 'Decimal constants must not have leading zeros.';
    const value = text.length > 20 ? twoTo64 : BigInt(text);
    return value < twoTo64 ? { value, format: 'decimal' } : 'Decimal constants must be less than 2**64.';
  }
  if (/^0x/i.test(text)) {
    if (text.length === 2) return `Hex digits expected following ${text}.`;
    return hexInteger(text.slice(2));
  }
  if (text.length < 46) {
    const address = ip4At(bytes, start, end);
    if (address >= 0) return { value: BigInt(address), format: 'IPv4' };
    const groups = new Uint16Array(8);
    if (readIp6(bytes, start, end, groups)) {
      return { value: groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n), format: 'IPv6' };
    }
  }
  return 'Invalid numeric constant.';
}

function hexInteger(digits: string): Integer | string {
  // OVN looks from the last digit on, and stops at the first fault.
  const badAt = digits.search(/[^0-9a-f](?=[0-9a-f]*$)/i);
  const tail = digits.slice(badAt + 1);
  if (tail.replace(/^0+/, '').length > maxHexDigits) {
    return `Hexadecimal constant requires more than ${4 * maxHexDigits} bits.`;
  }
  if (badAt >= 0) return 'Invalid syntax in hexadecimal constant.';
  return { value: BigInt(`0x${digits}`), format: 'hexadecimal' };
}

function readString(bytes: Uint8Array, start: number, end: number): Token {
  let at = start + 1;
  while (at < end && bytes[at] !== quoteChar) at += bytes[at] === backslashChar && at + 1 < end ? 2 : 1;
  if (at >= end) return token('error', start, end, 'Input ends inside quoted string.');
  const unescaped: Escaped = unescapeString(decodeText(bytes, start + 1, at));
  return token(unescaped.isOk ? 'string' : 'error', start, at + 1, unescaped.text);
}

function readReference(
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: 'addressSet' | 'portGroup' | 'template',
  sigil: string,
): Token {
  const first = start + 1 < end ? (byteClass[bytes[start + 1] as number] as number) : ByteClass.other;
  if (first < ByteClass.hexLetter) {
    return token('error', start, start + 1, `\`${sigil}' must be followed by a valid identifier.`);
  }
  const last = nameEnd(bytes, start + 2, end);
  return token(kind, start, last, decodeText(bytes, start + 1, last));
}

/** A name that begins with a hex letter is an address when a colon follows its leading hex digits. */
function isAddress(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const kind = byteClass[bytes[at] as number];
    if (kind !== ByteClass.digit && kind !== ByteClass.hexLetter) break;
    at++;
  }
  return at < end && bytes[at] === colonChar;
}

function nameEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (byteClass[bytes[at] as number] as number) >= ByteClass.digit) at++;
  return at;
}

function token(kind: TokenKind, start: number, end: number, text: string): Token {
  return { kind, start, end, text, value: 0n, mask: 0n, format: 'decimal' };
}
