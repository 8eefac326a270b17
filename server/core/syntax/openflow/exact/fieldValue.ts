/**
 * Values of fields as Open vSwitch reads and prints them, with its own words where it rejects one. Models `mf_parse` and
 * `mf_format` of `lib/meta-flow.c`.
 */
import type { Field } from '../../../net/fields.ts';
import { formatIp4, formatIp6, formatMac, prefixLength } from '../../../net/formatAddress.ts';
import { readIp6 } from '../../../net/readAddress.ts';
import { encodeText } from '../../../text/bytes.ts';
import { type Naming, portOf, printPort, widePort } from './names.ts';
import { ones, printHex, type ScannedNumber, scanNumber, scanSized } from './numbers.ts';
import { reject } from './rejection.ts';

/** A value of a field under a mask of all its bytes. */
export interface FieldValue {
  readonly value: bigint;
  readonly mask: bigint;
  /** The port's name, where only the bridge knows its number; `value` is 0 then. */
  readonly portName?: string;
}

/** The mask that takes all bytes of the field. */
export function fullMask(field: Field): bigint {
  return ones(8 * field.size);
}

/** A value with any mask at all: a switch can have masks that it takes from nobody in words. */
export function readAnyValue(field: Field, text: string, naming: Naming): FieldValue {
  return text === '*' ? { value: 0n, mask: 0n } : readByFormat(field, text, naming);
}

export function readFieldValue(field: Field, text: string, naming: Naming): FieldValue {
  const found = readAnyValue(field, text, naming);
  if (!field.isMaskable && found.mask !== 0n && found.mask !== fullMask(field)) {
    reject(`${text}: invalid mask for field ${field.name}`);
  }
  return found;
}

/** A value that has no mask: `mf_parse_value`. */
export function readExactValue(field: Field, text: string, naming: Naming): FieldValue {
  const found = readFieldValue(field, text, naming);
  return found.mask === fullMask(field) ? found : reject(`${text}: wildcards not allowed here`);
}

function readByFormat(field: Field, text: string, naming: Naming): FieldValue {
  switch (field.format) {
    case 'dec':
    case 'hex':
      return readInteger(field, text);
    case 'mac':
      return readMacMasked(text);
    case 'ip4':
      return readIp4Masked(text);
    case 'ip6':
      return readIp6Masked(text);
    case 'port16':
    case 'port32': {
      const port = portOf(text, naming);
      const mask = fullMask(field);
      if (typeof port === 'string') return { value: 0n, mask, portName: port };
      if (port !== undefined)
        return { value: BigInt(field.format === 'port32' ? widePort(port) : port), mask };
      const why = field.format === 'port16' ? 'invalid or unknown port' : 'port value out of range';
      return reject(`${text}: ${why} for ${field.name}`);
    }
    case 'frag':
      return readFragment(text);
    case 'ctState':
      return readFlags(text, ctStateNames, 'ct_state', 0xff, 32);
    case 'tcpFlags':
      return readFlags(text, tcpFlagNames, 'TCP', 0xfff, 16);
    case 'tunFlags':
      return readFlags(text, tunnelFlagNames, 'tunnel', 1, 16);
    case 'packetType':
      return readPacketType(text);
  }
}

/** Prints a value under a mask, as `set_field` and `learn` show it. */
export function printFieldValue(field: Field, { value, mask, portName }: FieldValue): string {
  if (mask === 0n) return 'ANY';
  const isExact = mask === fullMask(field);
  switch (field.format) {
    case 'port16':
    case 'port32':
      if (isExact) return printPort(portName ?? narrowPort(value));
      return printInteger(field, value, mask);
    case 'dec':
    case 'hex':
      return printInteger(field, value, mask);
    case 'mac':
      return printMacMasked(value, mask);
    case 'ip4':
      return printIp4Masked(value, mask);
    case 'ip6':
      return printIp6Masked(value, mask);
    case 'frag':
      return fragmentName(value, mask) ?? '<error>';
    case 'ctState':
      return printFlags(ctStateNames, value, mask, 0xffffn);
    case 'tcpFlags':
      return printFlags(tcpFlagNames, value, mask & 0xfffn, 0xfffn);
    case 'tunFlags':
      return printFlags(tunnelFlagNames, value, mask & 1n, 1n);
    case 'packetType':
      return printPacketType(value, mask);
  }
}

