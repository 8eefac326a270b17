import { closeParenChar, colonChar, equalsChar, openBracketChar, openParenChar } from '../../text/ascii.ts';
import { NodeKind } from '../nodeKind.ts';
import { LearnKey, learnKeys } from './actionNames.ts';
import { addSubfield, missing, takeArrow, takeKnownSubfield, takeTable } from './actionParts.ts';
import { fieldNames, widthOf } from './names.ts';
import { closeParen, takeFieldValue } from './parseMatch.ts';
import {
  classOf,
  isAt,
  isSeparator,
  scanName,
  skipSeparators,
  takeUnknown,
  type Scanner,
} from './scanner.ts';
import { takeValue } from './values.ts';

export function parseLearn(s: Scanner, isParen: boolean): void {
  const classes = classOf;
  const { bytes, tree } = s;
  for (;;) {
    if (isParen) skipSeparators(s);
    if (s.at >= s.end || bytes[s.at] === closeParenChar) return;
    if (!isParen && ((classes[bytes[s.at] as number] as number) & isSeparator) !== 0) return;
    const start = s.at;
    const nameEnd = scanName(s);
    if (nameEnd === start) {
      takeUnknown(s, 'unexpected text');
      continue;
    }
    const node = tree.open(NodeKind.argument, start - s.base, -1);
    const key = learnKeys.find(bytes, start, nameEnd);
    const opener = nameEnd < s.end ? (bytes[nameEnd] as number) : 0;
    if (key >= 0 && opener !== openBracketChar) {
      tree.leaf(NodeKind.attributeName, start - s.base, nameEnd - s.base);
      s.at = nameEnd;
      if (opener === equalsChar || opener === colonChar || opener === openParenChar) {
        s.at++;
        parseLearnValue(s, key);
        if (opener === openParenChar) closeParen(s);
      }
    } else parseLearnMatch(s, nameEnd);
    if (s.at < s.end) {
      const byte = bytes[s.at] as number;
      const isEnd = ((classes[byte] as number) & isSeparator) !== 0 || byte === closeParenChar;
      if (!isEnd) takeUnknown(s, 'unexpected text after the argument');
    }
    tree.close(node, s.at - s.base);
  }
}

function parseLearnValue(s: Scanner, key: number): void {
  switch (key) {
    case LearnKey.table:
      takeTable(s);
      return;
    case LearnKey.resultDst:
    case LearnKey.output:
      if (!takeKnownSubfield(s)) missing(s, 'a field');
      return;
    case LearnKey.load:
      if (!takeKnownSubfield(s) && takeValue(s, NodeKind.word) === NodeKind.unknown) missing(s, 'a value');
      if (takeArrow(s) && !takeKnownSubfield(s)) missing(s, 'a field');
      return;
    default:
      if (takeValue(s, NodeKind.word) === NodeKind.unknown) missing(s, 'a number');
  }
}

/** `FIELD[]`, `FIELD[]=FIELD[]` or `FIELD=value`: what the learned flow shall match. */
function parseLearnMatch(s: Scanner, nameEnd: number): void {
  const { bytes, tree } = s;
  const fieldIdx = fieldNames.find(bytes, s.at, nameEnd);
  if (fieldIdx < 0) {
    takeUnknown(s, 'no such field or argument of learn');
    return;
  }
  addSubfield(s, nameEnd, fieldIdx);
  if (!isAt(s, equalsChar) && !isAt(s, colonChar)) return;
  s.at++;
  if (takeKnownSubfield(s)) return;
  const node = tree.nNodes;
  takeFieldValue(s, fieldIdx, widthOf[fieldIdx] as number, bytes[nameEnd] === openBracketChar);
  if (tree.nNodes === node) missing(s, 'a value');
}
