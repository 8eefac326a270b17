import { closeParenChar, openBracketChar, slashChar } from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import { fieldNames, isWritable, needsOf, widthOf } from './names.ts';
import { takeBits } from './parseMatch.ts';
import {
  addProblem,
  classOf,
  endsNumber,
  endsWord,
  isAt,
  isAtArrow,
  isName,
  isSeparator,
  scanName,
  takeUnknown,
  type Scanner,
} from './scanner.ts';
import { fits, takeValue } from './values.ts';

export function takePort(s: Scanner): void {
  const kind = takeValue(s, NodeKind.portName);
  if (kind === NodeKind.unknown) missing(s, 'a port');
}

export function takeTable(s: Scanner): void {
  const start = s.at;
  const kind = takeValue(s, NodeKind.tableName);
  if (kind === NodeKind.unknown) missing(s, 'a table');
  else if (kind === NodeKind.number && !fits(s, 8))
    addProblem(s, start, s.at, 'a table has a number up to 255');
}

export function takeNumber(s: Scanner, width: number, hasMask: boolean): void {
  const start = s.at;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) missing(s, 'a number');
  else if (kind !== NodeKind.number) {
    s.tree.amend(s.tree.nNodes - 1, NodeKind.unknown, 0);
    addProblem(
      s,
      start,
      s.at,
      kind === NodeKind.bigNumber ? `the number is wider than ${width} bits` : 'a number is expected',
    );
  } else if (!fits(s, width)) addProblem(s, start, s.at, `the number is wider than ${width} bits`);
  if (!hasMask || !isAt(s, slashChar)) return;
  s.at++;
  const mask = s.tree.open(NodeKind.mask, s.at - s.base);
  if (takeValue(s, NodeKind.word) === NodeKind.unknown) missing(s, 'a mask');
  s.tree.close(mask, s.at - s.base);
}

export function takeOfKind(s: Scanner, wanted: NodeKind, what: string): void {
  const start = s.at;
  const kind = takeValue(s, NodeKind.word);
  if (kind === NodeKind.unknown) missing(s, what);
  else if (kind !== wanted) {
    s.tree.amend(s.tree.nNodes - 1, NodeKind.unknown, 0);
    addProblem(s, start, s.at, `${what} is expected`);
  }
}

export function missing(s: Scanner, what: string): void {
  if (s.at >= s.end) addProblem(s, s.end, s.end, `${what} is missing: the line ends here`);
  else if (isAt(s, closeParenChar) || ((classOf[s.bytes[s.at] as number] as number) & isSeparator) !== 0) {
    addProblem(s, s.at, s.at, `${what} is missing`);
  } else takeUnknown(s, `${what} is expected`);
}

/** Takes `->`; its absence is a problem. */
export function takeArrow(s: Scanner): boolean {
  if (isAtArrow(s)) {
    s.tree.leaf(NodeKind.operator, s.at - s.base, s.at + 2 - s.base);
    s.at += 2;
    return true;
  }
  if (s.at >= s.end) addProblem(s, s.end, s.end, '-> is missing: the line ends here');
  else if (isAt(s, closeParenChar)) addProblem(s, s.at, s.at, '-> is missing');
  else takeUnknown(s, '-> is expected');
  return false;
}

/** Takes a field with or without bits and returns the field's index, or -1 with a problem. */
export function takeSubfield(s: Scanner, isDestination: boolean): number {
  const start = s.at;
  const fieldIdx = s.fieldWords.read(s.bytes, start, s.end, classOf, isName);
  const nameEnd = s.fieldWords.end;
  if (fieldIdx < 0) {
    if (nameEnd === start) missing(s, 'a field');
    else takeUnknown(s, 'no such field');
    return -1;
  }
  addSubfield(s, nameEnd, fieldIdx);
  if (isDestination && isWritable[fieldIdx] === 0) addProblem(s, start, nameEnd, 'this field cannot be set');
  if (!s.isTypeChanged) s.actionNeeds |= needsOf[fieldIdx] as number;
  return fieldIdx;
}

/** The same where a field is only one of several things that may stand here: false, and nothing done, for any other. */
export function takeKnownSubfield(s: Scanner): boolean {
  const nameEnd = scanName(s);
  if (nameEnd === s.at) return false;
  const fieldIdx = fieldNames.find(s.bytes, s.at, nameEnd);
  if (fieldIdx < 0) return false;
  if (nameEnd < s.end) {
    const byte = s.bytes[nameEnd] as number;
    if (((classOf[byte] as number) & (endsWord | endsNumber)) === 0) return false;
  }
  addSubfield(s, nameEnd, fieldIdx);
  return true;
}

export function addSubfield(s: Scanner, nameEnd: number, fieldIdx: number): void {
  const { tree } = s;
  const node = tree.open(NodeKind.subfield, s.at - s.base, fieldIdx);
  tree.leaf(NodeKind.fieldName, s.at - s.base, nameEnd - s.base, fieldIdx);
  s.at = nameEnd;
  if (isAt(s, openBracketChar)) takeBits(s, widthOf[fieldIdx] as number);
  tree.close(node, s.at - s.base);
}
