import {
  ampersandChar,
  backslashChar,
  barChar,
  closeBraceChar,
  closeBracketChar,
  closeParenChar,
  colonChar,
  commaChar,
  dollarChar,
  dotChar,
  greaterChar,
  hexDigits,
  lessChar,
  lineFeedChar,
  openBraceChar,
  openBracketChar,
  openParenChar,
  questionChar,
  quoteChar,
  semicolonChar,
  slashChar,
  spaceChar,
  starChar,
  underscoreChar,
  zeroChar,
} from '../../text/ascii.ts';
import { decodeText } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';
import { ByteClass, byteClass } from './byteClass.ts';
import { readIp6 } from '../../net/readAddress.ts';
import { words } from './wordTable.ts';

/** Parentheses and braces deeper than this are not parsed. OVN itself stops at 100 and at 32. */
export const maxDepth = 100;

/** Faults of one row beyond this are not told. */
const maxProblems = 32;

/** Open vSwitch's `union mf_subvalue` has 1024 bits; fields have 128 at most. */
const maxHexDigits = 256;
const twoTo64 = 1n << 64n;
const ip6Groups = new Uint16Array(8);

/**
 * Where a parser of a row stands, and the words that match and actions share. `pos` and `end` are indices into `bytes`;
 * the tree counts from `base`, the row's first byte. Every method moves `pos` forwards only, so parsing is linear.
 */
