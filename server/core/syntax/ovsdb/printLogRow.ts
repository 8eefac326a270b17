import { NodeKind } from '../nodeKind.ts';
import { type ParsedText, printLeaf } from '../nodeText.ts';
import { printJson } from './printJson.ts';

/**
 * A line of a database file again from its tree (`parseLogRow.ts`). Models `json_to_string` of Open vSwitch's `lib/json.c`
 * and the headers of `ovsdb/log.c`.
 */
export function printDatabaseLogRow(text: ParsedText): string {
  const { tree } = text;
  const header = tree.child(0, NodeKind.header);
  if (header === -1) return printJson(text);
  return tree
    .children(header)
    .map((word) => printLeaf(text, word))
    .join(' ');
}