/** The port of OpenFlow 1.0 that a value of a port's field is. */
export function narrowPort(value: bigint): number {
  return Number(value >= 0xffff_ff00n ? value - 0xffff_0000n : value & 0xffffn);
}

// Integers

function readInteger(field: Field, text: string): FieldValue {
  const fail = (fault: 'syntax' | 'range', part: string): never =>
    fault === 'range'
      ? reject(`${text}: ${part} too large for ${field.size}-byte field ${field.name}`)
      : reject(`${text}: bad syntax for ${field.name} ${part}`);
  const value = scanSized(text, 0, field.size);
  if (typeof value === 'string') return fail(value, 'value');
  if (value.end === text.length) return { value: value.value, mask: fullMask(field) };
  if (text[value.end] !== '/') return fail('syntax', 'value');
  const mask = scanSized(text, value.end + 1, field.size);
  if (typeof mask === 'string') return fail(mask, 'mask');
  return mask.end === text.length ? { value: value.value, mask: mask.value } : fail('syntax', 'mask');
}

function printInteger(field: Field, value: bigint, mask: bigint): string {
  const shown = field.format === 'hex' ? printHex(value) : String(BigInt.asIntN(64, value));
  return mask === fullMask(field) ? shown : `${shown}/${printHex(mask)}`;
}

// Ethernet addresses

function readMacMasked(text: string): FieldValue {
  const fail = (): never => reject(`${text}: invalid Ethernet address`);
  const address = scanMac(text, 0) ?? fail();
  if (address.end === text.length) return { value: address.value, mask: ones(48) };
  const mask = text[address.end] === '/' ? scanMac(text, address.end + 1) : undefined;
  return mask?.end === text.length ? { value: address.value, mask: mask.value } : fail();
}

/** The Ethernet address that begins at `at`, and where it ends. */
export function scanMac(text: string, at: number): ScannedNumber | undefined {
  return scanOctets(text, at, 6, ':', 16);
}

export function printMacMasked(value: bigint, mask: bigint): string {
  return mask === ones(48) ? formatMac(value) : `${formatMac(value)}/${formatMac(mask)}`;
}

// IPv4 addresses

function readIp4Masked(text: string): FieldValue {
  const fail = (): never => reject(`${text}: invalid IP address`);
  const address = scanIp4(text, 0) ?? fail();
  const { value } = address;
  if (text[address.end] !== '/') return address.end === text.length ? { value, mask: ones(32) } : fail();
  const mask = scanIp4(text, address.end + 1);
  if (mask !== undefined) return mask.end === text.length ? { value, mask: mask.value } : fail();
  const prefix = scanNumber(text, address.end + 1, 10) ?? fail();
  const nBits = Number(prefix.value);
  if (nBits < 0 || nBits > 32) reject(`${text}: IPv4 network prefix bits not between 0 and 32, inclusive`);
  return prefix.end === text.length ? { value, mask: prefixMask(nBits, 32) } : fail();
}

/** The IPv4 address that begins at `at`, and where it ends. */
export function scanIp4(text: string, at: number): ScannedNumber | undefined {
  return scanOctets(text, at, 4, '.', 10);
}

/** Numbers of a byte with something between them. As in C, a number may have a sign and loses what a byte cannot hold. */
function scanOctets(
  text: string,
  at: number,
  count: number,
  between: string,
  base: 10 | 16,
): ScannedNumber | undefined {
  let value = 0n;
  let end = at;
  for (let i = 0; i < count; i++) {
    if (i > 0 && text[end++] !== between) return undefined;
    const octet = scanNumber(text, end, base);
    if (octet === undefined) return undefined;
    value = (value << 8n) | BigInt.asUintN(8, octet.value);
    ({ end } = octet);
  }
  return { value, end };
}

export function printIp4Masked(value: bigint, mask: bigint): string {
  if (mask === ones(32)) return formatIp4(value);
  const length = prefixLength(mask, 32);
  return `${formatIp4(value)}/${length < 0 ? formatIp4(mask) : length}`;
}

// IPv6 addresses

const ip6Text = '[0-9a-fA-F:.]{1,46}';
const ip6Masked = new RegExp(`^\\s*(${ip6Text})`);

