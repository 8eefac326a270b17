import { fields, namesOf, shorthands } from '../../server/core/net/fields.ts';
import {
  actionIndex,
  actions,
  changesType,
  grammarOf,
  keys,
  learnKeyNames,
} from '../../server/core/syntax/openflow/actionNames.ts';
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
} from '../../server/core/syntax/openflow/names.ts';
import { flagNames } from '../../server/core/syntax/openflow/parseMatch.ts';
import { meantFields, roles } from '../../server/core/syntax/openflow/prerequisites.ts';
import { classOf } from '../../server/core/syntax/openflow/scanner.ts';
import { defineName, type TableExports } from './wasmTables.ts';

/** Writes what `server/wasm/flowParser.ts` knows of flows into the memory of a fresh instance. */
export function fillFlowTables(exports: TableExports): void {
  fillTables(exports.memory.buffer);
  defineNames(exports);
}

/** Of the module's memory, in bytes; the same as in its sources. */
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

function defineNames(exports: TableExports): void {
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
