/**
 * Reads mutated lines of real dumps: `node test/tools/run.mjs test/tools/mutations.ts DIALECT COUNT [SEED [FOLDER…]]`.
 * Each line must be read and printed again without an exception, its spans must nest and tile it, and what is unknown must
 * have a problem.
 * Lines are those of the dialect's files in the folders, `test/fixtures` unless told otherwise. Prints what it found.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seededRandom } from '../../server/core/base/random.ts';
import { detectDialect, headLength } from '../../server/core/syntax/detect.ts';
import { type Dialect, dialects } from '../../server/core/syntax/dialect.ts';
import { openFlowEntry } from '../../server/core/syntax/openflow/entryView.ts';
import { readDumpedFlow, readFlow } from '../../server/core/syntax/openflow/exact/readFlow.ts';
import { Rejection } from '../../server/core/syntax/openflow/exact/rejection.ts';
import { printDumpedFlow } from '../../server/core/syntax/openflow/print.ts';
import { rowParsers } from '../../server/core/syntax/rowParser.ts';
import { rowPrinters } from '../../server/core/syntax/rowPrinter.ts';
import type { SyntaxProblem } from '../../server/core/syntax/syntaxProblem.ts';
import { forEachToken } from '../../server/core/syntax/tokens.ts';
import { Tree } from '../../server/core/syntax/tree.ts';
import { decodeText, encodeText } from '../../server/core/text/bytes.ts';
import { stripColors } from '../../server/core/text/colors.ts';
import { treeFaults } from '../syntax/lflow/trees.ts';
import { faultsOf, hasUnknown } from '../syntax/openflow/treeChecks.ts';
import { ovnSeparators } from '../syntax/trace/lines.ts';

/** Each line once. */
function linesOf(wanted: Dialect, roots: readonly string[]): Uint8Array[] {
  const found = new Set<string>();
  for (const root of roots) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      // Parsers get the text as a terminal shows it.
      const text = stripColors(readFileSync(join(entry.parentPath, entry.name), 'latin1'));
      if (detectDialect(text.slice(0, headLength)) !== wanted) continue;
      for (const line of text.split('\n')) if (line !== '') found.add(line);
    }
  }
  return Array.from(found, (line) => Buffer.from(line, 'latin1'));
}

function readMutations(
  of: Dialect,
  originals: readonly Uint8Array[],
  nLines: number,
  random: Random,
): number {
  const mutator = new Mutator(originals, random);
  const tree = new Tree();
  /** The shortest line of each fault; faults differ by their words without numbers. */
  const shortest = new Map<string, string>();
  let nFound = 0;
  for (let idx = 0; idx < nLines; idx++) {
    const { buffer, start, end } = mutator.next();
    const found = faultOf(of, buffer, start, end, tree, idx % 16 === 0);
    if (found === undefined) continue;
    nFound++;
    const line = decodeText(buffer, start, end);
    const kind = found.replaceAll(/\d+/g, 'N');
    const known = shortest.get(kind);
    if (known === undefined) console.log(`${found}\n    ${JSON.stringify(line)}`);
    if (known === undefined || line.length < known.length) shortest.set(kind, line);
  }
  for (const [fault, line] of shortest) console.log(`shortest: ${fault}\n    ${JSON.stringify(line)}`);
  return nFound;
}

/** What is wrong with the reading of a line, in words; undefined when nothing is. */
function faultOf(
  of: Dialect,
  buffer: Uint8Array,
  start: number,
  end: number,
  tree: Tree,
  isThorough: boolean,
): string | undefined {
  const problems: SyntaxProblem[] = [];
  const bytes = buffer.subarray(start, end);
  try {
    tree.reset();
    rowParsers[of](buffer, start, end, tree, problems);
    const faults = [...treeFaultsOf(of, tree, bytes, problems), ...orderFaults(tree, bytes.length, problems)];
    if (faults.length > 0) return faults.join('; ');
    if (of === 'ovs-openflow') {
      const { table } = openFlowEntry(buffer, start, end, tree, problems);
      if (!Number.isInteger(table)) return 'the table is no integer';
      if (isThorough) readExactly(decodeText(bytes));
    }
    rowPrinters[of]({ bytes, base: 0, tree });
    return undefined;
  } catch (error) {
    return error instanceof Error
      ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ')
      : 'thrown';
  }
}

function treeFaultsOf(
  of: Dialect,
  tree: Tree,
  bytes: Uint8Array,
  problems: readonly SyntaxProblem[],
): string[] {
  if (of === 'ovn-lflow') return treeFaults({ tree, bytes, problems });
  if (of === 'ovs-openflow') return faultsOf(tree, bytes);
  const faults = faultsOf(tree, bytes, ovnSeparators);
  // Their lines are prose with some words that are looked for.
  const isProse = of === 'ovs-ports' || of.startsWith('ovsdb-');
  return isProse ? faults.filter((fault) => !fault.includes('in no leaf')) : faults;
}

function orderFaults(tree: Tree, size: number, problems: readonly SyntaxProblem[]): string[] {
  const faults: string[] = [];
  if (problems.length === 0 && hasUnknown(tree)) faults.push('an unknown node without a problem');
  for (const { start, end } of problems) {
    if (start < 0 || end < start || end > size) faults.push(`a problem at ${start}..${end} of ${size}`);
  }
  let last = 0;
  forEachToken(tree, (start, end) => {
    if (start < last) faults.push(`a token at ${start} begins before the end of the last one`);
    last = end;
  });
  return faults;
}