export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  base = 0;
  pos = 0;
  end = 0;
  depth = 0;
  tree: Tree;
  problems: SyntaxProblem[] = [];

  constructor(tree: Tree) {
    this.tree = tree;
  }

  /** The byte at `place`; 0 from the end on. */
  at(place: number): number {
    return place < this.end ? (this.bytes[place] as number) : 0;
  }

  /** The byte at `pos`; 0 at the end. */
  peek(): number {
    return this.at(this.pos);
  }

  /** Passes white space, and comments, which become nodes; returns the byte that follows, 0 at the end. */
  skip(): number {
    const { bytes, end } = this;
    let at = this.pos;
    if (at < end) {
      let byte = bytes[at] as number;
      // Most tokens follow each other at once or after one space.
      if (byte === spaceChar && ++at < end) byte = bytes[at] as number;
      if (byte > spaceChar && byte !== slashChar) {
        this.pos = at;
        return byte;
      }
    }
    return this.#skipOnward();
  }

  #skipOnward(): number {
    const { bytes, end } = this;
    let at = this.pos;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte === slashChar && this.#comment(at)) {
        at = this.pos;
      } else if (byteClass[byte] === ByteClass.space) {
        at++;
      } else {
        this.pos = at;
        // A NUL is a byte like any other that says nothing; 0 is the end.
        return byte === 0 ? 1 : byte;
      }
    }
    this.pos = end;
    return 0;
  }

  #comment(start: number): boolean {
    const { bytes, end } = this;
    const second = this.at(start + 1);
    let at = start + 2;
    if (second === slashChar) {
      while (at < end && bytes[at] !== lineFeedChar) at++;
    } else if (second === starChar) {
      while (at < end && !(bytes[at] === starChar && this.at(at + 1) === slashChar)) at++;
      if (at + 1 >= end) {
        this.pos = end;
        this.fault(NodeKind.unknown, start, end, "`/*' without matching `*/'.");
        return true;
      }
      at += 2;
    } else {
      return false;
    }
    this.tree.leaf(NodeKind.comment, start - this.base, at - this.base);
    this.pos = at;
    return true;
  }

  /** Adds a leaf for `[start, pos)`. */
  leaf(kind: NodeKind, start: number, value = 0, high = 0): void {
    this.tree.leaf(kind, start - this.base, this.pos - this.base, value, high);
  }

  open(kind: NodeKind, start: number, value = 0): number {
    return this.tree.open(kind, start - this.base, value);
  }

  close(node: number): void {
    this.tree.close(node, this.pos - this.base);
  }

  /** Adds a leaf and says what is wrong with it. An empty place has a problem, but no leaf. */
  fault(kind: NodeKind, start: number, end: number, message: string): void {
    if (end > start) this.tree.leaf(kind, start - this.base, end - this.base);
    this.problem(start, end, message);
  }

  /** Notes a problem; a place that reaches beyond the end is cut. */
  problem(start: number, end: number, message: string): void {
    if (this.problems.length >= maxProblems) return;
    const last = Math.min(end, this.end) - this.base;
    this.problems.push({ start: Math.min(start - this.base, last), end: last, message });
  }

  /** OVN's words for a token that does not fit; `pos` does not move. */
  syntaxError(start: number, end: number, expecting: string): void {
    if (this.problems.length >= maxProblems) return;
    const place =
      start >= this.end
        ? 'at end of input'
        : `at \`${decodeText(this.bytes, start, Math.min(end, start + 80))}'`;
    this.problem(start, end, `Syntax error ${place} ${expecting}.`);
  }

  /** Makes what stands at `pos` an unknown leaf, up to a place where parsing can go on. */
  unknown(expecting: string): void {
    const { bytes, end, pos: start } = this;
    if (start >= end) {
      this.syntaxError(start, start, expecting);
      return;
    }
    let at = start + 1;
    if (bytes[start] === quoteChar) {
      while (at < end && bytes[at] !== quoteChar) at++;
      if (at < end) at++;
    } else {
      while (at < end && !isStop(bytes[at] as number)) at++;
    }
    this.pos = at;
    this.leaf(NodeKind.unknown, start);
    this.syntaxError(start, at, expecting);
  }

  /** Where `words` ended at the last `nameEnd`. */
  state = 0;

  /** The end of the name that begins at `start`, `start` when there is none; `symbol` and the like tell the word then. */
  nameEnd(start: number): number {
    const { bytes, end } = this;
    const { columns, next } = words;
    let state = 0;
    let at = start;
    while (at < end) {
      const column = columns[bytes[at] as number] as number;
      if (column === 0) break;
      state = next[(state << 6) | column] as number;
      at++;
    }
    this.state = state;
    return at;
  }

  /** The index into `symbols` of the last name, or -1. */
  symbol(): number {
    return words.symbols[this.state] as number;
  }

  /** The index into `actionWords` of the last name, or -1. */
  action(): number {
    return words.actions[this.state] as number;
  }

  /** The index into `rowWords` of the last name, or -1. */
  rowWord(): number {
    return words.rowWords[this.state] as number;
  }

  /** Whether the name `[start, nameEnd)` is the first group of a MAC or an IPv6 address. */
  isAddress(start: number, nameEnd: number): boolean {
    const { bytes } = this;
    if (nameEnd >= this.end || bytes[nameEnd] !== colonChar) return false;
    for (let at = start; at < nameEnd; at++) {
      if (hexDigits[bytes[at] as number] === 255) return false;
    }
    return true;
  }

  /** A value of which `?` or `<…>` hides a part: `10.0.??.1`. A word, since its value cannot be told. */
  masked(): void {
    const { bytes, end, pos: start } = this;
    let at = start;
    if (bytes[at] === lessChar) {
      while (at < end && bytes[at] !== greaterChar && byteClass[bytes[at] as number] !== ByteClass.space)
        at++;
      if (at < end && bytes[at] === greaterChar) at++;
    }
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte !== questionChar && byte !== colonChar && (byteClass[byte] as number) < ByteClass.digit) break;
    }
    this.pos = at;
    this.leaf(NodeKind.word, start);
  }

  /** A quoted string at `pos`. */
  string(kind: NodeKind = NodeKind.string): void {
    const { bytes, end, pos: start } = this;
    let at = start + 1;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte === quoteChar) {
        this.pos = at + 1;
        this.leaf(kind, start);
        return;
      }
      at += byte === backslashChar ? 2 : 1;
    }
    this.pos = end;
    this.fault(NodeKind.unknown, start, end, 'Input ends inside quoted string.');
  }

  /** A number, a MAC or an IP address at `pos`, with a mask if there is one. */
  constant(): void {
    this.#integer();
    const { bytes, pos } = this;
    if (pos < this.end && bytes[pos] === slashChar) {
      const next = this.at(pos + 1);
      if (next === slashChar || next === starChar) return;
      const mask = this.open(NodeKind.mask, pos + 1);
      this.pos = pos + 1;
      this.#integer();
      this.close(mask);
    }
  }

  #integer(): void {
    const { bytes, end, pos: start } = this;
    let value = 0;
    let at = start;
    let byte = 0;
    while (at < end) {
      byte = bytes[at] as number;
      if (byte < 48 || byte > 57) break;
      value = value * 10 + byte - 48;
      at++;
    }
    if (at > start) {
      const kind = at < end ? (byteClass[byte] as number) : ByteClass.other;
      const isRange = byte === dotChar && this.at(at + 1) === dotChar;
      if (at === end || isRange || (kind < ByteClass.digit && byte !== colonChar)) {
        this.#decimal(start, at, value);
        return;
      }
      if (byte === colonChar && at === start + 2 && this.#mac(start)) return;
      if (byte === dotChar && value <= 255 && this.#ip4Address(start, at, value)) return;
      if (at === start + 1 && value === 0 && (byte | 32) === 120) {
        this.#hexInteger(start);
        return;
      }
    }
    this.#address(start);
  }

  #decimal(start: number, end: number, value: number): void {
    this.pos = end;
    if (value <= 0x7fffffff) {
      if (end - start > 1 && this.bytes[start] === zeroChar) {
        this.fault(NodeKind.unknown, start, end, 'Decimal constants must not have leading zeros.');
      } else {
        this.leaf(NodeKind.number, start, value);
      }
      return;
    }
    const exact = end - start > 20 ? twoTo64 : BigInt(decodeText(this.bytes, start, end));
    if (exact < twoTo64)
      this.leaf(NodeKind.number, start, Number(BigInt.asIntN(32, exact)), Number(exact >> 32n) | 0);
    else this.fault(NodeKind.unknown, start, end, 'Decimal constants must be less than 2**64.');
  }

  /** Adds the IPv4 address whose first number is `[start, at)`, if it is one. */
  #ip4Address(start: number, at: number, first: number): boolean {
    const { bytes, end } = this;
    if (at - start > 1 && bytes[start] === zeroChar) return false;
    let address = first;
    let p = at;
    for (let i = 1; i < 4; i++) {
      if (p >= end || bytes[p] !== dotChar) return false;
      const from = ++p;
      let octet = 0;
      while (p < end) {
        const byte = bytes[p] as number;
        if (byte < 48 || byte > 57) break;
        octet = octet * 10 + byte - 48;
        p++;
      }
      if (p === from || octet > 255 || p - from > 3 || (p - from > 1 && bytes[from] === zeroChar))
        return false;
      address = (address << 8) | octet;
    }
    // The longest run counts: `1.2.3.4x` is no address; `1.2.3.4..` ends before the dots.
    if (p < end) {
      const byte = bytes[p] as number;
      const isPart = (byteClass[byte] as number) >= ByteClass.digit && byte !== underscoreChar;
      if (isPart && !(byte === dotChar && this.at(p + 1) === dotChar)) return false;
    }
    this.pos = p;
    this.leaf(NodeKind.ip4, start, address);
    return true;
  }

  #hexInteger(start: number): void {
    const { bytes, end } = this;
    let at = start + 2;
    let low = 0;
    let high = 0;
    let isHex = true;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      const kind = byteClass[byte] as number;
      let digit = 0;
      if (kind === ByteClass.digit) digit = byte - 48;
      else if (kind === ByteClass.hexLetter) digit = (byte | 32) - 87;
      else if (
        kind < ByteClass.digit ||
        byte === underscoreChar ||
        (byte === dotChar && this.at(at + 1) === dotChar)
      )
        break;
      else isHex = false;
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
    }
    this.pos = at;
    if (!isHex) this.fault(NodeKind.unknown, start, at, 'Invalid syntax in hexadecimal constant.');
    else if (at - start <= 18 && at > start + 2) this.leaf(NodeKind.number, start, low, high);
    else if (at > start + 2) this.#bigHexInteger(start, at);
    else {
      const letter = String.fromCharCode(bytes[start + 1] as number);
      this.fault(NodeKind.unknown, start, at, `Hex digits expected following 0${letter}.`);
    }
  }

  #bigHexInteger(start: number, end: number): void {
    let digits = start + 2;
    while (digits < end - 1 && this.bytes[digits] === zeroChar) digits++;
    if (end - digits > maxHexDigits) {
      const message = `Hexadecimal constant requires more than ${4 * maxHexDigits} bits.`;
      this.fault(NodeKind.unknown, start, end, message);
      return;
    }
    const value = BigInt(`0x${decodeText(this.bytes, Math.max(digits, end - 32), end)}`);
    const word = (shift: bigint): number => Number((value >> shift) & 0xffff_ffffn);
    const { base } = this;
    this.tree.wideLeaf(
      NodeKind.bigNumber,
      start - base,
      end - base,
      word(96n),
      word(64n),
      word(32n),
      word(0n),
    );
  }

  #address(start: number): void {
    const { bytes, end } = this;
    if (this.#mac(start)) return;
    let at = start;
    let nColons = 0;
    let sawDot = false;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte === colonChar) {
        if (sawDot) break;
        nColons++;
      } else if (byte === dotChar) {
        if (this.at(at + 1) === dotChar) break;
        sawDot = true;
      } else if ((byteClass[byte] as number) < ByteClass.digit || byte === underscoreChar) break;
      at++;
    }
    if (at < end && bytes[at] === questionChar && at > start) {
      this.masked();
      return;
    }
    this.pos = at;
    if (at === start)
      this.fault(NodeKind.unknown, start, Math.min(at + 1, end), 'Integer constant expected.');
    else if (nColons >= 2 && readIp6(bytes, start, at, ip6Groups)) this.#ip6(start);
    else this.fault(NodeKind.unknown, start, at, 'Invalid numeric constant.');
    if (this.pos === start && start < end) this.pos = start + 1;
  }

  /** Adds the MAC address at `start`, if there is one. */
  #mac(start: number): boolean {
    const { bytes, end } = this;
    const last = start + 17;
    if (last > end) return false;
    // A longer number is none, but `-`, `)` and the like may follow.
    if (last < end) {
      const byte = bytes[last] as number;
      if (
        byte === colonChar ||
        byte === questionChar ||
        ((byteClass[byte] as number) >= ByteClass.digit && byte !== underscoreChar)
      ) {
        if (!(byte === dotChar && this.at(last + 1) === dotChar)) return false;
      }
    }
    let high = 0;
    let low = 0;
    for (let at = start; at < last; at += 3) {
      const first = hexDigits[bytes[at] as number] as number;
      const second = hexDigits[bytes[at + 1] as number] as number;
      if ((first | second) > 15 || (at + 2 < last && bytes[at + 2] !== colonChar)) return false;
      high = ((high << 8) | (low >>> 24)) & 0xffff;
      low = (low << 8) | (first << 4) | second;
    }
    this.pos = last;
    this.leaf(NodeKind.mac, start, low, high);
    return true;
  }

  /** Adds the address whose groups have just been read. */
  #ip6(start: number): void {
    const { base } = this;
    this.tree.wideLeaf(
      NodeKind.ip6,
      start - base,
      this.pos - base,
      ip6Word(0),
      ip6Word(2),
      ip6Word(4),
      ip6Word(6),
    );
  }

  /** `$set` or `@group` at `pos`; `$cookie` of a `sample()` is a keyword. */
  reference(): void {
    const start = this.pos;
    const isSet = this.bytes[start] === dollarChar;
    const end = this.nameEnd(start + 1);
    this.pos = Math.max(end, start + 1);
    const first = byteClass[this.at(start + 1)] as number;
    if (end === start + 1 || first === ByteClass.digit) {
      const sigil = isSet ? '$' : '@';
      this.fault(NodeKind.unknown, start, this.pos, `\`${sigil}' must be followed by a valid identifier.`);
    } else {
      this.leaf(isSet ? NodeKind.addressSet : NodeKind.portGroup, start);
    }
  }

  /** `^name` at `pos`: what each chassis puts its own value in the place of (`Chassis_Template_Var`). */
  template(): void {
    const start = this.pos;
    const end = this.nameEnd(start + 1);
    this.pos = Math.max(end, start + 1);
    if (end === start + 1 || byteClass[this.at(start + 1)] === ByteClass.digit)
      this.fault(NodeKind.unknown, start, this.pos, "`^' must be followed by a valid identifier.");
    else this.leaf(NodeKind.word, start);
  }

  /** The end of `[3]` or `[0..15]` at `at`, brackets included; `at` when there is none, -1 when it is faulty. */
  bitsEnd(at: number): number {
    const { bytes, end } = this;
    if (at >= end || bytes[at] !== openBracketChar) return at;
    let p = at + 1;
    let low = 0;
    let high = 0;
    const first = p;
    for (; p < end && byteClass[bytes[p] as number] === ByteClass.digit; p++) {
      low = low * 10 + (bytes[p] as number) - 48;
    }
    if (p === first || p - first > 9 || p >= end) return -1;
    high = low;
    if (bytes[p] === dotChar && this.at(p + 1) === dotChar) {
      high = 0;
      const second = (p += 2);
      for (; p < end && byteClass[bytes[p] as number] === ByteClass.digit; p++) {
        high = high * 10 + (bytes[p] as number) - 48;
      }
      if (p === second || p - second > 9) return -1;
    }
    this.lowBit = low;
    this.highBit = high;
    return p < end && bytes[p] === closeBracketChar ? p + 1 : -1;
  }

  /** What `bitsEnd` has read last. */
  lowBit = 0;
  highBit = 0;

  /**
   * Adds the field `[start, nameEnd)` with its bits up to `bitsEnd`, which `bitsEnd` has just read, and moves behind it. A
   * `bits` leaf has the lowest bit as value and the highest as high word.
   */
  field(start: number, nameEnd: number, bitsEnd: number, symbol: number): void {
    const { tree, base } = this;
    if (bitsEnd > nameEnd) {
      const node = tree.open(NodeKind.subfield, start - base, symbol);
      tree.leaf(NodeKind.fieldName, start - base, nameEnd - base, symbol);
      tree.leaf(NodeKind.bits, nameEnd - base, bitsEnd - base, this.lowBit, this.highBit);
      tree.close(node, bitsEnd - base);
      this.pos = bitsEnd;
    } else {
      tree.leaf(NodeKind.fieldName, start - base, nameEnd - base, symbol);
      this.pos = nameEnd;
    }
  }
}

/** Two of the groups that were read last, as a word. */
function ip6Word(i: number): number {
  return ((ip6Groups[i] as number) << 16) | (ip6Groups[i + 1] as number);
}

function isStop(byte: number): boolean {
  return (
    byteClass[byte] === ByteClass.space ||
    byte === openParenChar ||
    byte === closeParenChar ||
    byte === openBraceChar ||
    byte === closeBraceChar ||
    byte === commaChar ||
    byte === semicolonChar ||
    byte === ampersandChar ||
    byte === barChar ||
    byte === quoteChar
  );
}
