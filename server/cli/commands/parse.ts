import type { Command } from '../command.ts';
import { indexSource } from '../../core/model/indexSource.ts';
import { sequentialDialects } from '../../core/syntax/dialect.ts';
import { readerOf } from '../readers.ts';
import { type InputFile, type Io, openInput, printable, UsageError } from '../io.ts';

/** Reads every row and says what could not be read. */
export const parse: Command = {
  name: 'parse',
  usage: 'parse [--index | --print] [--workers N] FILE…',
  summary: 'read every row; say what it is, and what could not be read',
  options: {
    release: { type: 'string', help: 'the OVN release of the dump, when it does not show it' },
    index: { type: 'boolean', help: 'read only the heads of the rows; say what that took' },
    print: {
      type: 'boolean',
      help: 'print every row again from what was understood of it, as the tools write it and without colours',
    },
    workers: { type: 'string', help: 'read the rows in so many threads (default 1)' },
  },
  async run({ io, args, options }) {
    if (args.length === 0) throw new UsageError('which file?');
    const nWorkers = workersOf(options['workers']);
    if (options['index'] === true) {
      for (const path of args) io.out(indexLine(openInput(io, path), io, options['json'] === true));
      return 0;
    }
    // The index alone does without what reads rows.
    if (options['print'] === true) {
      if (options['json'] === true)
        throw new UsageError('--print prints rows as they are, and takes no --json');
      const { printFile } = await import('../printFile.ts');
      for (const path of args) printFile(io, path);
      return 0;
    }
    let hasFindings = false;
    for (const path of args) {
      const file = openInput(io, path);
      // Other threads take a while to start: this one loads what reads rows meanwhile.
      const shared = nWorkers > 1 && isInParts(file) ? await io.shareParts?.(file, nWorkers) : undefined;
      const reader = await readerOf(file.dialect);
      const report = await reader.parseFile(file, options['release'] as string | undefined, shared);
      hasFindings ||= report.errors.length > 0;
      if (options['json'] === true) {
        io.out(`${JSON.stringify(report)}\n`);
        continue;
      }
      const { dialect, release, rows, unknown, errors } = report;
      io.out(
        `${path}: ${dialect ?? 'unknown dialect'}, ${release === null ? 'release not shown' : `OVN ${release}`}, ${rows} rows, ${unknown} unknown, ${errors.length} errors\n`,
      );
      for (const { line, column, message } of errors)
        io.out(`${path}:${line}:${column}: ${printable(message)}\n`);
    }
    return hasFindings ? 1 : 0;
  },
};

/** Rows that depend on others cannot be read in parts, and standard input only once. */
function isInParts({ path, dialect }: InputFile): boolean {
  return path !== '-' && dialect !== undefined && !sequentialDialects.has(dialect);
}

/** More threads than any machine has are a mistake. */
const maxWorkers = 256;

function workersOf(text: string | boolean | undefined): number {
  if (text === undefined) return 1;
  const nWorkers = Number(text);
  if (!Number.isInteger(nWorkers) || nWorkers < 1 || nWorkers > maxWorkers)
    throw new UsageError(`the number of workers is from 1 to ${maxWorkers}, not ${JSON.stringify(text)}`);
  return nWorkers;
}

function indexLine({ path, dialect, source }: InputFile, io: Io, isJson: boolean): string {
  const { rows } = indexSource(source, dialect ?? 'ovs-openflow');
  source.close();
  const { elapsed, processor, resident } = io.usage();
  const bytesPerRow = Number((rows.size / rows.nRows).toFixed(2));
  if (isJson) {
    return `${JSON.stringify({
      file: path,
      dialect: dialect ?? null,
      rows: rows.nRows,
      bytesPerRow,
      milliseconds: Math.round(elapsed),
      processorMilliseconds: Math.round(processor),
      residentBytes: resident,
    })}\n`;
  }
  return `${path}: ${dialect ?? 'unknown dialect'}, ${rows.nRows} rows, ${bytesPerRow} bytes of index a row, ${Math.round(elapsed)} ms since start (processor ${Math.round(processor)} ms), ${Math.round(resident / 1e6)} MB resident\n`;
}
