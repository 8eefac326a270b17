/** A seeded source of numbers in [0, 1): same seed, same sequence, on every machine. */
export interface Random {
  next(): number;
}

/** The mulberry32 generator (public domain, Tommy Ettinger): 32 bits of state, good enough for simulated latencies. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next(): number {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}
