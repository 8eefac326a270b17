import { decodeText } from '../text/bytes.ts';
import {
  batchRows,
  inputSize,
  inputSlack,
  type LargeCounter,
  type Needle,
  type RowBatch,
  type RowForm,
  type RowScanner,
  type SearchHits,
} from './rowScanner.ts';
import { wasmModule } from './wasmModule.ts';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  reset(): void;
  scan(form: RowForm, from: number, to: number, base: number, row: number): number;
  search(from: number, to: number, base: number): number;
}

/** The scanner of `server/wasm/rowScanner.ts`; undefined where there is no WebAssembly with vectors. */
export function createWasmScanner(): RowScanner | undefined {
  let exports: Exports;
  try {
    const binary = atob(wasmModule);
    const code = new Uint8Array(binary.length);
    for (let at = 0; at < code.length; at++) code[at] = binary.charCodeAt(at);
    exports = new WebAssembly.Instance(new WebAssembly.Module(code), {}).exports as unknown as Exports;
  } catch {
    return undefined;
  }
  return new WasmScanner(exports);
}

class WasmScanner implements RowScanner {
  readonly input: Uint8Array;
  readonly batch: RowBatch;
  readonly hits: SearchHits;
  readonly #exports: Exports;
  readonly #memory: DataView;
  readonly #stageNames: Uint8Array;
  readonly #headers: Uint32Array;

  constructor(exports: Exports) {
    const { buffer } = exports.memory;
    this.#exports = exports;
    this.#memory = new DataView(buffer);
    this.#stageNames = new Uint8Array(buffer, 0, address.start);
    this.#headers = new Uint32Array(buffer, address.headers, 3 * batchRows);
    this.input = new Uint8Array(buffer, address.input, inputSize + inputSlack);
    this.batch = {
      start: new Uint32Array(buffer, address.start, batchRows),
      size: new Uint16Array(buffer, address.size, batchRows),
      kind: new Uint8Array(buffer, address.kind, batchRows),
      table: new Uint8Array(buffer, address.table, batchRows),
      stage: new Uint8Array(buffer, address.stage, batchRows),
      priority: new Uint16Array(buffer, address.priority, batchRows),
      datapath: new Uint16Array(buffer, address.datapath, batchRows),
      cookie: new Uint32Array(buffer, address.cookie, batchRows),
      nPackets: new Uint32Array(buffer, address.nPackets, batchRows),
      ports: new Uint16Array(buffer, address.ports, batchRows),
    };
    this.hits = {
      row: new Uint32Array(buffer, address.hitRow, batchRows),
      start: new Uint32Array(buffer, address.hitStart, batchRows),
    };
  }

  reset(): void {
    this.#exports.reset();
  }

  scan(form: RowForm, from: number, to: number, base: number, row: number): number {
    // The module knows addresses of its memory, the caller those of the window; starts are modulo 2^32.
    const toBase = (base - address.input) | 0;
    return this.#exports.scan(form, address.input + from, address.input + to, toBase, row);
  }

  rest(): number {
    return this.#number(address.rest) - address.input;
  }

  headers(): Uint32Array {
    return this.#headers.subarray(0, 3 * this.#number(address.nHeaders));
  }

  largeCounters(): readonly LargeCounter[] {
    return Array.from({ length: this.#number(address.nLarge) }, (_, idx) => {
      const at = address.large + idx * 16;
      return { row: this.#number(at), nPackets: this.#memory.getFloat64(at + 8, true) };
    });
  }

  stages(): readonly string[] {
    return Array.from({ length: this.#number(address.nStages) }, (_, idx) => {
      const at = address.stages + idx * stageSlot;
      return decodeText(this.#stageNames, at, at + this.#number(at + 32));
    });
  }

  hasCookies(): boolean {
    return this.#number(address.cookiesSeen) !== 0;
  }

  startSearch({ bytes, folds, first, second }: Needle): void {
    const memory = new Uint8Array(this.#memory.buffer);
    memory.set(bytes, address.needle);
    memory.set(folds, address.folds);
    const state = [0, 0, 0, bytes.length, first, second];
    state.forEach((value, idx) => this.#memory.setUint32(address.search + idx * 4, value, true));
  }

  search(from: number, to: number, base: number): number {
    return this.#exports.search(address.input + from, address.input + to, (base - address.input) | 0);
  }

  #number(at: number): number {
    return this.#memory.getUint32(at, true);
  }
}

/** Of the module's memory, in bytes; the same as in its source. */
const address = {
  rest: 0x100,
  nHeaders: 0x104,
  nLarge: 0x108,
  nStages: 0x10c,
  cookiesSeen: 0x114,
  search: 0x118,
  needle: 0x8000,
  folds: 0x9000,
  hitRow: 0x4_0000,
  hitStart: 0x5_0000,
  stages: 0x1000,
  start: 0x1_0000,
  kind: 0x2_0000,
  table: 0x2_4000,
  stage: 0x2_8000,
  priority: 0x3_0000,
  datapath: 0x3_8000,
  cookie: 0x4_0000,
  nPackets: 0x5_0000,
  ports: 0x6_0000,
  size: 0xe_0000,
  headers: 0x7_0000,
  large: 0xa_0000,
  input: 0x10_0000,
} as const;
const stageSlot = 48;
