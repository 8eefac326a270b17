import { stringOf, valueOf } from '../syntax/ovsdb/datum.ts';
import type { CaptureFile, CapturePart } from './captureFile.ts';
import { type Database, readDatabase } from './database.ts';

/** A row of the southbound table `Chassis`. */
export interface ChassisRow {
  readonly name: string;
  readonly hostname: string | undefined;
  /** Of another availability zone (`other_config:is-remote`): it runs nothing that could be dumped here. */
  readonly isRemote: boolean;
}

/** What one file of a southbound database says of chassis. */
export interface ChassisRows {
  readonly rows: readonly ChassisRow[];
  /** IP addresses of tunnels by the chassis' name. */
  readonly encaps: ReadonlyMap<string, readonly string[]>;
}

/** Whose a file is, by the names that databases have and by the layout of well-known collections. */
export interface HostNames {
  /** The host by one of the folders, and which. `mayGuess` allows a folder that no database knows. */
  folderOf(
    folders: readonly string[],
    mayGuess: boolean,
  ): { readonly host: string; readonly idx: number } | undefined;
  /** The host by the file's name. */
  nameOf(name: string, part: CapturePart): string | undefined;
  hostnameOf(host: string): string | undefined;
  chassisIn(file: CaptureFile): ChassisRows;
}

interface Described {
  readonly file: CaptureFile;
  readonly part: CapturePart;
}

const noChassis: ChassisRows = { rows: [], encaps: new Map() };

/** The chassis in a file; none when it is no southbound database. */
function readChassis(file: CaptureFile, part: CapturePart): ChassisRows {
  if (part.kind !== 'database' || part.database !== 'OVN_Southbound' || part.isCompressed) return noChassis;
  if (part.table !== undefined && part.table !== 'Chassis' && part.table !== 'Encap') return noChassis;
  const tables = databaseIn(file, part)?.tables;
  const rows: ChassisRow[] = [];
  for (const row of tables?.get('Chassis')?.rows() ?? []) {
    const name = stringOf(row.get('name'));
    if (name === undefined || name === '') continue;
    const hostname = stringOf(row.get('hostname'));
    rows.push({
      name,
      hostname: hostname === '' ? undefined : hostname,
      isRemote: valueOf(row.get('other_config'), 'is-remote') === 'true',
    });
  }
  const encaps = new Map<string, string[]>();
  for (const row of tables?.get('Encap')?.rows() ?? []) {
    const chassis = stringOf(row.get('chassis_name'));
    const ip = stringOf(row.get('ip'));
    if (chassis === undefined || ip === undefined) continue;
    encaps.set(chassis, [...(encaps.get(chassis) ?? []), ip]);
  }
  return { rows, encaps };
}

/** What all databases of the files know of hosts. */
export function hostNames(files: readonly Described[]): HostNames {
  /** Names in lower case → the chassis. */
  const known = new Map<string, string>();
  const hostnames = new Map<string, string>();
  const learn = (alias: string | undefined, chassis: string): void => {
    if (alias === undefined || alias === '') return;
    for (const each of [alias, alias.split('.')[0] as string]) {
      const key = each.toLowerCase();
      if (key.length > 1 && !known.has(key)) known.set(key, chassis);
    }
  };
  const chassis = new Map(files.map(({ file, part }) => [file, readChassis(file, part)]));
  for (const { rows } of chassis.values()) {
    for (const { name, hostname } of rows) {
      learn(name, name);
      learn(hostname, name);
      if (hostname !== undefined) hostnames.set(name, hostname);
    }
  }
  for (const { file, part } of files) {
    const local = localHost(file, part);
    if (local === undefined) continue;
    const found =
      known.get(local.systemId?.toLowerCase() ?? '') ??
      known.get(local.hostname?.toLowerCase() ?? '') ??
      local.systemId ??
      local.hostname;
    if (found === undefined) continue;
    learn(local.systemId, found);
    learn(local.hostname, found);
    if (local.hostname !== undefined && !hostnames.has(found)) hostnames.set(found, local.hostname);
    // The folder's own word for the host is an alias too, and that of a flat folder's files.
    const folders = part.path.split('/');
    const name = folders.pop() ?? '';
    learn(guessedFolder(folders)?.host ?? guessedInName(name, part) ?? suffixOf(name), found);
  }
  const inText = aliasPattern(known);
  return {
    folderOf(folders, mayGuess) {
      for (let idx = folders.length - 1; idx >= 0; idx--) {
        const folder = (folders[idx] as string).toLowerCase();
        const report = reportHost(folders[idx] as string)?.toLowerCase();
        const host =
          known.get(folder) ?? known.get(folder.split('.')[0] as string) ?? known.get(report ?? '');
        if (host !== undefined) return { host, idx };
      }
      const guessed = guessedFolder(folders);
      if (guessed === undefined || (!mayGuess && !guessed.isSure)) return undefined;
      return { host: known.get(guessed.host.toLowerCase()) ?? guessed.host, idx: guessed.idx };
    },
    nameOf(name, part) {
      const alias = inText?.exec(name.toLowerCase())?.[1];
      if (alias !== undefined) return known.get(alias);
      return part.database === 'OVN_Northbound' || part.database === 'OVN_Southbound'
        ? undefined
        : guessedInName(name, part);
    },
    hostnameOf: (host) => hostnames.get(host),
    chassisIn: (file) => chassis.get(file) ?? noChassis,
  };
}

