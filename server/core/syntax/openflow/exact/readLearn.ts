/** `learn(table=2,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])`. Models `lib/learn.c`. */
import { fullMask, printFieldValue, readExactValue } from './fieldValue.ts';
import { readPieces } from './keyValues.ts';
import { type Naming, type Table, tableOf } from './names.ts';
import { leadingInt, scanNumber, scanSized } from './numbers.ts';
import type { LearnAction, LearnSource, LearnSpec } from './ofpact.ts';
import { defaultPriority } from './printMatch.ts';
import { hasShortHeader } from './protocols.ts';
import { orRejection, reject, Rejection } from './rejection.ts';
import { readMove, readSubfield, type Subfield } from './subfield.ts';

/** Bytes of the widest number that a `load` can name. */
const loadSize = 128;

export function readLearn(text: string, naming: Naming): LearnAction {
  return readPieces(text, (pieces) => {
    let table: Table = 1;
    let priority = defaultPriority;
    let [idleTimeout, hardTimeout, finIdleTimeout, finHardTimeout] = [0, 0, 0, 0];
    let sendsFlowRemoved = false;
    let deletesLearned = false;
    let cookie = 0n;
    let limit = 0;
    let resultDestination: Subfield | undefined;
    const specs: LearnSpec[] = [];
    while (pieces.next()) {
      const { key, value } = pieces;
      switch (key) {
        case 'table':
          table = tableOf(value, naming) ?? reject(`unknown table "${value}"`);
          if (table === 255) reject(`${text}: table id 255 not valid for \`learn' action`);
          break;
        case 'priority':
          priority = leadingInt(value) & 0xffff;
          break;
        case 'idle_timeout':
          idleTimeout = leadingInt(value) & 0xffff;
          break;
        case 'hard_timeout':
          hardTimeout = leadingInt(value) & 0xffff;
          break;
        case 'fin_idle_timeout':
          finIdleTimeout = leadingInt(value) & 0xffff;
          break;
        case 'fin_hard_timeout':
          finHardTimeout = leadingInt(value) & 0xffff;
          break;
        case 'cookie':
          cookie = BigInt.asUintN(64, scanNumber(value, 0, 0)?.value ?? 0n);
          break;
        case 'send_flow_rem':
          sendsFlowRemoved = true;
          break;
        case 'delete_learned':
          deletesLearned = true;
          break;
        case 'limit':
          limit = leadingInt(value) >>> 0;
          break;
        case 'result_dst':
          resultDestination = readResultDestination(value);
          break;
        default:
          specs.push(readSpec(text, key, value, naming));
      }
    }
    return {
      kind: 'learn',
      table,
      idleTimeout,
      hardTimeout,
      finIdleTimeout,
      finHardTimeout,
      priority,
      sendsFlowRemoved,
      deletesLearned,
      cookie,
      limit,
      resultDestination,
      specs,
    };
  });
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
