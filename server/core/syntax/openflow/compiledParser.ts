import { lazily } from '../../base/lazily.ts';
import { fields, namesOf, shorthands } from '../../net/fields.ts';
import type { SyntaxProblem } from '../syntaxProblem.ts';
import type { Tree } from '../tree.ts';
import { actionIndex, actions, changesType, grammarOf, keys, learnKeyNames } from './actionNames.ts';
import { wasmModule } from './flowModule.ts';
import {
  attributeIndex,
  attributes,
  ethShorthand,
  fieldIndex,
  flags,
  formatOf,
  formOf,
  isWritable,
  needsOf,
  WordClass,
  widthOf,
} from './names.ts';
import { flagNames, meantFields, roles } from './parseMatch.ts';
import { parseOpenFlowRow } from './parseRow.ts';
import { classOf } from './scanner.ts';

/** What `parseOpenFlowRow` does, with the compiled parser where it can. */
export function parseCompiledRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  problems: SyntaxProblem[],
): void {
  if (compiledParser()?.parse(bytes, start, end, tree) === true) return;
  parseOpenFlowRow(bytes, start, end, tree, problems);
}

/** Reads many rows from memory of its own. */
export interface RowReel {
  /** For text: rows that lie here are parsed without a copy. One user at a time. */
  readonly input: Uint8Array;
  /** How many lines `run` has parsed. */
  readonly nRows: number;
  /** Of those, the ones that show the layout of tables (see `LayoutExcerpt`): first byte and byte after the last of each. */
  readonly samples: readonly number[];
  /** Forgets which samples it has taken. */
  start(): void;
  /**
   * Parses the whole lines of `input[from, to)`, each into the same tree, until one comes that has to be looked at more
   * closely; returns where that begins. All that it passes are flows without a fault.
   */
  run(from: number, to: number): number;
}

/** Undefined where there is no WebAssembly. */
export function compiledReel(): RowReel | undefined {
  return compiledParser();
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  define(set: number, at: number, size: number, value: number): void;
  parse(from: number, to: number): number;
  startText(): void;
  parseLines(from: number, to: number, most: number): number;
  nTaken(): number;
  nLines(): number;
  nBigWords(): number;
}

/** Of the module's memory, in bytes; the same as in its source, `server/wasm/flowParser.ts`. */
const address = {
  classes: 0x400,
  fields: 0x1000,
  actions: 0x3000,
  shorthands: 0x3800,
  attributes: 0x3c00,
  keys: 0x4000,
  meant: 0x5000,
  samples: 0x3_8000,
  words: 0x4_0000,
  nodes: 0x5_0000,
  /** A row that came from elsewhere. */
  copy: 0x12_0000,
  input: 0x12_8000,
  end: 0x24_8000,
} as const;

/** Of a set of names: as in the module. */
const NameSet = {
  row: 1,
  action: 2,
  field: 3,
  key: 4,
  learn: 5,
  ctState: 6,
  tcpFlag: 7,
  tunFlag: 8,
  fragment: 9,
} as const;

/** A longer row could have more nodes than there is room for: two for each byte. */
const maxRowSize = 16_384;
/** What vectors read beyond the end of a row. */
const slack = 64;
/** Longer names are none that a dump has. */
const maxNameSize = 31;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * The parser of `server/wasm/flowParser.ts`, a few times as fast as the one in `parseRow.ts` and the same in what it finds.
 * One serves the whole thread: the tree last parsed reads the module's memory until the next row comes.
 */
class CompiledParser implements RowReel {
  nRows = 0;
  samples: readonly number[] = [];
  readonly input: Uint8Array;
  readonly #exports: Exports;
  readonly #nodes: Int32Array;
  readonly #words: Uint32Array;
  readonly #copy: Uint8Array;
  readonly #samples: Uint32Array;
  #borrower: Tree | undefined;

  constructor(exports: Exports) {
    const { buffer } = exports.memory;
    this.#exports = exports;
    this.#nodes = new Int32Array(buffer, address.nodes, (address.copy - address.nodes) / 4);
    this.#words = new Uint32Array(buffer, address.words, (address.nodes - address.words) / 4);
    this.#samples = new Uint32Array(buffer, address.samples, (address.words - address.samples) / 4);
    this.#copy = new Uint8Array(buffer, address.copy, maxRowSize + 1);
    this.input = new Uint8Array(buffer, address.input, address.end - address.input - slack);
    fillTables(exports);
  }

