/** `learn(table=2,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])`. Models `lib/learn.c`. */
import { defaultPriority } from '../entry.ts';
import { fullMask, printFieldValue, readExactValue } from './fieldValue.ts';
import { readPieces } from './keyValues.ts';
import { type Naming, type Table, tableOf } from './names.ts';
import { leadingInt, scanNumber, scanSized } from './numbers.ts';
import type { LearnAction, LearnSource, LearnSpec } from './ofpact.ts';
import { hasShortHeader } from './protocols.ts';
import { orRejection, reject, Rejection } from './rejection.ts';
import { readMove, readSubfield, type Subfield } from './subfield.ts';

/** Bytes of the widest number that a `load` can name. */
const loadSize = 128;

/** Arguments that are numbers of 16 bits, by name. */
const shortArguments: ReadonlyMap<string, ShortArgument> = new Map([
  ['priority', 'priority'],
  ['idle_timeout', 'idleTimeout'],
  ['hard_timeout', 'hardTimeout'],
  ['fin_idle_timeout', 'finIdleTimeout'],
  ['fin_hard_timeout', 'finHardTimeout'],
]);

type ShortArgument = 'priority' | 'idleTimeout' | 'hardTimeout' | 'finIdleTimeout' | 'finHardTimeout';

export function readLearn(text: string, naming: Naming): LearnAction {
  return readPieces(text, (pieces) => {
    const specs: LearnSpec[] = [];
    let learn: LearnAction = { ...emptyLearn, specs };
    while (pieces.next()) {
      const { key, value } = pieces;
      const argument = readArgument(text, key, value, naming);
      if (argument === undefined) specs.push(readSpec(text, key, value, naming));
      else learn = { ...learn, ...argument };
    }
    return learn;
  });
}

const emptyLearn: LearnAction = {
  kind: 'learn',
  table: 1,
  idleTimeout: 0,
  hardTimeout: 0,
  finIdleTimeout: 0,
  finHardTimeout: 0,
  priority: defaultPriority,
  sendsFlowRemoved: false,
  deletesLearned: false,
  cookie: 0n,
  limit: 0,
  resultDestination: undefined,
  specs: [],
};

/** What one argument says of the flows to learn; undefined where it is about what they match or do. */
function readArgument(
  full: string,
  key: string,
  value: string,
  naming: Naming,
): Partial<LearnAction> | undefined {
  const short = shortArguments.get(key);
  if (short !== undefined) return { [short]: leadingInt(value) & 0xffff };
  switch (key) {
    case 'table':
      return { table: readTable(full, value, naming) };
    case 'cookie':
      return { cookie: BigInt.asUintN(64, scanNumber(value, 0, 0)?.value ?? 0n) };
    case 'send_flow_rem':
      return { sendsFlowRemoved: true };
    case 'delete_learned':
      return { deletesLearned: true };
    case 'limit':
      return { limit: leadingInt(value) >>> 0 };
    case 'result_dst':
      return { resultDestination: readResultDestination(value) };
    default:
      return undefined;
  }
}

function readTable(full: string, text: string, naming: Naming): Table {
  const table = tableOf(text, naming) ?? reject(`unknown table "${text}"`);
  return table === 255 ? reject(`${full}: table id 255 not valid for \`learn' action`) : table;
}

function readResultDestination(text: string): Subfield {
  const subfield = readSubfield(text);
  if (!subfield.field.isWritable) reject(`${text} is read-only`);
  if (subfield.width !== 1) reject("result_dst in 'learn' action must be a single bit");
  return subfield;
}

function readSpec(full: string, name: string, value: string, naming: Naming): LearnSpec {
  const destination = orRejection(() => readSubfield(name));
  if (!(destination instanceof Rejection)) return readMatchSpec(full, name, value, naming, destination);
  if (name === 'load') return readLoadSpec(name, value);
  if (name === 'output') return { kind: 'output', source: readSubfield(value) };
  return reject(`${full}: unknown keyword ${name}`);
}

function readMatchSpec(
  full: string,
  name: string,
  value: string,
  naming: Naming,
  destination: Subfield,
): LearnSpec {
  if (!hasShortHeader(destination.field)) reject(`${full}: experimenter OXM field '${name}' not supported`);
  if (value === '') return { kind: 'match', destination, source: destination };
  const source = orRejection(() => readSubfield(value));
  if (source instanceof Rejection) {
    const number = orRejection(() => readImmediate(full, value, naming, destination));
    if (number instanceof Rejection) {
      return reject(
        `${full}: ${name} value ${value} cannot be parsed as a subfield (${source.message}) or an immediate value (${number.message})`,
      );
    }
    return { kind: 'match', destination, source: number };
  }
  if (source.width !== destination.width) {
    reject(`${full}: bit widths of ${name} (${source.width}) and ${value} (${destination.width}) differ`);
  }
  return { kind: 'match', destination, source };
}

/** A number for a match: of the field's own form where it is for all of it, else an integer. */
function readImmediate(
  full: string,
  text: string,
  naming: Naming,
  { field, low, width }: Subfield,
): LearnSource {
  if (low === 0 && width === field.width) {
    const { value, portName } = readExactValue(field, text, naming);
    const kept = { value: value & ((1n << BigInt(8 * Math.ceil(width / 8))) - 1n) };
    return portName === undefined ? kept : { ...kept, portName };
  }
  const number = scanSized(text, 0, field.size);
  if (typeof number === 'string' || number.end !== text.length) {
    return reject(`${full}: cannot parse integer value`);
  }
  if (number.value >> BigInt(width) !== 0n) {
    const shown = printFieldValue(field, { value: number.value, mask: fullMask(field) });
    reject(`${full}: value ${shown} does not fit into ${width} bits`);
  }
  return { value: number.value };
}

function readLoadSpec(name: string, text: string): LearnSpec {
  const arrow = text.indexOf('->');
  if (arrow === 0) reject(`${name}: missing source before \`->' in \`${text}'`);
  if (arrow === -1) reject(`${name}: missing \`->' in \`${text}'`);
  const number = scanSized(text, 0, loadSize);
  if (typeof number === 'string') return { kind: 'load', ...readMove(text) };
  if (number.end !== arrow) reject(`${name}: garbage before \`->' in \`${text}'`);
  const destinationText = text.slice(arrow + 2);
  const destination = readSubfield(destinationText);
  if (!hasShortHeader(destination.field)) {
    reject(`${text}: experimenter OXM field '${destinationText}' not supported`);
  }
  if (number.value >> BigInt(destination.width) !== 0n) {
    reject(`${text}: value does not fit into ${destination.width} bits`);
  }
  return { kind: 'load', destination, source: { value: number.value } };
}
