import { encodeText } from '../../text/bytes.ts';
import { actionWords } from './actionTable.ts';
import { ByteClass, byteClass } from './byteClass.ts';
import { symbols } from './symbols.ts';

/** Words of a row that are neither symbols nor actions: what stands before `=` outside match and actions. */
export const rowWords = [
  'uuid',
  'table',
  'priority',
  'match',
  'action',
  'actions',
  'datapath',
  'logical_port',
  'tunnel_key',
  'name',
  'ports',
  'ip',
  'mac',
  'protocol',
  'lflows',
  'is_chassis_resident',
  'cookie',
  'duration',
  'n_packets',
  'n_bytes',
  'controller_meter',
  'tags',
] as const;
export type RowWord = (typeof rowWords)[number];

/** Room for the columns of a state: a power of two, so that a state's row is found with a shift. */
const rowBits = 6;

/**
 * Known words as a deterministic automaton over bytes: one walk finds where a name ends and which word it is, without
 * making a string. Immutable once made.
 */
export class WordTable {
  /** The column of a byte: 0 when it cannot be in a name, 1 when it is in no word. */
  readonly columns: Uint8Array = new Uint8Array(256);
  /** The state after `state` and a byte: `next[(state << rowBits) | column]`. State 0 begins; state 1 is no word any more. */
  readonly next: Uint16Array;
  /** By the state at a name's end: index into `symbols`, `actionWords` and `rowWords`, or -1. */
  readonly symbols: Int16Array;
  readonly actions: Int16Array;
  readonly rowWords: Int16Array;

  constructor() {
    const lists = [symbols.map(({ name }) => name), actionWords.map(({ name }) => name), rowWords];
    const texts = lists.map((names) => names.map((name) => encodeText(name)));
    for (let byte = 0; byte < 256; byte++) {
      if ((byteClass[byte] as number) >= ByteClass.digit) this.columns[byte] = 1;
    }
    let nColumns = 2;
    let nStates = 2;
    for (const text of texts.flat()) {
      nStates += text.length;
      for (const byte of text) if (this.columns[byte] === 1) this.columns[byte] = nColumns++;
    }
    this.next = new Uint16Array(nStates << rowBits).fill(1);
    this.symbols = new Int16Array(nStates).fill(-1);
    this.actions = new Int16Array(nStates).fill(-1);
    this.rowWords = new Int16Array(nStates).fill(-1);
    let nUsed = 2;
    for (const [list, ends] of [this.symbols, this.actions, this.rowWords].entries()) {
      for (const [word, text] of (texts[list] ?? []).entries()) {
        let state = 0;
        for (const byte of text) {
          const cell = (state << rowBits) | (this.columns[byte] as number);
          if (this.next[cell] === 1) this.next[cell] = nUsed++;
          state = this.next[cell] as number;
        }
        ends[state] = word;
      }
    }
  }
}

export const words: WordTable = new WordTable();
