import { explainAt, explainRow } from '../../core/explain/explain.ts';
import { explanationText } from '../../core/explain/markdown.ts';
import { chooseLayout } from '../../core/model/layoutChoice.ts';
import { recognizeRoles } from '../../core/roles/recognize.ts';
import { roleTables } from '../../core/roles/roleTables.ts';
import { encodeText, decodeText } from '../../core/text/bytes.ts';
import type { Command } from '../command.ts';
import { printable, unknownReason, UsageError } from '../io.ts';
import { readInput } from '../readInput.ts';

/** Says in words what a row does, or what stands at a column of it. */
export const explain: Command = {
  name: 'explain',
  usage: 'explain FILE:LINE[:COLUMN]',
  summary: 'say in words what a row does, or what stands at a place of it',
  options: { release: { type: 'string', help: 'the OVN release of the dump, when it does not show it' } },
  run({ io, args, options }) {
    const [place] = args;
    if (place === undefined || args.length > 1)
      throw new UsageError('which place? FILE:LINE or FILE:LINE:COLUMN');
    const { path, line, column } = readPlace(place);
    const file = readInput(io, path);
    if (file.dialect === undefined) throw new UsageError(`${path}: ${unknownReason(file)}`);
    const { dump } = file;
    const row = line - 1;
    if (row >= dump.rows.nRows)
      throw new UsageError(`${path} has ${dump.rows.nRows} lines, there is no line ${line}`);
    const choice = chooseLayout([dump], options['release'] as string | undefined);
    const tables = roleTables(choice.layout);
    const roles = tables === undefined ? [] : recognizeRoles([dump], tables);
    const bytes = dump.rowBytes(row);
    const offset = column === undefined ? 0 : encodeText(decodeText(bytes).slice(0, column - 1)).length;
    const context = { dump, choice, roles };
    const found = column === undefined ? explainRow(context, row) : explainAt(context, row, offset);
    if (options['json'] === true) {
      for (const explanation of found) {
        const { start, end } = explanation.span;
        io.out(
          `${JSON.stringify({ file: path, line, start: start + 1, end: end + 1, text: decodeText(bytes, start, end), explanation: explanationText(explanation) })}\n`,
        );
      }
    } else if (found.length > 0) io.out(`${found.map(explanationText).join('\n\n')}\n`);
    else
      io.out(
        `${path}:${line}: there is nothing to explain in ${JSON.stringify(printable(decodeText(bytes).slice(0, 80)))}\n`,
      );
    return found.length > 0 ? 0 : 1;
  },
};

function readPlace(place: string): {
  readonly path: string;
  readonly line: number;
  readonly column: number | undefined;
} {
  const found = /^(.+?):(\d+)(?::(\d+))?$/.exec(place);
  const [, path, line, column] = found ?? [];
  if (path === undefined || line === undefined)
    throw new UsageError(`${JSON.stringify(place)} is no place; write FILE:LINE or FILE:LINE:COLUMN`);
  const result = { path, line: Number(line), column: column === undefined ? undefined : Number(column) };
  if (result.line === 0 || result.column === 0) throw new UsageError('lines and columns count from 1');
  return result;
}