function readIp6Masked(text: string): FieldValue {
  const found = ip6Masked.exec(text);
  const value = found === null ? undefined : ip6Of(found[1] ?? '');
  if (found === null || value === undefined) return reject(`${text}: invalid IPv6 address`);
  const rest = text.slice(found[0].length);
  if (rest === '') return { value, mask: ones(128) };
  // A mask that begins with digits is read as a prefix first, and its rest is then too much.
  const prefix = /^\/\s*([-+]?\d+)/.exec(rest);
  if (prefix !== null) {
    const nBits = Number(prefix[1]);
    if (nBits < 0 || nBits > 128)
      reject(`${text}: IPv6 network prefix bits not between 0 and 128, inclusive`);
    return prefix[0] === rest
      ? { value, mask: prefixMask(nBits, 128) }
      : reject(`${text}: invalid IPv6 address`);
  }
  const address = new RegExp(`^/(${ip6Text})`).exec(rest);
  if (address === null) return reject(`${text}: invalid IPv6 address`);
  const mask = ip6Of(address[1] ?? '') ?? reject(`${text}: Invalid IPv6 mask`);
  return address[0] === rest ? { value, mask } : reject(`${text}: invalid IPv6 address`);
}

/** The IPv6 address that begins at `at`, in brackets or not, and where it ends. */
export function scanIp6(text: string, at: number): ScannedNumber | undefined {
  const found = new RegExp(`^\\s*(?:(${ip6Text})|\\[(${ip6Text})\\])`).exec(text.slice(at));
  const value = found === null ? undefined : ip6Of(found[1] ?? found[2] ?? '');
  return found === null || value === undefined ? undefined : { value, end: at + found[0].length };
}

function ip6Of(text: string): bigint | undefined {
  const groups = new Uint16Array(8);
  const bytes = encodeText(text);
  if (!readIp6(bytes, 0, bytes.length, groups)) return undefined;
  return groups.reduce((address, group) => (address << 16n) | BigInt(group), 0n);
}

export function printIp6Masked(value: bigint, mask: bigint): string {
  if (mask === ones(128)) return formatIp6(value);
  const length = prefixLength(mask, 128);
  return `${formatIp6(value)}/${length < 0 ? formatIp6(mask) : length}`;
}

export function prefixMask(nBits: number, width: number): bigint {
  return ones(nBits) << BigInt(width - nBits);
}

// Flags

/** Names by bit; undefined for a bit without one. */
export type FlagNames = readonly (string | undefined)[];

export const ctStateNames: FlagNames = ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'];
// biome-ignore format: one line
export const tcpFlagNames: FlagNames = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr', 'ns', '[200]', '[400]', '[800]'];
export const tunnelFlagNames: FlagNames = ['oam', 'df', 'csum', 'key'];

/** `+new-est`, `fin|syn`, `0x3/0x7`: `parse_flags`. */
function readFlags(text: string, names: FlagNames, what: string, allowed: number, width: number): FieldValue {
  const numeric = readNumericFlags(text);
  const unknown = (rest: string): never => reject(`${rest}: unknown ${what} flag(s)`);
  if (numeric !== undefined) {
    if ((numeric.value & ~allowed) !== 0 || (numeric.mask & ~allowed) !== 0) unknown(text);
    return { value: BigInt(numeric.value), mask: BigInt(numeric.mask) };
  }
  const bitAt = (at: number, isEnd: (at: number) => boolean): number =>
    names.findIndex((name) => name !== undefined && text.startsWith(name, at) && isEnd(at + name.length));
  let flags = 0;
  let at = 0;
  if (text[0] === '+' || text[0] === '-') {
    let mask = 0;
    while (at < text.length) {
      const sign = text[at];
      if (sign !== '+' && sign !== '-') {
        reject(`${text.slice(at)}: ${what} must be preceded by '+' (for SET) or '-' (NOT SET)`);
      }
      at++;
      const bit = bitAt(at, (end) => end === text.length || text[end] === '+' || text[end] === '-');
      if (bit === -1) return unknown(text.slice(at));
      const flag = 1 << bit;
      if ((mask & flag) !== 0) reject(`${text.slice(at)}: Each ${what} flag can be specified only once`);
      if ((flag & allowed) === 0) return unknown(text.slice(at));
      if (sign === '+') flags |= flag;
      mask |= flag;
      at += names[bit]?.length ?? 0;
    }
    return { value: BigInt(flags), mask: BigInt(mask) };
  }
  while (at < text.length) {
    const number = scanNumber(text, at, 0);
    if (number !== undefined) {
      // Open vSwitch keeps the low 32 bits of a number.
      const low = BigInt.asUintN(32, number.value);
      if ((low & ~BigInt(allowed)) !== 0n) return unknown(text);
      flags |= Number(low);
      at = number.end;
    } else {
      const bit = bitAt(at, (end) => end === text.length || text[end] === '|');
      if (bit === -1 || ((1 << bit) & allowed) === 0) return unknown(text);
      flags |= 1 << bit;
      at += names[bit]?.length ?? 0;
    }
    if (text[at] === '|') at++;
  }
  return { value: BigInt(flags), mask: ones(width) };
}