  /** Parses a flow into `tree`, or does nothing and returns false where the row has to be looked at more closely. */
  parse(bytes: Uint8Array, start: number, end: number, tree: Tree): boolean {
    const size = end - start;
    if (size > maxRowSize) return false;
    if (this.#borrower !== tree) this.#borrower?.settle();
    this.#borrower = undefined;
    let from = bytes.byteOffset + start;
    if (bytes.buffer !== this.input.buffer || (bytes[end] !== lineFeed && bytes[end] !== carriageReturn)) {
      this.#copy.set(bytes.subarray(start, end));
      this.#copy[size] = lineFeed;
      from = address.copy;
    }
    const nNodes = this.#exports.parse(from, from + size);
    if (nNodes === 0) return false;
    this.#borrower = tree;
    tree.borrow(this.#nodes, this.#words, nNodes, this.#exports.nBigWords());
    return true;
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

/** The thread's parser; undefined where there is no WebAssembly with vectors. */
const compiledParser: () => CompiledParser | undefined = lazily(() => {
  try {
    const binary = atob(wasmModule);
    const code = new Uint8Array(binary.length);
    for (let at = 0; at < code.length; at++) code[at] = binary.charCodeAt(at);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), {});
    return new CompiledParser(exports as unknown as Exports);
  } catch {
    return undefined;
  }
});

function fillTables(exports: Exports): void {
  const { buffer } = exports.memory;
  const memory = new DataView(buffer);
  new Uint8Array(buffer, address.classes, 256).set(classOf);
  for (const { index, isMaskable } of fields) {
    const at = address.fields + index * 16;
    memory.setUint8(at, formatOf[index] as number);
    memory.setUint8(at + 1, roles[index] as number);
    memory.setUint16(at + 2, widthOf[index] as number, true);
    memory.setUint32(at + 4, needsOf[index] as number, true);
    memory.setUint8(at + 8, isWritable[index] as number);
    memory.setUint8(at + 9, isMaskable ? 1 : 0);
  }
  actions.forEach(({ width, keys: own = [] }, idx) => {
    memory.setUint8(address.actions + idx * 8, grammarOf[idx] as number);
    memory.setUint8(address.actions + idx * 8 + 1, width);
    memory.setUint8(address.actions + idx * 8 + 2, changesType[idx] as number);
    for (const key of own) {
      const bit = keys.indexOf(key);
      const at = address.keys + idx * 16 + (bit >> 3);
      memory.setUint8(at, memory.getUint8(at) | (1 << (bit & 7)));
    }
  });
  shorthands.forEach(({ ethType, ipProto }, idx) => {
    memory.setUint16(address.shorthands + idx * 4, ethType, true);
    memory.setUint16(address.shorthands + idx * 4 + 2, ipProto, true);
  });
  attributes.forEach((_, idx) => memory.setUint8(address.attributes + idx, formOf[idx] as number));
  const meant = [
    fieldIndex('eth_type'),
    ...meantFields.flatMap(({ field, udp, sctp, icmp6, arp }) => [field, udp, sctp, icmp6, arp]),
    actionIndex('output'),
    ...['userdata', 'members', 'slaves', 'exec', 'nat'].map((key) => keys.indexOf(key)),
    actionIndex('nat'),
    ...['table', 'zone'].map((key) => keys.indexOf(key)),
    attributeIndex('priority'),
  ];
  meant.forEach((value, idx) => memory.setInt32(address.meant + idx * 4, value, true));
  defineNames(exports);
}

function defineNames(exports: Exports): void {
  const scratch = new Uint8Array(exports.memory.buffer, address.copy, maxNameSize + 1);
  const define = (set: number, name: string, value: number): void => {
    // Dumps have names in their own spelling and a few in capitals; for any other case there is the other parser.
    for (const spelling of [name, name.toUpperCase()]) {
      if (spelling.length > maxNameSize) continue;
      for (let idx = 0; idx < spelling.length; idx++) scratch[idx] = spelling.charCodeAt(idx);
      exports.define(set, address.copy, spelling.length, value);
    }
  };
  const { row, action, field, key, learn } = NameSet;
  attributes.forEach(({ name }, idx) => define(row, name, (WordClass.attribute << 16) | idx));
  flags.forEach((name, idx) => define(row, name, (WordClass.flag << 16) | idx));
  for (const name of ['actions', 'action']) define(row, name, WordClass.actions << 16);
  shorthands.forEach(({ name }, idx) => define(row, name, (WordClass.shorthand << 16) | idx));
  define(row, 'eth', (WordClass.shorthand << 16) | ethShorthand);
  for (const spec of fields) {
    for (const name of namesOf(spec)) {
      define(row, name, spec.index);
      define(field, name, spec.index);
    }
  }
  actions.forEach(({ name, aliases }, idx) => {
    for (const word of [name, ...aliases]) define(action, word, idx);
  });
  keys.forEach((name, idx) => define(key, name, idx));
  learnKeyNames.forEach((name, idx) => define(learn, name, idx));
  for (const set of ['ctState', 'tcpFlag', 'tunFlag', 'fragment'] as const) {
    for (const [name, bits] of flagNames[set]) define(NameSet[set], name, bits);
  }
}
