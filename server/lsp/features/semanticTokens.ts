import type { Range, SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver';
import type { Cancel } from '../../core/base/cancel.ts';
import type { Dump } from '../../core/model/dump.ts';
import { forEachToken, tokenTypes } from '../../core/syntax/tokens.ts';
import { columnOfByte } from '../positions.ts';

export const semanticTokensLegend: SemanticTokensLegend = { tokenTypes: [...tokenTypes], tokenModifiers: [] };

const typeIndex = new Map(tokenTypes.map((type, index) => [type, index]));

/** At most so many tokens for one request: more than any screen shows, so that a huge line costs no more. */
const maxTokens = 20_000;

/** The tokens of the rows in `range`, encoded as LSP wants them: five numbers each, relative to the token before. */
export function semanticTokens(dump: Dump, range: Range, cancel: Cancel): SemanticTokens {
  const data: number[] = [];
  let lastLine = 0;
  let lastColumn = 0;
  const end = Math.min(range.end.line + 1, dump.rows.nRows);
  for (let line = Math.max(0, range.start.line); line < end && data.length < maxTokens * 5; line++) {
    if (cancel.isCancellationRequested) break;
    const bytes = dump.rowBytes(line);
    const isAscii = !bytes.some((byte) => byte >= 0x80);
    forEachToken(dump.tree(line).tree, (start, tokenEnd, type) => {
      if (data.length >= maxTokens * 5) return;
      const column = isAscii ? start : columnOfByte(bytes, start);
      const length = (isAscii ? tokenEnd : columnOfByte(bytes, tokenEnd)) - column;
      if (length <= 0) return;
      if (line !== lastLine) lastColumn = 0;
      data.push(line - lastLine, column - lastColumn, length, typeIndex.get(type) as number, 0);
      lastLine = line;
      lastColumn = column;
    });
  }
  return { data };
}
