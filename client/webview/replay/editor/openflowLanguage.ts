import * as monaco from 'monaco-editor/editor';
import { OpenFlowRowParser } from '../../../../server/core/syntax/openflow/parseRow.ts';
import { forEachToken } from '../../../../server/core/syntax/tokens.ts';
import { encodeText } from '../../../../server/core/text/bytes.ts';
import { openflowLanguage } from '../model/language.ts';

/** Rows longer than this are left uncoloured, as in the editor: nobody reads them, and painting them would stall the panel. */
const longestColored = 20_000;

/** The parser that the language server colours with, asked line by line: a row is a line, and no line depends on another. */
export function registerOpenflow(): void {
  monaco.languages.register({ id: openflowLanguage });
  const parser = new OpenFlowRowParser();
  const state: monaco.languages.IState = { clone: () => state, equals: () => true };
  monaco.languages.setTokensProvider(openflowLanguage, {
    getInitialState: () => state,
    tokenize: (line) => ({
      tokens: line.length > longestColored ? [] : tokensOf(line, parser),
      endState: state,
    }),
  });
}

/** Tokens lie side by side without gaps in Monaco: what has no colour gets a token with an empty scope. */
function tokensOf(line: string, parser: OpenFlowRowParser): monaco.languages.IToken[] {
  const bytes = encodeText(line);
  // Monaco counts UTF-16 units and the tree bytes; they agree in ASCII, which all of a dump is but for odd port names.
  if (bytes.length !== line.length) return [];
  parser.parse(bytes, 0, bytes.length);
  const tokens: monaco.languages.IToken[] = [];
  let at = 0;
  forEachToken(parser.tree, (start, end, type) => {
    if (start > at || at === 0) tokens.push({ startIndex: at, scopes: '' });
    tokens.push({ startIndex: start, scopes: type });
    at = end;
  });
  tokens.push({ startIndex: at, scopes: '' });
  return tokens;
}
