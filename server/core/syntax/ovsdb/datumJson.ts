import { openBracketChar, quoteChar } from '../../text/ascii.ts';
import { decodeText, startsWithAscii } from '../../text/bytes.ts';
import { type Atom, type Datum, oneAtom } from './datum.ts';
import { type JsonCursor } from './jsonCursor.ts';

/**
 * Reads the `<value>` of RFC 7047, 5.1 that the cursor has come to, and moves behind it: an atom, `["uuid", "…"]`,
 * `["set", [atom, …]]` or `["map", [[atom, atom], …]]`. Undefined, with a fault in the cursor, for anything else.
 */
export function takeDatum(json: JsonCursor): Datum | undefined {
  if (json.peek() !== openBracketChar) {
    const atom = takeScalar(json);
    return atom === undefined ? undefined : oneAtom(atom);
  }
  const start = json.at;
  json.enter(openBracketChar);
  const tag = json.nextElement() ? json.takeString() : undefined;
  let datum: Datum | undefined;
  if (tag === 'uuid' || tag === 'named-uuid') {
    const uuid = json.nextElement() ? json.takeString() : undefined;
    if (uuid !== undefined) datum = oneAtom({ uuid });
  } else if (tag === 'set' && json.nextElement() && json.enter(openBracketChar)) {
    const atoms: Atom[] = [];
    while (json.nextElement()) {
      const atom = takeAtom(json);
      if (atom !== undefined) atoms.push(atom);
    }
    datum = { kind: 'set', atoms };
  } else if (tag === 'map' && json.nextElement() && json.enter(openBracketChar)) {
    const pairs: (readonly [Atom, Atom])[] = [];
    while (json.nextElement()) {
      const pair = takePair(json);
      if (pair !== undefined) pairs.push(pair);
    }
    datum = { kind: 'map', pairs };
  }
  if (datum === undefined || (json.fault === undefined && json.nextElement())) {
    json.at = json.fault === undefined ? start : json.at;
    json.fail('expecting an atom, ["uuid", …], ["set", …] or ["map", …]');
    return undefined;
  }
  return json.fault === undefined ? datum : undefined;
}

function takePair(json: JsonCursor): readonly [Atom, Atom] | undefined {
  if (!json.enter(openBracketChar)) {
    json.fail('expecting a pair of key and value');
    return undefined;
  }
  const key = json.nextElement() ? takeAtom(json) : undefined;
  const value = json.nextElement() ? takeAtom(json) : undefined;
  if (key === undefined || value === undefined || json.nextElement()) {
    json.fail('expecting a pair of key and value');
    return undefined;
  }
  return [key, value];
}

function takeAtom(json: JsonCursor): Atom | undefined {
  if (json.peek() !== openBracketChar) return takeScalar(json);
  json.enter(openBracketChar);
  const tag = json.nextElement() ? json.takeString() : undefined;
  const isReference = tag === 'uuid' || tag === 'named-uuid';
  const uuid = isReference && json.nextElement() ? json.takeString() : undefined;
  if (uuid === undefined || json.nextElement()) {
    json.fail('expecting an atom');
    return undefined;
  }
  return { uuid };
}

function takeScalar(json: JsonCursor): Atom | undefined {
  if (json.peek() === quoteChar) return json.takeString();
  const start = json.at;
  const atom = json.skip() ? scalarOf(json.bytes, start, json.at) : undefined;
  if (atom === undefined) {
    json.at = start;
    json.fail('expecting an atom');
  }
  return atom;
}

/** A boolean or a number. */
function scalarOf(bytes: Uint8Array, start: number, end: number): Atom | undefined {
  if (end - start === 4 && startsWithAscii(bytes, start, 'true', end)) return true;
  if (end - start === 5 && startsWithAscii(bytes, start, 'false', end)) return false;
  return end - start > longestNumber ? undefined : numberAtom(decodeText(bytes, start, end));
}

/** Digits of the longest number that is printed; a longer one is no number of 64 bits. */
const longestNumber = 40;
const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const integerPattern = /^-?\d{1,20}$/;

/** The number that a text is, exactly where it is an integer; undefined where no number is so large. */
export function numberAtom(text: string): number | bigint | undefined {
  if (text.length > longestNumber || !numberPattern.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return Number.isSafeInteger(value) || !integerPattern.test(text) ? value : BigInt(text);
}
