/** A set of 32-bit numbers other than 0, a tenth of the size of a `Set` and filled as fast as it is read. */
export class WordSet {
  #slots: Uint32Array;
  #size = 0;

  /** `expected` is a guess of how many there will be. */
  constructor(expected = 16) {
    let nSlots = 32;
    while (nSlots < expected * 2) nSlots *= 2;
    this.#slots = new Uint32Array(nSlots);
  }

  get size(): number {
    return this.#size;
  }

  add(word: number): void {
    const slot = this.#slotOf(word);
    if (word === 0 || this.#slots[slot] === word >>> 0) return;
    this.#slots[slot] = word;
    this.#size++;
    if (this.#size * 2 > this.#slots.length) this.#grow();
  }

  has(word: number): boolean {
    return word !== 0 && this.#slots[this.#slotOf(word)] === word >>> 0;
  }

  /** Where the word is, or would be. */
  #slotOf(word: number): number {
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(word, 0x9e37_79b1) >>> 7) & mask;
    while (this.#slots[slot] !== 0 && this.#slots[slot] !== word >>> 0) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    for (const word of before) if (word !== 0) this.#slots[this.#slotOf(word)] = word;
  }
}
