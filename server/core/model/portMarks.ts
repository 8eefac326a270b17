import { firstMulticastKey } from '../facts/portKeys.ts';
/**
 * Which ports a row names, in 16 bits: most look-ups need no look at the text. The two highest bits say what the others
 * are. Of an OpenFlow row: nothing but 14 bits of `reg14`, nothing but 14 bits of `reg15`, 7 bits of each, or a hash of
 * `in_port`. Of a logical row: a hash of the one name that it quotes, or 7 bits of each of two.
 */

/** The row names more ports than its bits can hold, or a larger key than they can. */
export const manyPorts = 0xffff;

const reg14Form = 0x8000;
const reg15Form = 0xc000;
const inPortForm = 0x4000;
const nameForm = 0x8000;
const twoNamesForm = 0x4000;

/** Ports' keys below this have marks of their own, and so have as many multicast groups as there is room for. */
const firstLarge = 0x3000;
const largeMark = 0x3fff;
/** The same in a row that names both ports. */
export const firstLargeOfTwo = 0x7f;

/** No key, or no name. */
const none = -1;

/** Of an OpenFlow row: the keys that it matches exactly in `reg14` and `reg15` and the hash of its `in_port`; -1 for none. */
export function openFlowMarks(reg14: number, reg15: number, inPort: number): number {
  if (inPort !== none) return reg14 === none && reg15 === none ? inPortMark(inPort) : manyPorts;
  if (reg15 === none) return reg14 === none ? 0 : reg14Form | keyMark(reg14);
  if (reg14 === none) return reg15Form | keyMark(reg15);
  return pairMark(reg14) | (pairMark(reg15) << 7);
}

/** Of a logical row: the hashes of its first two names; -1 for none. */
export function logicalMarks(first: number, second: number): number {
  if (first === none) return 0;
  if (second === none) return nameMark(first);
  return twoNamesForm | nameMarkOfTwo(first) | (nameMarkOfTwo(second) << 7);
}

/** What marks say about one port. */
export const PortVerdict = { no: 0, yes: 1, look: 2 } as const;
export type PortVerdict = (typeof PortVerdict)[keyof typeof PortVerdict];

/** For each possible mark, whether an OpenFlow row with it names the port with that key in `reg14` or `reg15`. */
export function keyVerdicts(key: number): Uint8Array {
  const verdicts = verdictsOf(manyPorts);
  const mark = keyMark(key);
  const verdict = mark === largeMark ? PortVerdict.look : PortVerdict.yes;
  verdicts[reg14Form | mark] = verdict;
  verdicts[reg15Form | mark] = verdict;
  const ofTwo = pairMark(key);
  const verdictOfTwo = ofTwo === firstLargeOfTwo ? PortVerdict.look : PortVerdict.yes;
  for (let other = 0; other <= firstLargeOfTwo; other++) {
    mark2(verdicts, ofTwo | (other << 7), verdictOfTwo);
    mark2(verdicts, other | (ofTwo << 7), verdictOfTwo);
  }
  return verdicts;
}

/** The same of the OpenFlow port whose name or number has that hash: rows have to be looked at. */
export function inPortVerdicts(hash: number): Uint8Array {
  return verdictsOf(manyPorts, inPortMark(hash));
}

/** The same of the logical port whose name has that hash, in logical rows. */
export function nameVerdicts(hash: number): Uint8Array {
  const verdicts = verdictsOf(manyPorts, nameMark(hash));
  const mark = nameMarkOfTwo(hash);
  for (let other = 0; other < 128; other++) {
    verdicts[twoNamesForm | mark | (other << 7)] = PortVerdict.look;
    verdicts[twoNamesForm | other | (mark << 7)] = PortVerdict.look;
  }
  return verdicts;
}

/** A hash of `bytes[start, end)`: of a short text all bytes, of a longer one the first four and the last twelve. */
export function hashText(bytes: Uint8Array, start: number, end: number): number {
  const size = end - start;
  let hash = (0x811c_9dc5 ^ size) | 0;
  if (size < 16) {
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x0100_0193);
  } else {
    hash = Math.imul(hash ^ word(bytes, start), 0x0100_0193);
    for (let at = end - 12; at < end; at += 4) {
      hash ^= hash >>> 15;
      hash = Math.imul(hash ^ word(bytes, at), 0x0100_0193);
    }
  }
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85eb_ca6b) >>> 0;
}

function keyMark(key: number): number {
  if (key < firstLarge) return key;
  const ofGroup = firstLarge + key - firstMulticastKey;
  return key >= firstMulticastKey && ofGroup < largeMark ? ofGroup : largeMark;
}

/** Not 0: `no ports` is 0. */
function pairMark(key: number): number {
  return key > 0 && key < firstLargeOfTwo ? key : firstLargeOfTwo;
}

function inPortMark(hash: number): number {
  return inPortForm | (hash >>> 18);
}

function nameMark(hash: number): number {
  const mark = nameForm | (hash >>> 17);
  return mark === manyPorts ? nameForm : mark;
}

function nameMarkOfTwo(hash: number): number {
  return hash >>> 25;
}

/** Rows with these marks have to be looked at. */
function verdictsOf(...marks: readonly number[]): Uint8Array {
  const verdicts = new Uint8Array(0x1_0000);
  for (const mark of marks) verdicts[mark] = PortVerdict.look;
  return verdicts;
}

/** Of two verdicts on one mark the surer one counts. */
function mark2(verdicts: Uint8Array, mark: number, verdict: PortVerdict): void {
  if (verdicts[mark] !== PortVerdict.yes) verdicts[mark] = verdict;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}
