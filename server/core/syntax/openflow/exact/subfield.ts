import { type Field, fieldByName, subfieldName } from '../../../net/fields.ts';
import { scanNumber } from './numbers.ts';
import { reject } from './rejection.ts';

/** Some or all bits of a field. */
export interface Subfield {
  readonly field: Field;
  /** The lowest bit. */
  readonly low: number;
  readonly width: number;
}

/** A subfield that is the whole text. Models `mf_parse_subfield`. */
export function readSubfield(text: string): Subfield {
  const { subfield, end } = scanSubfield(text, 0);
  return end === text.length ? subfield : reject('unexpected input following field syntax');
}

/** The subfield that begins at `at`, and where it ends. */
export function scanSubfield(
  text: string,
  at: number,
): { readonly subfield: Subfield; readonly end: number } {
  const full = text.slice(at);
  const nameEnd = at + full.search(/[[-]|$/);
  const name = text.slice(at, nameEnd);
  const field = fieldByName(name.endsWith('_W') ? name.slice(0, -2) : name) ?? fieldByName(name);
  if (field === undefined) return reject(`${full}: unknown field \`${name}'`);
  let end = nameEnd;
  let first = 0;
  let last = field.width - 1;
  if (text[end] === '[') {
    const bits = scanBits(text, end);
    if (bits === undefined) {
      return reject(`${full}: syntax error expecting [] or [<bit>] or [<start>..<end>]`);
    }
    end = bits.end;
    first = bits.first ?? first;
    last = bits.last ?? last;
  }
  if (first > last) reject(`${full}: starting bit ${first} is after ending bit ${last}`);
  for (const [what, bit] of [
    ['starting', first],
    ['ending', last],
  ] as const) {
    if (bit >= field.width) {
      reject(`${full}: ${what} bit ${bit} is not valid because field is only ${field.width} bits wide`);
    }
  }
  return { subfield: { field, low: first, width: last - first + 1 }, end };
}

/** `NXM_NX_REG0[0..15]`, `[3]` for one bit, `[]` for all. Models `mf_format_subfield`. */
export function printSubfield({ field, low, width }: Subfield): string {
  const name = subfieldName(field);
  if (low === 0 && width === field.width) return `${name}[]`;
  return width === 1 ? `${name}[${low}]` : `${name}[${low}..${low + width - 1}]`;
}

/** Two fields of the same width, as in `move` and in a `load` of `learn`. Models `nxm_parse_reg_move`. */
export function readMove(text: string): { readonly source: Subfield; readonly destination: Subfield } {
  const { subfield: source, end } = scanSubfield(text, 0);
  if (!text.startsWith('->', end)) reject(`${text}: missing \`->' following source`);
  const destination = readSubfield(text.slice(end + 2));
  if (source.width !== destination.width) {
    const [from, to] = [source.width, destination.width];
    reject(`${text}: source field is ${from} bits wide but destination is ${to} bits wide`);
  }
  return { source, destination };
}

interface Bits {
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly end: number;
}

function scanBits(text: string, open: number): Bits | undefined {
  if (text.startsWith('[]', open)) return { first: undefined, last: undefined, end: open + 2 };
  const first = scanNumber(text, open + 1, 10);
  if (first === undefined) return undefined;
  const start = Number(first.value);
  if (text[first.end] === ']') return { first: start, last: start, end: first.end + 1 };
  if (!text.startsWith('..', first.end)) return undefined;
  const last = scanNumber(text, first.end + 2, 10);
  if (last === undefined || text[last.end] !== ']') return undefined;
  return { first: start, last: Number(last.value), end: last.end + 1 };
}
