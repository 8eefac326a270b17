/**
 * Where each line of a text begins, in a little more than two bytes a line: the lines' sizes, and the start of every
 * 64th. Made front to back; texts may be larger than 4 GiB.
 */
export class RowStarts {
  readonly nRows: number;
  /** Of the whole text, in bytes. */
  readonly textSize: number;
  readonly #sizes: Uint16Array;
  readonly #blocks: Float64Array;
  readonly #long: ReadonlyMap<number, number>;

  /**
   * `sizes` with line breaks, `longRow` for those in `long`; `blocks` has the starts of rows 0, 64, 128, …
   */
  constructor(sizes: Uint16Array, blocks: Float64Array, long: ReadonlyMap<number, number>, textSize: number) {
    this.nRows = sizes.length;
    this.textSize = textSize;
    this.#sizes = sizes;
    this.#blocks = blocks;
    this.#long = long;
  }

  /** The first byte of a row; the text's size when there is no such row. */
  start(row: number): number {
    if (row >= this.nRows) return this.textSize;
    const block = Math.floor(row / blockRows);
    let start = this.#blocks[block] as number;
    for (let before = block * blockRows; before < row; before++) start += this.#sizeOf(before);
    return start;
  }

  /** Of a row with its line break, in bytes; 0 when there is no such row. */
  size(row: number): number {
    return row >= this.nRows ? 0 : this.#sizeOf(row);
  }

  /** The row that holds a byte; the last one for what is behind the text. */
  rowAt(offset: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    let row = Math.max(0, low - 1) * blockRows;
    let next = this.start(row) + this.#sizeOf(row);
    while (row + 1 < this.nRows && next <= offset) next += this.#sizeOf(++row);
    return row;
  }

  #sizeOf(row: number): number {
    const size = this.#sizes[row] as number;
    return size === longRow ? (this.#long.get(row) ?? longRow) : size;
  }
}

/** Rows between two starts that are kept. */
export const blockRows = 64;
/** In place of a size that 16 bits do not hold. */
export const longRow = 0xffff;
