import { throughColors } from '../coloredRow.ts';
import { lazily } from '../../base/lazily.ts';
import { fields, namesOf, shorthands } from '../../net/fields.ts';
import {
  type CompiledRows,
  compiledRows,
  defineName,
  type ParserExports,
  type RowReel,
} from '../compiledRows.ts';
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
import { flagNames } from './parseMatch.ts';
import { meantFields, roles } from './prerequisites.ts';
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
  parseColored(bytes, start, end, tree, problems);
}

const parseColored = throughColors(parseOpenFlowRow);

/** Undefined where there is no WebAssembly. */
export function compiledReel(): RowReel | undefined {
  return compiledParser();
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

/** The thread's parser; undefined where there is no WebAssembly with vectors. */
const compiledParser: () => CompiledRows | undefined = lazily(() =>
  compiledRows(wasmModule, (exports) => {
    fillTables(exports.memory.buffer);
    defineNames(exports);
  }),
);

function fillTables(buffer: ArrayBuffer): void {
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
}

function defineNames(exports: ParserExports): void {
  const define = (set: number, name: string, value: number): void => defineName(exports, set, name, value);
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
    // `CONTROLLER:65535`; for any other case there is the other parser.
    for (const word of [name, ...aliases])
      for (const spelling of [word, word.toUpperCase()]) define(action, spelling, idx);
  });
  keys.forEach((name, idx) => define(key, name, idx));
  learnKeyNames.forEach((name, idx) => define(learn, name, idx));
  for (const set of ['ctState', 'tcpFlag', 'tunFlag', 'fragment'] as const) {
    for (const [name, bits] of flagNames[set]) define(NameSet[set], name, bits);
  }
}