/** The exact readers reject; they never throw. */
function readExactly(text: string): void {
  const flow = readDumpedFlow(text);
  if (!(flow instanceof Rejection)) printDumpedFlow(flow);
  readFlow(text, { naming: 'keep' });
}

const lineFeed = 10;
const maxLine = 60_000;
const bytesAround = 8;

/** Changes lines at random: cuts, repeats, puts in words and pieces of other lines, any bytes. */
class Mutator {
  /** What is read stands in the middle of other bytes. */
  readonly #buffer: Uint8Array = new Uint8Array(maxLine * 2);
  readonly #scratch: Uint8Array = new Uint8Array(maxLine);
  readonly #originals: readonly Uint8Array[];
  readonly #random: Random;
  #end = 0;

  constructor(originals: readonly Uint8Array[], random: Random) {
    this.#originals = originals;
    this.#random = random;
  }

  next(): { readonly buffer: Uint8Array; readonly start: number; readonly end: number } {
    const buffer = this.#buffer;
    const start = bytesAround;
    const line = this.#line();
    buffer.set(line.subarray(0, maxLine), start);
    this.#end = start + Math.min(line.length, maxLine);
    for (let nEdits = 1 + this.#below(5); nEdits > 0; nEdits--) this.#edit(start);
    for (let at = start; at < this.#end; at++) if (buffer[at] === lineFeed) buffer[at] = 0x20;
    for (let at = 0; at < bytesAround; at++) {
      buffer[at] = this.#below(256);
      buffer[this.#end + at] = this.#below(256);
    }
    return { buffer, start, end: this.#end };
  }

  #edit(start: number): void {
    const at = start + this.#below(this.#end - start + 1);
    switch (this.#below(8)) {
      case 0:
        return this.#replace(at, this.#below(12), noBytes);
      case 1:
        return this.#replace(at, 0, this.#piece(this.#line()));
      case 2:
        return this.#replace(at, this.#below(40), this.#piece(this.#line()));
      case 3:
        // Again what stands here.
        return this.#replace(at, 0, this.#buffer.slice(at, Math.min(this.#end, at + 1 + this.#below(30))));
      case 4:
        if (at < this.#end) this.#buffer[at] = this.#below(256);
        return;
      case 5:
        if (this.#below(4) === 0) this.#end = at;
        return;
      default:
        return this.#replace(
          at,
          this.#below(2) * this.#below(8),
          fragments[this.#below(fragments.length)] as Uint8Array,
        );
    }
  }

  #replace(at: number, removed: number, inserted: Uint8Array): void {
    const rest = Math.min(this.#end, at + removed);
    const tail = this.#end - rest;
    if (at + inserted.length + tail > maxLine) return;
    this.#scratch.set(this.#buffer.subarray(rest, this.#end));
    this.#buffer.set(inserted, at);
    this.#buffer.set(this.#scratch.subarray(0, tail), at + inserted.length);
    this.#end = at + inserted.length + tail;
  }

  #piece(line: Uint8Array): Uint8Array {
    const start = this.#below(line.length);
    return line.slice(start, start + 1 + this.#below(40));
  }

  #line(): Uint8Array {
    return this.#originals[this.#below(this.#originals.length)] as Uint8Array;
  }

  #below(limit: number): number {
    return Math.floor(this.#random.next() * limit);
  }
}

const noBytes = new Uint8Array(0);

const fragments: readonly Uint8Array[] = [
  ...'( ) { } [ ] < > , ; : = / | + - . .. -> >> " \\ # $ @ ! && || 0 1 0x 0xffffffffffffffffff 99999999999999999999 1.2.3'.split(
    ' ',
  ),
  ...':: fe80:: 0a:00: /64 /255 ct( clone( learn( note: actions= action= match=( ), table= priority= cookie= reg0[ bucket='.split(
    ' ',
  ),
  ...'resubmit(, load: set_field: packets: recirc_id( orig=( type= uuid= -1 e9 nan'.split(' '),
  ' ',
  '\t',
  '\r',
  '\0',
  '\v',
  'é',
  '\u{1f600}',
].map(encodeText);

const [name, countText, seedText, ...folders] = process.argv.slice(2);
const dialect = dialects.find((each) => each === name);
const count = Number(countText);
if (dialect === undefined || !Number.isInteger(count)) {
  console.error(`usage: mutations.ts DIALECT COUNT [SEED [FOLDER…]]\ndialects: ${dialects.join(', ')}`);
  process.exit(2);
}
const lines = linesOf(dialect, folders.length === 0 ? ['test/fixtures'] : folders);
if (lines.length === 0) {
  console.error(`no file there is ${dialect}`);
  process.exit(2);
}
const nFaults = readMutations(dialect, lines, count, seededRandom(Number(seedText ?? 1)));
console.log(`${dialect}: ${count} mutations of ${lines.length} lines, ${nFaults} with faults`);
process.exitCode = nFaults > 0 ? 1 : 0;
