/** Bits of a field: 0 is the least significant one, both ends included. */
export interface BitRange {
  readonly field: string;
  readonly low: number;
  readonly high: number;
}

/**
 * The same bits through a register of 32 bits each (or metadata), most significant part first: xxreg0[0..127] → reg0,
 * reg1, reg2, reg3; xreg4[4..4] → reg9[4..4]. Undefined for what is not a register or lies outside it.
 *
 * OVS: xreg<N> is reg<2N> above reg<2N+1>, xxreg<N> is xreg<2N> above xreg<2N+1> (`include/openvswitch/meta-flow.h`).
 */
export function registerSegments(bits: BitRange): readonly BitRange[] | undefined {
  const flat = flatBits(bits);
  if (flat === undefined) return undefined;
  if (flat.space === 'metadata') return [bits];
  const group = Number(flat.space.slice('xxreg'.length));
  const segments: BitRange[] = [];
  for (let word = Math.floor(flat.high / 32); word >= Math.floor(flat.low / 32); word--) {
    segments.push({
      field: `reg${group * 4 + 3 - word}`,
      low: Math.max(flat.low - word * 32, 0),
      high: Math.min(flat.high - word * 32, 31),
    });
  }
  return segments;
}

/** Whether two ranges share a bit, seen through the aliasing of registers; false for fields that are not registers. */
export function registersOverlap(a: BitRange, b: BitRange): boolean {
  const [flatA, flatB] = [flatBits(a), flatBits(b)];
  return (
    flatA !== undefined &&
    flatB !== undefined &&
    flatA.space === flatB.space &&
    flatA.low <= flatB.high &&
    flatB.low <= flatA.high
  );
}

/** Bits in the widest alias, where all aliases of a bit have one position. */
export interface FlatBits {
  /** 'metadata', or the 128-bit register: 'xxreg0' … */
  readonly space: string;
  readonly low: number;
  readonly high: number;
}

export function flatBits({ field, low, high }: BitRange): FlatBits | undefined {
  if (field === 'metadata')
    return low >= 0 && high < 64 && low <= high ? { space: field, low, high } : undefined;
  const [, prefix, digits] = /^(x{0,2})reg(\d{1,2})$/.exec(field) ?? [];
  if (prefix === undefined || digits === undefined) return undefined;
  const width = 32 << prefix.length;
  if (low < 0 || low > high || high >= width) return undefined;
  const perGroup = 128 / width;
  const number = Number(digits);
  const shift = (perGroup - 1 - (number % perGroup)) * width;
  return { space: `xxreg${Math.floor(number / perGroup)}`, low: low + shift, high: high + shift };
}
