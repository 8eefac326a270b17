/** Addresses and masks as text, the way C's `inet_ntop()` and Open vSwitch print them. */

export function formatIp4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join('.');
}

export function formatMac(address: bigint): string {
  const digits = (address & 0xffff_ffff_ffffn).toString(16).padStart(12, '0');
  return digits.replace(/(..)(?!$)/g, '$1:');
}

/** As `inet_ntop()`: the longest run of two or more zero groups is `::`, and mapped IPv4 addresses keep their dots. */
export function formatIp6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn));
  const { start, length } = longestZeros(groups);
  const shown = groups.map((group) => group.toString(16));
  const hasDots = start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff));
  if (hasDots) return `${length === 6 ? '::' : '::ffff:'}${formatIp4(address & 0xffff_ffffn)}`;
  if (length < 2) return shown.join(':');
  return `${shown.slice(0, start).join(':')}::${shown.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 };
  for (let i = 0; i < groups.length; ) {
    let j = i;
    while (j < groups.length && groups[j] === 0) j++;
    if (j - i > best.length) best = { start: i, length: j - i };
    i = Math.max(j, i + 1);
  }
  return best;
}

/** The length of the prefix that `mask` is in a value of `width` bits, or -1 when it is none. */
export function prefixLength(mask: bigint, width: number): number {
  const inverse = ~mask & ((1n << BigInt(width)) - 1n);
  if ((inverse & (inverse + 1n)) !== 0n) return -1;
  return width - (inverse === 0n ? 0 : inverse.toString(2).length);
}
