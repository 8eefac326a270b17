import { lazilyBy } from '../base/lazily.ts';
import { ovnData } from './data.ts';
import { isInRange, type Layout, releaseOrder } from './layout.ts';
import { symbolBits, symbolsOf } from './logical.ts';
import { type BitRange, flatBits, type FlatBits } from './registerBits.ts';
import type { DatapathKind } from './table.ts';

/** A meaning that OVN gives to bits of a register or of metadata. */
export interface RegisterFact {
  /** OVN's name: MFF_LOG_INPORT, MLF_ALLOW_LOOPBACK_BIT, REGBIT_PORT_SEC_DROP, REG_NEXT_HOP_IPV4 … */
  readonly name: string;
  /**
   * `field`: fixed use in all pipelines (`include/ovn/logical-fields.h`, MFF_LOG_*); `flag`: a bit of reg10 (MLF_*);
   * `northd`: use agreed among logical flows (`northd/northd.c`, REG* and REGBIT*), only between some stages, so that
   * several can share bits.
   */
  readonly kind: 'field' | 'flag' | 'northd';
  /** Where it lies, as OVN declares it. */
  readonly bits: BitRange;
  /** Whose pipelines use it so; undefined: both, or not bound to a pipeline. */
  readonly datapath: DatapathKind | undefined;
  /** The symbol that logical flows write for exactly these bits ('flags.loopback', 'inport'), where there is one. */
  readonly symbol: string | undefined;
}

/** How the bits of a fact lie to the bits asked for. */
type BitRelation = 'same' | 'inside' | 'around' | 'overlapping';

export interface RegisterMatch extends RegisterFact {
  /** `same`; `inside`: the fact's bits are among those asked for; `around`: it has them and more; or they overlap. */
  readonly relation: BitRelation;
}

/**
 * Everything that the bits `low`…`high` (0 = least significant, inclusive) of a register mean.
 *
 * `field` is reg0…reg15, xreg0…xreg7, xxreg0…xxreg3 or metadata. Registers alias as in OVS: xxreg0[96..127] is reg0,
 * xreg4[0..31] is reg9; so is what is declared for one found through another. Exact meanings come first, then those
 * inside the bits in order of position, then wider ones. Empty for a field without such meanings.
 */
export function registerFields(
  layout: Layout,
  field: string,
  low: number,
  high: number,
): readonly RegisterMatch[] {
  const asked = flatBits({ field, low, high });
  if (asked === undefined) return [];
  const found: { readonly match: RegisterMatch; readonly flat: FlatBits }[] = [];
  for (const { fact, flat } of factsOf(layout)) {
    const relation = relate(flat, asked);
    if (relation !== undefined) found.push({ match: { ...fact, relation }, flat });
  }
  return found
    .toSorted((a, b) => order(a.match, b.match) || a.flat.low - b.flat.low)
    .map((each) => each.match);
}

/** A register meaning by OVN's name; undefined where the layout's release has no such name. */
export function registerFact(layout: Layout, name: string): RegisterFact | undefined {
  return factsOf(layout).find((each) => each.fact.name === name)?.fact;
}

/** Whether the layout's release has a register meaning of that name. */
export function hasRegister({ release }: Layout, name: string): boolean {
  return ovnData.registers.some((row) => row.name === name && isInRange(row, release, releaseOrder));
}

/** Every register name that any release has. */
export const registerNames: readonly string[] = [...new Set(ovnData.registers.map((each) => each.name))];

function relate(fact: FlatBits, asked: FlatBits): BitRelation | undefined {
  if (fact.space !== asked.space || fact.high < asked.low || fact.low > asked.high) return undefined;
  const isInside = fact.low >= asked.low && fact.high <= asked.high;
  const isAround = fact.low <= asked.low && fact.high >= asked.high;
  if (isInside) return isAround ? 'same' : 'inside';
  return isAround ? 'around' : 'overlapping';
}

function order(a: RegisterMatch, b: RegisterMatch): number {
  const byRelation = relationOrder.indexOf(a.relation) - relationOrder.indexOf(b.relation);
  if (byRelation !== 0 || a.relation !== 'around') return byRelation;
  return width(a) - width(b);
}

function width(match: RegisterMatch): number {
  return match.bits.high - match.bits.low;
}

const relationOrder: readonly BitRelation[] = ['same', 'inside', 'overlapping', 'around'];

interface PlacedFact {
  readonly fact: RegisterFact;
  readonly flat: FlatBits;
}

function factsOf(layout: Layout): readonly PlacedFact[] {
  return factsOfRelease(layout.release);
}

const factsOfRelease: (release: string) => readonly PlacedFact[] = lazilyBy(placeFacts);

function placeFacts(release: string): readonly PlacedFact[] {
  const symbols = new Map<string, string>();
  for (const symbol of symbolsOf(release)) {
    const bits = symbolBits(release, symbol.name);
    const flat = bits === undefined ? undefined : flatBits(bits);
    // A plain register (reg0, xxreg1) has no name of its own to offer.
    if (flat !== undefined && !/^x{0,2}reg\d+$|^__/.test(symbol.name)) symbols.set(key(flat), symbol.name);
  }
  return ovnData.registers
    .filter((row) => isInRange(row, release, releaseOrder))
    .flatMap(({ name, field, low, high, role }): PlacedFact[] => {
      const flat = flatBits({ field, low, high });
      if (flat === undefined) return [];
      const fact: RegisterFact = {
        name,
        kind: name.startsWith('MFF_') ? 'field' : name.startsWith('MLF_') ? 'flag' : 'northd',
        bits: { field, low, high },
        datapath: role,
        symbol: symbols.get(key(flat)),
      };
      return [{ fact, flat }];
    });
}

function key(flat: FlatBits): string {
  return `${flat.space}:${flat.low}-${flat.high}`;
}