/** `external_ids` of the one row of the table `Open_vSwitch`. */
function localHost(
  file: CaptureFile,
  part: CapturePart,
): { readonly systemId: string | undefined; readonly hostname: string | undefined } | undefined {
  if (part.kind !== 'database' || part.database !== 'Open_vSwitch' || part.isCompressed) return undefined;
  if (part.table !== undefined && part.table !== 'Open_vSwitch') return undefined;
  const table = databaseIn(file, part)?.tables.get('Open_vSwitch');
  if (table === undefined || table.nRows !== 1) return undefined;
  const ids = table.row(0).get('external_ids');
  const text = (key: string): string | undefined => {
    const value = valueOf(ids, key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { systemId: text('system-id'), hostname: text('hostname') };
}

function databaseIn({ head }: CaptureFile, { table, database }: CapturePart): Database | undefined {
  return readDatabase(head, { table, database });
}

/** All aliases as words of a file's name, the longest first. Many aliases are left to the folders. */
function aliasPattern(known: ReadonlyMap<string, string>): RegExp | undefined {
  const aliases = [...known.keys()].sort((a, b) => b.length - a.length);
  if (aliases.length === 0 || aliases.length > 5_000) return undefined;
  const escaped = aliases.map((alias) =>
    alias.replace(/[^a-z0-9]/g, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`),
  );
  return new RegExp(`(?<![a-z0-9])(${escaped.join('|')})(?![a-z0-9])`, 'u');
}

/** `sosreport-compute-0-2024-05-01-abcdefg`, also with a case number before the date. */
function reportHost(folder: string): string | undefined {
  return /^sos(?:report|collector)?-(.+?)(?:-\d{5,})?-\d{4}-\d\d-\d\d(?:-\w+)?$/.exec(folder)?.[1];
}

/** Folders of collections that are no host's name. */
const generic =
  /^(?:\.|sos_(?:commands|strings|reports)|openvswitch|ovn\w*|ovs\w*|network(?:ing|_logs)?|must-gather.*|quay-io.*|registry-.*|host_service_logs|namespaces|cluster-scoped-resources|var|run|log|logs|etc|tmp|traces?|flows?|dumps?|output|pcap|data|db|databases?|central|control(?:ler|-plane)?|nb|sb|all|nodes?|hosts?|chassis|hypervisors?|computes?)$/i;
const momentFolder =
  /^(?:before|after|during|pre|post|baseline|(?:p|t|phase|step)[-_]?\d+.*|\d{4}-?\d\d-?\d\d.*)$/i;

/** A folder that is a host's by the layout alone: of a sosreport, below `nodes/`, or the nearest that means nothing else. */
function guessedFolder(
  folders: readonly string[],
): { readonly host: string; readonly idx: number; readonly isSure: boolean } | undefined {
  for (const [idx, folder] of folders.entries()) {
    const report = reportHost(folder);
    if (report !== undefined) return { host: report, idx, isSure: true };
    const below = folders[idx + 1];
    if (
      /^(?:nodes?|hosts?|chassis|hypervisors?|computes?)$/i.test(folder) &&
      below !== undefined &&
      !generic.test(below)
    )
      return { host: below, idx: idx + 1, isSure: true };
  }
  const commands = folders.indexOf('sos_commands');
  if (commands > 0) return { host: folders[commands - 1] as string, idx: commands - 1, isSure: true };
  // The folder right above the file, if it means nothing else: `hv1/br-int.txt`, `hv1/flows/br-int.txt`.
  const idx = folders.findLastIndex((folder) => !generic.test(folder));
  const host = folders[idx];
  if (host === undefined || momentFolder.test(host)) return undefined;
  return /\d/.test(host) || folders.length - idx === 1 ? { host, idx, isSure: false } : undefined;
}

/** What stands behind the ending that says how a file is printed: `ovs-Open_vSwitch.json.node7`. */
function suffixOf(name: string): string | undefined {
  const found = /\.(?:csv|json|list|out|txt)\.([^.]*[^.\d][^.]*)$/i.exec(name)?.[1];
  return found === undefined || /^(?:gz|xz|bz2|zst|bak|old|orig)$/i.test(found) ? undefined : found;
}

/** What stands in a flat folder before the words that say what a file is: `node7_ovs_ofctl_dump_flows_br-int`. */
function guessedInName(name: string, { kind }: CapturePart): string | undefined {
  if (kind === 'other' || kind === 'log' || kind === 'logical-flows' || kind === 'trace') return undefined;
  const found =
    /^(.+?)[-_. ]+(?:br-[a-z]|ovs[-_]|ofctl|vsctl|appctl|dpctl|dump[-_]|conntrack|flows?\b|groups?\b|meters?\b|fdb|ct[-_]zone|nbdb|sbdb)/i.exec(
      name,
    )?.[1];
  if (found === undefined || generic.test(found) || momentFolder.test(found) || found.startsWith('br-'))
    return undefined;
  // `ovs`, `ovs-appctl` and the like begin the name of a command, not of a host.
  return /^(?:ovs|ovn|sudo)(?:[-_]|$)/i.test(found) ? undefined : found;
}