function readNumericFlags(text: string): { readonly value: number; readonly mask: number } | undefined {
  const value = scanNumber(text, 0, 0);
  if (value === undefined || text[value.end] !== '/') return undefined;
  const mask = scanNumber(text, value.end + 1, 0);
  if (mask === undefined) return undefined;
  return { value: Number(BigInt.asIntN(32, value.value)), mask: Number(BigInt.asIntN(32, mask.value)) };
}

/** Flags as `+new-est`; under the full mask as `new|est`. Models `format_flags_masked`. */
export function printFlags(names: FlagNames, value: bigint, mask: bigint, full: bigint): string {
  if (mask === full) return printSetFlags(names, value);
  if (mask === 0n) return '0/0';
  let text = '';
  for (let bit = 0; bit < 32; bit++) {
    const flag = 1n << BigInt(bit);
    if ((mask & flag) !== 0n) text += ((value & flag) === 0n ? '-' : '+') + (names[bit] ?? '[Unknown]');
  }
  return text;
}

/** The flags that are set, as `new|est`; what has no name in one number at the end. */
export function printSetFlags(names: FlagNames, value: bigint): string {
  if (value === 0n) return '0';
  const known = names.filter((name, bit) => name !== undefined && ((value >> BigInt(bit)) & 1n) !== 0n);
  let rest = value;
  names.forEach((name, bit) => {
    if (name !== undefined) rest &= ~(1n << BigInt(bit));
  });
  return [...known, ...(rest === 0n ? [] : [`0x${rest.toString(16)}`])].join('|');
}

// Fragments: bit 0 says that the packet is one, bit 1 that it is not the first.

const fragments: readonly (readonly [name: string, mask: bigint, value: bigint])[] = [
  ['no', 3n, 0n],
  ['first', 3n, 1n],
  ['later', 3n, 3n],
  ['no', 1n, 0n],
  ['yes', 1n, 1n],
  ['not_later', 2n, 0n],
  ['later', 2n, 2n],
];

function readFragment(text: string): FieldValue {
  const found = fragments.find(([name]) => name === text.toLowerCase());
  if (found === undefined) {
    return reject(
      `${text}: unknown fragment type (valid types are "no", "yes", "first", "later", "not_later"`,
    );
  }
  return { value: found[2], mask: found[1] | 0xfcn };
}

export function fragmentName(value: bigint, mask: bigint): string | undefined {
  const bits = mask & 3n;
  return fragments.find(([, wanted, kind]) => wanted === bits && kind === (value & bits))?.[0];
}

// Packet types

function readPacketType(text: string): FieldValue {
  const fail = (rest: string, what: string): never => reject(`${rest}: bad syntax for packet type ${what}`);
  if (!text.startsWith('(')) return fail(text, "missing '('");
  const space = scanSized(text, 1, 2);
  if (typeof space === 'string') return fail(text.slice(1), 'ns');
  if (text[space.end] !== ',') return fail(text.slice(1), "missing ','");
  const type = scanSized(text, space.end + 1, 2);
  const rest = text.slice(space.end + 1);
  if (typeof type === 'string') return fail(rest, 'ns_type');
  if (text[type.end] !== ')') return fail(rest, "missing ')'");
  return { value: (space.value << 16n) | type.value, mask: ones(32) };
}

export function printPacketType(value: bigint, mask: bigint): string {
  if (value === 0n && mask === ones(32)) return 'eth';
  const part = (shift: bigint): string => {
    const [number, bits] = [(value >> shift) & 0xffffn, (mask >> shift) & 0xffffn];
    if (bits === 0n) return '*';
    const shown = number > 9n ? `0x${number.toString(16)}` : String(number);
    return bits === 0xffffn ? shown : `${shown}/0x${bits.toString(16)}`;
  };
  return `packet_type=(${part(16n)},${part(0n)})`;
}
