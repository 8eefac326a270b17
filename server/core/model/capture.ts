import { type CaptureFile, type CapturePart, describeFile } from './captureFile.ts';
import { type ChassisRow, type HostNames, hostNames } from './captureHosts.ts';
import { missingIn, type MissingPart } from './captureMissing.ts';

/**
 * Files from several hosts, put in order: which dump is of which chassis and bridge, at which moment, and what is missing.
 * Names come from the files: data, to be shown as text.
 */
export interface Capture {
  /** In the order of their names, what is called after behind what is called before; one without a name when the folder knows no moments. */
  readonly moments: readonly CaptureMoment[];
  /** Files that are no part of a capture. */
  readonly others: readonly string[];
}

/** What was captured at one time. */
export interface CaptureMoment {
  /** The folder or the word that tells it from others: `p2`, `before`; empty when there is only one. */
  readonly name: string;
  /** Northbound and southbound databases, logical flows, traces of no chassis. */
  readonly central: readonly CapturePart[];
  readonly chassis: readonly CaptureChassis[];
  readonly missing: readonly MissingPart[];
}

export interface CaptureChassis {
  /** As the southbound database has it, else as the files name the host. */
  readonly name: string;
  readonly hostname: string | undefined;
  /** IP addresses of its tunnels, as far as a database says. */
  readonly encaps: readonly string[];
  /** Whether the southbound database of this moment has it. */
  readonly isRegistered: boolean;
  readonly parts: readonly CapturePart[];
}

/** A file with its place: where it was found, whose it is. */
interface Placed {
  readonly part: CapturePart;
  readonly file: CaptureFile;
  readonly host: string | undefined;
  /** Folders above the host's own, and a word of its name that tells a moment. */
  readonly folder: readonly string[];
  /** The name without the host: the same in two folders means two moments. */
  readonly slot: string;
}

interface Group {
  readonly folder: readonly string[];
  readonly files: Placed[];
}

/** Puts the files of a folder in order. Never throws; linear in their number, apart from sorting. */
export function readCapture(files: readonly CaptureFile[]): Capture {
  const parts = files.map((file) => ({ file, part: describeFile(file) }));
  const names = hostNames(parts);
  const placed = parts.map(({ file, part }) => place(file, part, names));
  const essential = placed.filter(({ part }) => isEssential(part));
  const groups = momentsOf(essential);
  const others: string[] = [];
  for (const each of placed) {
    if (isEssential(each.part)) continue;
    const group = each.part.kind === 'other' ? undefined : groupAbove(groups, each.folder);
    if (group === undefined) others.push(each.part.path);
    else group.files.push(each);
  }
  const common = commonFolder(groups.map(({ folder }) => folder));
  const moments = groups
    .map((group) => momentOf(group, group.folder.slice(common).join('/'), names))
    .sort((a, b) => compareNames(inTime(a.name), inTime(b.name)));
  return { moments, others: others.sort(compareNames) };
}

/** A moment's name as one that sorts by time: what is called after comes after. */
function inTime(name: string): string {
  return name
    .replace(/(?<![a-z])(?:before|pre|baseline)(?![a-z])/gi, '0')
    .replace(/(?<![a-z])during(?![a-z])/gi, '1')
    .replace(/(?<![a-z])(?:after|post)(?![a-z])/gi, '2');
}

/** What a moment is made of; traces and logs only belong to one. */
function isEssential({ kind }: CapturePart): boolean {
  return kind !== 'other' && kind !== 'log' && kind !== 'trace';
}

function place(file: CaptureFile, part: CapturePart, names: HostNames): Placed {
  const segments = part.path.split('/');
  const name = segments.pop() ?? '';
  const isOfHost = part.database !== 'OVN_Northbound' && part.database !== 'OVN_Southbound';
  const inFolder = names.folderOf(segments, isOfHost && part.kind !== 'logical-flows');
  const inName = inFolder === undefined ? names.nameOf(name, part) : undefined;
  const words = wordsOf(name);
  const moment = words.find((word) => momentWord.test(word));
  const folder = segments.slice(0, inFolder?.idx ?? segments.length);
  return {
    part,
    file,
    host: inFolder?.host ?? inName,
    folder: moment === undefined ? folder : [...folder, moment],
    slot: `${inFolder?.host ?? inName ?? ''}|${words
      .filter((word) => word !== moment)
      .sort()
      .join(' ')}`,
  };
}

/** A word of a file's name that tells a moment. */
const momentWord =
  /^(?:before|after|during|pre|post|(?:p|t|phase|step)\d+|\d{8}(?:t?\d{4,6}z?)?|\d{4}(?:0[1-9]|1[0-2])\d\d)$/;

/** The words of a file's name in lower case, a date with its time as one. */
function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .replace(/\d{4}-\d\d-\d\d(?:[t_]\d\d[-:]?\d\d(?:[-:]?\d\d)?z?)?/g, (date) => date.replace(/[-:_]/g, ''))
    .split(/[-_. ]+/);
}

interface Folder {
  readonly path: readonly string[];
  readonly folders: Map<string, Folder>;
  readonly files: Placed[];
}

