import { mapKeyProse } from './mapKeys.ts';
import { northboundColumnProse, northboundTableProse } from './northbound.ts';
import { southboundColumnProse, southboundTableProse } from './southbound.ts';
import { vswitchColumnProse, vswitchTableProse } from './vswitch.ts';

type Texts = Readonly<Record<string, string>>;
type Tables = Readonly<Record<string, Texts>>;

/** Columns that mean the same in every table. */
export const commonColumnProse: Texts = {
  _uuid: 'The row’s own UUID, by which other rows refer to it.',
  _version: 'Changes with the row.',
  name: 'The name.',
  external_ids: 'What others note on the row; the owner of the database does not read it.',
  options: 'Settings by name.',
  other_config: 'Settings by name.',
  bootstrap_ca_cert: 'Whether the first certificate that is seen is trusted from then on.',
  ca_cert: 'The file with the certificate that the other side must be signed by.',
  certificate: 'The file with the own certificate.',
  private_key: 'The file with the own key.',
  ssl_ciphers: 'Ciphers that are allowed.',
  ssl_ciphersuites: 'Cipher suites that are allowed.',
  ssl_protocols: 'Versions of TLS that are allowed.',
  inactivity_probe: 'Milliseconds without a message after which the other side is asked whether it is there.',
  is_connected: 'Whether the connection is up.',
  max_backoff: 'Longest wait between attempts to connect, in milliseconds.',
  status: 'What is known of the connection.',
  target: 'Where it listens or connects to, such as ptcp:6642 or ssl:10.0.0.1:6642.',
  connection_mode: 'In-band or out-of-band: whether the connection runs through a bridge.',
};

const columns: Readonly<Record<string, Tables>> = {
  OVN_Northbound: northboundColumnProse,
  OVN_Southbound: southboundColumnProse,
  Open_vSwitch: vswitchColumnProse,
};

const tables: Readonly<Record<string, Texts>> = {
  OVN_Northbound: northboundTableProse,
  OVN_Southbound: southboundTableProse,
  Open_vSwitch: vswitchTableProse,
};

/** What a table holds. Where the database is not known, the first that has such a table tells. */
export function tableText(database: string | undefined, table: string): string | undefined {
  return firstOf(database, (name) => own(own(tables, name), table));
}

/** What a column holds; of a table that is not known what it holds in most. */
export function columnText(
  database: string | undefined,
  table: string | undefined,
  column: string,
): string | undefined {
  const exact =
    table === undefined
      ? undefined
      : firstOf(database, (name) => own(own(own(columns, name), table), column));
  return exact ?? own(commonColumnProse, column) ?? (table === undefined ? anyTable(column) : undefined);
}

/** What a key in a map such as `options` means; undefined for one that is not known. */
export function mapKeyText(table: string | undefined, column: string, key: string): string | undefined {
  const bare = key.replace(/^"|"$/g, '');
  return (
    (table === undefined ? undefined : own(own(mapKeyProse, `${table}.${column}`), bare)) ??
    own(own(mapKeyProse, column), bare) ??
    Object.entries(mapKeyProse)
      .filter(([place]) => place.endsWith(`.${column}`))
      .map(([, keys]) => own(keys, bare))
      .find((text) => text !== undefined)
  );
}

function anyTable(column: string): string | undefined {
  for (const name of order) {
    for (const texts of Object.values(columns[name] ?? {})) {
      const found = own(texts, column);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const order = ['OVN_Southbound', 'OVN_Northbound', 'Open_vSwitch'];

function firstOf(
  database: string | undefined,
  find: (database: string) => string | undefined,
): string | undefined {
  const known = database === undefined ? undefined : find(database);
  if (known !== undefined || database !== undefined) return known;
  return order.map(find).find((text) => text !== undefined);
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
