import { carriageReturnChar, lineFeedChar } from '../text/ascii.ts';
import { lazily } from '../base/lazily.ts';
import { throughColors } from './coloredRow.ts';
import type { Dialect } from './dialect.ts';
import type { RowParser, RowSyntax } from './rowSyntax.ts';
import type { Tree } from './tree.ts';

/** What every module of `server/wasm` that parses rows has. */
export interface ParserExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** The number of nodes of the row `[from, to)`; 0 where the other parser has to read it. */
  parse(from: number, to: number): number;
  nBigWords(): number;
  startText(): void;
  parseLines(from: number, to: number, most: number): number;
  nLines(): number;
  nTaken(): number;
}

/** Of a module's memory, in bytes; the same as in the sources. */
const address = {
  words: 0x4_8000,
  samples: 0x4_c000,
  nodes: 0x5_4000,
  /** A row that came from elsewhere. */
  copy: 0x12_0000,
  input: 0x12_8000,
  end: 0x24_8000,
} as const;

/** A longer row could have more nodes than there is room for: two for each byte. */
const maxRowSize = 16_384;
/** What vectors read beyond the end of a row. */
const slack = 64;

/** Reads many rows from memory of its own. */
export interface RowReel {
  /** For text: rows that lie here are parsed without a copy. Of the one who has claimed it last. */
  readonly input: Uint8Array;
  /** How many lines `run` has parsed. */
  readonly nRows: number;
  /** Of those, the ones that show the layout of tables (see `LayoutExcerpt`): first byte and byte after the last of each. */
  readonly samples: readonly number[];
  /** Says who puts text into `input` from now on; false when it was somebody else, whose text is there. */
  claim(user: object): boolean;
  /** Forgets which samples it has taken. */
  start(): void;
  /**
   * Parses the whole lines of `input[from, to)`, each into the same tree, until one comes that has to be looked at more
   * closely; returns where that begins. All that it passes are flows without a fault.
   */
  run(from: number, to: number): number;
}

/**
 * A parser of `server/wasm`, a few times as fast as the one in TypeScript and the same in what it finds. One serves the
 * whole thread: the tree last parsed reads the module's memory until the next row comes.
 */
export class CompiledRows implements RowReel {
  readonly input: Uint8Array;
  nRows = 0;
  samples: readonly number[] = [];
  readonly #exports: ParserExports;
  readonly #nodes: Int32Array;
  readonly #words: Uint32Array;
  readonly #copy: Uint8Array;
  readonly #samples: Uint32Array;
  #borrower: Tree | undefined;
  #user: object | undefined;

  constructor(exports: ParserExports) {
    const { buffer } = exports.memory;
    this.#exports = exports;
    this.#nodes = new Int32Array(buffer, address.nodes, (address.copy - address.nodes) / 4);
    this.#words = new Uint32Array(buffer, address.words, (address.samples - address.words) / 4);
    this.#samples = new Uint32Array(buffer, address.samples, (address.nodes - address.samples) / 4);
    this.#copy = new Uint8Array(buffer, address.copy, maxRowSize + 1);
    this.input = new Uint8Array(buffer, address.input, address.end - address.input - slack);
  }

  /** Parses a row into `tree`, or does nothing and returns false where it has to be looked at more closely. */
  parse(bytes: Uint8Array, start: number, end: number, tree: Tree): boolean {
    const size = end - start;
    if (size > maxRowSize) return false;
    if (this.#borrower !== tree) this.#borrower?.settle();
    this.#borrower = undefined;
    let from = bytes.byteOffset + start;
    if (
      bytes.buffer !== this.input.buffer ||
      (bytes[end] !== lineFeedChar && bytes[end] !== carriageReturnChar)
    ) {
      this.#copy.set(bytes.subarray(start, end));
      this.#copy[size] = lineFeedChar;
      from = address.copy;
    }
    const nNodes = this.#exports.parse(from, from + size);
    if (nNodes === 0) return false;
    this.#borrower = tree;
    tree.borrow(this.#nodes, this.#words, nNodes, this.#exports.nBigWords());
    return true;
  }

  claim(user: object): boolean {
    const isKnown = this.#user === user;
    this.#user = user;
    return isKnown;
  }

  start(): void {
    this.#exports.startText();
  }

  run(from: number, to: number): number {
    this.#borrower?.settle();
    this.#borrower = undefined;
    const { parseLines, nLines, nTaken } = this.#exports;
    const next = parseLines(address.input + from, address.input + to, maxRowSize) - address.input;
    this.nRows = nLines();
    const taken = this.#samples.subarray(0, 2 * nTaken());
    this.samples = Array.from(taken, (place) => place - address.input);
    return next;
  }
}

/**
 * How the rows of a dialect are read: by the compiled parser of `module` where it can, else, and where there is no
 * WebAssembly with vectors, by `parse`. A thread has one compiled parser, which is made when something is read.
 */
export function compiledSyntax(dialect: Dialect, module: string, parse: RowParser): RowSyntax {
  const compiled = lazily(() => compiledRows(module));
  const parseColored = throughColors(parse);
  return {
    dialect,
    parse(bytes, start, end, tree, problems) {
      if (compiled()?.parse(bytes, start, end, tree) !== true)
        parseColored(bytes, start, end, tree, problems);
    },
    reel: compiled,
  };
}

/** Compiles a module, which has its tables with it; undefined where there is no WebAssembly with vectors. */
function compiledRows(module: string): CompiledRows | undefined {
  try {
    const binary = atob(module);
    const code = new Uint8Array(binary.length);
    for (let at = 0; at < code.length; at++) code[at] = binary.charCodeAt(at);
    const exports = new WebAssembly.Instance(new WebAssembly.Module(code), {})
      .exports as unknown as ParserExports;
    return new CompiledRows(exports);
  } catch {
    return undefined;
  }
}
