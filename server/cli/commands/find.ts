import { maxNeedleSize, type Needle } from '../../core/model/rowScanner.ts';
import { needleOf, searchText } from '../../core/model/searchText.ts';
import { decodeText } from '../../core/text/bytes.ts';
import { LineReader } from '../../core/text/lineReader.ts';
import type { Command } from '../command.ts';
import type { Lines } from '../findFlows.ts';
import { type InputFile, type Io, openInput, printable, UsageError } from '../io.ts';

/** Finds lines by a text, and flows by what they are. */
export const find: Command = {
  name: 'find',
  usage: 'find FILE… [TEXT]',
  summary:
    'print the lines with a text, or the flows of a table, stage, cookie, port, datapath; 1 when there are none',
  options: {
    text: { type: 'string', help: 'the text, when flows have to be something else as well' },
    'ignore-case': { type: 'boolean', help: 'small and capital letters of the text are the same' },
    cookie: { type: 'string', help: "a flow's cookie, or the UUID of its logical flow" },
    table: { type: 'string', help: 'the number of an OpenFlow or of a logical table' },
    stage: { type: 'string', help: 'the stage of a logical flow' },
    priority: { type: 'string', help: 'the priority of a flow' },
    port: { type: 'string', help: 'of OpenFlow a key in reg14 or reg15, of logical flows a name' },
    'in-port': { type: 'string', help: 'of OpenFlow the in_port, a number or a name' },
    datapath: { type: 'string', help: 'of OpenFlow a key in metadata, of logical flows a name or UUID' },
    count: { type: 'boolean', help: 'print only how many there are' },
  },
  async run({ io, args, options }) {
    const isByField = fieldNames.some((name) => options[name] !== undefined);
    const { paths, text } = readArguments(args, options['text'] as string | undefined, isByField);
    const needle = text === undefined ? undefined : searchedFor(text, options['ignore-case'] === true);
    // What indexes rows is much; a text alone is found without.
    const findFlows = isByField ? (await import('../allCommands.ts')).flowFinder(options) : undefined;
    const printer = new Printer(io, options['json'] === true);
    let nFound = 0;
    for (const path of paths) {
      const file = openInput(io, path);
      if (needle !== undefined && findFlows === undefined && options['count'] === true) {
        const count = countWith(file, needle);
        nFound += count;
        printer.count(path, count);
        file.source.close();
        continue;
      }
      const lines = needle === undefined ? undefined : linesWith(file, needle);
      const found = findFlows === undefined ? (lines as Lines) : findFlows(file, lines);
      nFound += found.rows.length;
      if (options['count'] === true) printer.count(path, found.rows.length);
      else printer.lines(file, found);
      file.source.close();
    }
    printer.flush();
    return nFound > 0 ? 0 : 1;
  },
};

const fieldNames = ['cookie', 'table', 'stage', 'priority', 'port', 'in-port', 'datapath'];

/** The last argument is the text, unless there is something else to find. */
function readArguments(
  args: readonly string[],
  wanted: string | undefined,
  isByField: boolean,
): { readonly paths: readonly string[]; readonly text: string | undefined } {
  if (args.length === 0) throw new UsageError('which file?');
  if (wanted !== undefined || isByField) return { paths: args, text: wanted };
  if (args.length === 1)
    throw new UsageError('find what? Name a text, or an option such as --table; see ovn-lens find --help');
  return { paths: args.slice(0, -1), text: args.at(-1) };
}

function searchedFor(text: string, ignoresCase: boolean): Needle {
  const needle = needleOf(text, ignoresCase);
  if (needle === undefined)
    throw new UsageError(`the text to find is a part of one line, up to ${maxNeedleSize} bytes`);
  return needle;
}

/** Only counts: most lines of a huge dump may have a text, and keeping their places takes longer than finding them. */
function countWith({ source }: InputFile, needle: Needle): number {
  let count = 0;
  searchText(source, needle, () => count++);
  return count;
}

function linesWith({ source }: InputFile, needle: Needle): Lines {
  const rows: number[] = [];
  const starts: number[] = [];
  searchText(source, needle, (row, start) => {
    rows.push(row);
    starts.push(start);
  });
  return { rows, starts };
}

/** Of a longer line so many bytes are printed. */
const longestPrinted = 1 << 20;
/** Lines are written together: each write is a call of the system. */
const bufferSize = 65_536;

class Printer {
  readonly #io: Io;
  readonly #isJson: boolean;
  #text = '';

  constructor(io: Io, isJson: boolean) {
    this.#io = io;
    this.#isJson = isJson;
  }

  count(file: string, count: number): void {
    this.#put(this.#isJson ? JSON.stringify({ file, count }) : `${file}:${count}`);
  }

  lines({ path, source }: InputFile, { rows, starts }: Lines): void {
    const reader = new LineReader(source, longestPrinted);
    for (let idx = 0; idx < rows.length; idx++) {
      const { bytes, start, end } = reader.from(starts[idx] as number);
      const text = decodeText(bytes, start, end);
      const line = (rows[idx] as number) + 1;
      this.#put(
        this.#isJson ? JSON.stringify({ file: path, line, text }) : `${path}:${line}:${printable(text)}`,
      );
    }
  }

  flush(): void {
    if (this.#text !== '') this.#io.out(this.#text);
    this.#text = '';
  }

  #put(line: string): void {
    this.#text += `${line}\n`;
    if (this.#text.length > bufferSize) this.flush();
  }
}
