import { type DatapathQuery, findRows, type PortQuery, type RowQuery } from '../core/model/findRows.ts';
import { indexSource } from '../core/model/indexSource.ts';
import { sourceDump } from '../core/model/sourceDump.ts';
import { type InputFile, unknownReason, UsageError } from './io.ts';

/** Lines of a file, in order: their numbers, from 0, and their first bytes. */
export interface Lines {
  readonly rows: ArrayLike<number>;
  readonly starts: ArrayLike<number>;
}

type Options = Readonly<Record<string, string | boolean | undefined>>;

/**
 * What finds the flows that `options` describe, among some lines of a file or among all. Throws `UsageError` where an
 * option has no such value, and for a file of neither logical nor OpenFlow flows.
 */
export function flowFinder(options: Options): (file: InputFile, among: Lines | undefined) => Lines {
  const word = (name: string): string | undefined => options[name] as string | undefined;
  const cookie = word('cookie') === undefined ? undefined : cookieOf(word('cookie') as string);
  const table = numberOf(word('table'), 'table', 254);
  const priority = numberOf(word('priority'), 'priority', 65_535);
  const stage = word('stage');
  if (word('port') !== undefined && word('in-port') !== undefined)
    throw new UsageError('either --port or --in-port');
  return (file, among) => {
    const isLogical = file.dialect === 'ovn-lflow';
    if (!isLogical && file.dialect !== 'ovs-openflow')
      throw new UsageError(`${file.path}: ${file.dialect === undefined ? unknownReason(file) : 'no flows'}`);
    const port = portOf(word('port'), word('in-port'), isLogical);
    const datapath = datapathOf(word('datapath'), isLogical);
    const query: RowQuery = {
      ...(cookie === undefined ? {} : { cookie }),
      ...(table === undefined ? {} : { table }),
      ...(priority === undefined ? {} : { priority }),
      ...(stage === undefined ? {} : { stage }),
      ...(port === undefined ? {} : { port }),
      ...(datapath === undefined ? {} : { datapath }),
    };
    const index = indexSource(file.source, file.dialect);
    const found = findRows(sourceDump(file.source, file.dialect, index), query);
    const rows = among === undefined ? found : inBoth(found, among.rows);
    return { rows, starts: Float64Array.from(rows, (row) => index.starts.start(row)) };
  };
}

/** What two ascending lists have in common. */
function inBoth(found: Uint32Array, others: ArrayLike<number>): Uint32Array {
  let at = 0;
  return found.filter((row) => {
    while (at < others.length && (others[at] as number) < row) at++;
    return others[at] === row;
  });
}

/** The low 32 bits of a number, or the first ones of a UUID. */
function cookieOf(text: string): number {
  const [, start] = /^([\da-f]{8})-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.exec(text) ?? [];
  if (start !== undefined) return Number.parseInt(start, 16);
  if (!isNumber(text)) throw new UsageError(`a cookie is a number or a UUID, not ${JSON.stringify(text)}`);
  return Number(BigInt.asUintN(32, BigInt(text)));
}

function numberOf(text: string | undefined, what: string, most: number): number | undefined {
  if (text === undefined) return undefined;
  if (!isNumber(text) || Number(text) > most)
    throw new UsageError(`a ${what} is a number from 0 to ${most}, not ${JSON.stringify(text)}`);
  return Number(text);
}

function portOf(
  port: string | undefined,
  inPort: string | undefined,
  isLogical: boolean,
): PortQuery | undefined {
  if (inPort !== undefined) return { kind: 'inPort', name: inPort };
  if (port === undefined) return undefined;
  if (isLogical) return { kind: 'name', name: port };
  // A dump with names has them in `in_port` only.
  return isNumber(port) ? { kind: 'key', key: Number(port) } : { kind: 'inPort', name: port };
}

function datapathOf(text: string | undefined, isLogical: boolean): DatapathQuery | undefined {
  if (text === undefined) return undefined;
  if (isLogical) return { kind: 'name', name: text };
  if (!isNumber(text))
    throw new UsageError(`OpenFlow flows know datapaths by their keys, not as ${JSON.stringify(text)}`);
  return { kind: 'key', key: Number(text) };
}

function isNumber(text: string): boolean {
  return /^(?:0x[\da-f]+|\d+)$/i.test(text);
}
