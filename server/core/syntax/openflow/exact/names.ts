import { firstReservedPort, reservedPort, reservedPortName } from '../../../net/ports.ts';
import { unquoted } from '../leaves.ts';
import { wholeUint } from './numbers.ts';

/** An OpenFlow port by its number of OpenFlow 1.0, or by a name that only the bridge can resolve. */
export type Port = number | string;

/** A table by its number, or by a name that only the bridge can resolve. */
export type Table = number | string;

/** Whether names of ports and tables are kept, as for a text that belongs to a bridge, or rejected, as without one. */
export type Naming = 'keep' | 'reject';

/** The port that a text means; undefined where it cannot be one. Models `ofputil_port_from_string`. */
export function portOf(text: string, naming: Naming): Port | undefined {
  if (text.startsWith('-')) return undefined;
  const number = wholeUint(text, 10);
  if (number !== undefined) {
    if (number <= 0xffff) return number;
    return number < 0xffff_ff00 ? undefined : number - 0xffff_0000;
  }
  return reservedPort(text) ?? nameOf(text, naming);
}

/** The table that a text means; undefined where it cannot be one. Models `ofputil_table_from_string`. */
export function tableOf(text: string, naming: Naming): Table | undefined {
  if (text.startsWith('-')) return undefined;
  const number = wholeUint(text, 10);
  if (number !== undefined) return number > 0xff ? undefined : number;
  return nameOf(text, naming);
}

/** Models `ofputil_format_port`. */
export function printPort(port: Port): string {
  if (typeof port === 'string') return printName(port);
  return port >= firstReservedPort ? (reservedPortName(port) ?? String(port)) : String(port);
}

export function printTable(table: Table): string {
  return typeof table === 'string' ? printName(table) : String(table);
}

/** The number of OpenFlow 1.1 and later for a port of 1.0. */
export function widePort(port: number): number {
  return port < firstReservedPort ? port : port + 0xffff_0000;
}

function nameOf(text: string, naming: Naming): string | undefined {
  return naming === 'reject' || text === '' ? undefined : unquoted(text);
}

/** A name as it is, or in quotes where it is more than letters and digits. Models `namemap_put_name`. */
function printName(name: string): string {
  return /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name : JSON.stringify(name);
}
