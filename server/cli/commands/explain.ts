import type { ExplainContext } from '../../core/explain/context.ts';
import { explainAt, explainRow } from '../../core/explain/explain.ts';
import type { Explanation } from '../../core/explain/explanation.ts';
import { explanationText } from '../../core/explain/markdown.ts';
import { hintsOfName } from '../../core/model/databaseHints.ts';
import { chooseLayout } from '../../core/model/layoutChoice.ts';
import { recognizeRoles } from '../../core/roles/recognize.ts';
import { roleTables } from '../../core/roles/roleTables.ts';
import { type Dialect, dialects } from '../../core/syntax/dialect.ts';
import { encodeText, decodeText } from '../../core/text/bytes.ts';
import type { Command } from '../command.ts';
import { type Io, openInput, printable, unknownReason, UsageError } from '../io.ts';
import { indexInput, type InputDump } from '../readInput.ts';
import { type Surroundings, surroundingsOf } from '../surroundings.ts';

/** Says in words what rows do, or what stands at a column of one. */
export const explain: Command = {
  name: 'explain',
  usage: 'explain FILE[:LINE[:COLUMN]]',
  summary: 'say in words what each row does, or what stands at a place of one',
  options: {
    release: { type: 'string', help: 'the OVN release of the dump, when it does not show it' },
    capture: { type: 'string', help: 'name ports, datapaths and chassis as the files in this folder do' },
    chassis: { type: 'string', help: 'with --capture: whose the dump is, when it lies elsewhere' },
    dialect: { type: 'string', help: `what the file is, when it does not show it: ${dialects.join(', ')}` },
  },
  run({ io, args, options }) {
    const [place] = args;
    if (place === undefined || args.length > 1)
      throw new UsageError('which place? FILE, FILE:LINE or FILE:LINE:COLUMN');
    const { path, line, column } = readPlace(place);
    const context = openContext(io, path, options);
    const { nRows } = context.dump.rows;
    if (line !== undefined && line > nRows)
      throw new UsageError(`${path} has ${nRows} lines, there is no line ${line}`);
    const isJson = options['json'] === true;
    if (line === undefined) return explainAll(io, path, context, isJson);
    const found = explanationsAt(context, line - 1, column);
    if (isJson) printJson(io, path, context, line - 1, found);
    else if (found.length > 0) io.out(`${found.map(explanationText).join('\n\n')}\n`);
    else {
      const text = printable(decodeText(context.dump.rowBytes(line - 1)).slice(0, 80));
      io.out(`${path}:${line}: there is nothing to explain in ${JSON.stringify(text)}\n`);
    }
    return found.length > 0 ? 0 : 1;
  },
};

type Options = Readonly<Record<string, unknown>>;

function openContext(io: Io, path: string, options: Options): ExplainContext {
  const input = openInput(io, path);
  const dialect = options['dialect'] ?? input.dialect;
  if (dialect === undefined)
    throw new UsageError(`${path}: ${unknownReason(input)}; --dialect tells what it is`);
  if (!isDialect(dialect))
    throw new UsageError(`there is no dialect ${JSON.stringify(dialect)}; one of ${dialects.join(', ')}`);
  const indexed = indexInput({ ...input, dialect });
  const { dump } = indexed;
  const around = surroundingsFor(indexed, options);
  const choice = around?.choice ?? chooseLayout([dump], release(options));
  const tables = roleTables(choice.layout);
  const roles = tables === undefined ? [] : recognizeRoles([dump], tables);
  return { dump, choice, roles, hints: hintsOfName(path), ...around };
}

function surroundingsFor(input: InputDump, options: Options): Surroundings | undefined {
  const { capture: folder, chassis } = options as { readonly capture?: string; readonly chassis?: string };
  if (folder === undefined && chassis !== undefined)
    throw new UsageError('--chassis names one of the folder that --capture names');
  return folder === undefined
    ? undefined
    : surroundingsOf(input, { folder, chassis, release: release(options) });
}

function release(options: Options): string | undefined {
  return options['release'] as string | undefined;
}

function isDialect(name: unknown): name is Dialect {
  return dialects.some((dialect) => dialect === name);
}

function explanationsAt(
  context: ExplainContext,
  row: number,
  column: number | undefined,
): readonly Explanation[] {
  if (column === undefined) return explainRow(context, row);
  const before = decodeText(context.dump.rowBytes(row)).slice(0, column - 1);
  return explainAt(context, row, encodeText(before).length);
}

/** Every row that says something, its line in front. */
function explainAll(io: Io, path: string, context: ExplainContext, isJson: boolean): number {
  const listing: ExplainContext = { ...context, isListing: true };
  let nTold = 0;
  for (let row = 0; row < context.dump.rows.nRows; row++) {
    const found = explainRow(listing, row);
    if (found.length === 0) continue;
    nTold++;
    if (isJson) printJson(io, path, context, row, found);
    else io.out(`${path}:${row + 1}: ${found.map(explanationText).join('\n')}\n\n`);
  }
  if (nTold === 0 && !isJson) io.out(`${path}: there is nothing to explain\n`);
  return nTold > 0 ? 0 : 1;
}

function printJson(
  io: Io,
  file: string,
  { dump }: ExplainContext,
  row: number,
  found: readonly Explanation[],
): void {
  const bytes = dump.rowBytes(row);
  for (const explanation of found) {
    const { start, end } = explanation.span;
    const text = decodeText(bytes, start, end);
    const told = explanationText(explanation);
    io.out(
      `${JSON.stringify({ file, line: row + 1, start: start + 1, end: end + 1, text, explanation: told })}\n`,
    );
  }
}

function readPlace(place: string): {
  readonly path: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
} {
  const [, path = place, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(place) ?? [];
  const number = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Number(text);
  if (number(line) === 0 || number(column) === 0) throw new UsageError('lines and columns count from 1');
  return { path, line: number(line), column: number(column) };
}