/** Files in groups: all below one folder belong together unless two folders hold the same dump of the same host. */
function momentsOf(files: readonly Placed[]): Group[] {
  const root: Folder = { path: [], folders: new Map(), files: [] };
  for (const file of files) {
    let folder = root;
    for (const segment of file.folder) {
      let next = folder.folders.get(segment);
      if (next === undefined) {
        next = { path: [...folder.path, segment], folders: new Map(), files: [] };
        folder.folders.set(segment, next);
      }
      folder = next;
    }
    folder.files.push(file);
  }
  return groupsOf(root);
}

function groupsOf(folder: Folder): Group[] {
  const below = [...folder.folders.values()].flatMap(groupsOf);
  const own: Group[] = folder.files.length === 0 ? [] : [{ folder: folder.path, files: [...folder.files] }];
  const groups = [...own, ...below];
  if (groups.length < 2) return groups;
  if (!haveConflict(groups)) {
    return [{ folder: folder.path, files: groups.flatMap(({ files }) => files) }];
  }
  // What stands beside the moments, and is of none of them, is of all.
  const shared = groups.filter(
    (group) => isCentral(group) && groups.every((other) => other === group || !haveConflict([group, other])),
  );
  const moments = groups.filter((group) => !shared.includes(group));
  if (moments.length === 0) return groups;
  for (const { files } of shared) for (const moment of moments) moment.files.push(...files);
  return moments;
}

function isCentral({ files }: Group): boolean {
  return files.every(({ host }) => host === undefined);
}

function haveConflict(groups: readonly Group[]): boolean {
  const seen = new Set<string>();
  for (const { files } of groups) {
    for (const slot of new Set(files.map((file) => file.slot))) {
      if (seen.has(slot)) return true;
      seen.add(slot);
    }
  }
  return false;
}

/** The group that a trace or a log is of: the one in the nearest folder above it, or the only one. */
function groupAbove(groups: readonly Group[], folder: readonly string[]): Group | undefined {
  const above = groups.filter((group) => group.folder.every((segment, idx) => folder[idx] === segment));
  return above.sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** How many folders all moments have in common. */
function commonFolder(folders: readonly (readonly string[])[]): number {
  const [first = []] = folders;
  if (folders.length === 1) return first.length;
  const different = first.findIndex((segment, idx) => folders.some((folder) => folder[idx] !== segment));
  return different === -1 ? first.length : different;
}

function momentOf({ files }: Group, name: string, names: HostNames): CaptureMoment {
  const rows = new Map<string, ChassisRow>();
  const encaps = new Map<string, Set<string>>();
  for (const { file } of files) {
    const found = names.chassisIn(file);
    for (const row of found.rows) rows.set(row.name, row);
    for (const [chassis, ips] of found.encaps)
      encaps.set(chassis, new Set([...(encaps.get(chassis) ?? []), ...ips]));
  }
  const byHost = new Map<string, CapturePart[]>();
  const central: CapturePart[] = [];
  for (const { part, host } of files) {
    const isCentralPart = part.database === 'OVN_Northbound' || part.database === 'OVN_Southbound';
    if (host === undefined || isCentralPart) central.push(part);
    else byHost.set(host, [...(byHost.get(host) ?? []), part]);
  }
  // Dumps without a host are of the one host that there is.
  const ofNoHost = central.filter(({ kind, database }) => isHostKind(kind) || database === 'Open_vSwitch');
  if (ofNoHost.length > 0) {
    const [only] = byHost.size === 1 ? byHost.keys() : rows.size === 1 ? rows.keys() : [];
    byHost.set(only ?? '', [...(byHost.get(only ?? '') ?? []), ...ofNoHost]);
  }
  const chassis = [...new Set([...rows.keys(), ...byHost.keys()])].sort(compareNames).map((host) => ({
    name: host,
    hostname: rows.get(host)?.hostname ?? names.hostnameOf(host),
    encaps: [...(encaps.get(host) ?? [])].sort(compareNames),
    isRegistered: rows.has(host),
    parts: sorted(byHost.get(host) ?? []),
  }));
  const rest = sorted(central.filter((part) => !ofNoHost.includes(part)));
  const remote = new Set([...rows.values()].filter(({ isRemote }) => isRemote).map((row) => row.name));
  return { name, central: rest, chassis, missing: missingIn(rest, chassis, remote) };
}

function isHostKind(kind: CapturePart['kind']): boolean {
  return kind !== 'database' && kind !== 'logical-flows' && kind !== 'trace' && kind !== 'log';
}

function sorted(parts: readonly CapturePart[]): readonly CapturePart[] {
  return [...parts].sort((a, b) => compareNames(a.path, b.path));
}

/** By runs of digits as numbers, so that hv2 stands before hv10. No locale: the same everywhere. */
export function compareNames(a: string, b: string): number {
  const least = Math.min(a.length, b.length);
  let at = 0;
  while (at < least && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  let start = at;
  while (start > 0 && isDigit(a, start - 1)) start--;
  const [one, two] = [digitsFrom(a, start), digitsFrom(b, start)];
  if (one !== two && one !== '' && two !== '') return Number(one) - Number(two) || (one < two ? -1 : 1);
  if (at === least) return a.length - b.length;
  // Where digits begin, the word before them is at its end: it is shorter than the other one.
  if (start === at && at > 0 && isDigit(a, at) !== isDigit(b, at)) return isDigit(a, at) ? -1 : 1;
  return a.charCodeAt(at) - b.charCodeAt(at);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function digitsFrom(text: string, start: number): string {
  let end = start;
  while (isDigit(text, end)) end++;
  return text.slice(start, end);
}
