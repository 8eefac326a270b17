import { detectDialect, headLength } from '../syntax/detect.ts';
import type { Dialect } from '../syntax/dialect.ts';
import { decodeText } from '../text/bytes.ts';
import { readDatabase } from './database.ts';
import { hintsOfName } from './databaseHints.ts';

/** A file of a folder. */
export interface CaptureFile {
  /** Relative to the folder, with `/` between its parts. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** The beginning of the file; the whole file where `wantsWhole` says so. */
  readonly head: Uint8Array;
}

/** What a file of a capture holds. */
export type PartKind =
  | 'flows'
  | 'groups'
  | 'meters'
  | 'ports'
  | 'fdb'
  | 'datapath-flows'
  | 'conntrack'
  | 'zones'
  | 'bindings'
  | 'database'
  | 'logical-flows'
  | 'trace'
  | 'log'
  | 'other';

/** A file of a capture with what its name and its first bytes say of it. */
export interface CapturePart {
  readonly path: string;
  readonly size: number;
  readonly kind: PartKind;
  /** How the editor reads it; undefined for what is no dump. */
  readonly dialect: Dialect | undefined;
  /** Of flows, groups, meters and ports. */
  readonly bridge: string | undefined;
  /** `OVN_Southbound`, `OVN_Northbound` or `Open_vSwitch`, of a database. */
  readonly database: string | undefined;
  /** Of a database: the one table that it holds; undefined for a whole database, or a summary. */
  readonly table: string | undefined;
  /** A summary such as `ovn-sbctl show` names some rows only. */
  readonly isSummary: boolean;
  /** It has to be unpacked before it can be read. */
  readonly isCompressed: boolean;
}

/** How much of a file's beginning tells what it is, in bytes. */
export const captureHeadLength: number = headLength;

/** A database up to this size is read whole to learn of its chassis, in bytes. */
const wholeLength = 32 << 20;

/** Whether all of a file must be read: the databases that name chassis and hosts. */
export function wantsWhole(file: CaptureFile): boolean {
  if (file.head.length >= file.size || file.size > wholeLength) return false;
  const { kind, database, table } = describeFile(file);
  if (kind !== 'database' || database === 'OVN_Northbound') return false;
  return table === undefined || chassisTables.has(table);
}

const chassisTables: ReadonlySet<string> = new Set(['Chassis', 'Encap', 'Open_vSwitch']);

/** Kinds by dialect, and by name where the content does not tell. Dialects that are not here are databases. */
const kindOfDialect: Readonly<Record<string, PartKind>> = {
  'ovn-lflow': 'logical-flows',
  'ovs-openflow': 'flows',
  'ovs-groups': 'groups',
  'ovs-meters': 'meters',
  'ovs-ports': 'ports',
  'ovs-datapath': 'datapath-flows',
  'ovs-conntrack': 'conntrack',
  'ovn-trace': 'trace',
  'ovs-trace': 'trace',
};

const kindOfName: readonly (readonly [RegExp, PartKind])[] = [
  [/lflow[-_]?list|lflows?\b/i, 'logical-flows'],
  [/dump[-_]?groups?|[-_.]groups?\b/i, 'groups'],
  [/dump[-_]?meters?|[-_.]meters?\b/i, 'meters'],
  [/ports[-_]?desc|ofctl.*[-_]show\b|dump[-_]ports/i, 'ports'],
  [/fdb/i, 'fdb'],
  [/dpctl.*dump[-_.]?flows|datapath[-_]flows/i, 'datapath-flows'],
  [/conntrack/i, 'conntrack'],
  [/ct[-_]zone/i, 'zones'],
  [/local[-_]bindings?/i, 'bindings'],
  [/(?:ofproto|ovn)[-_.]?trace|detrace/i, 'trace'],
  [/dump[-_]?flows|^br-?\w+(?:\.of1\d)?(?:\.(?:txt|log|gz))?$|[-_.]flows\b/i, 'flows'],
  [/\.log(?:\.|$)/i, 'log'],
];

/** Kinds without a dialect of their own: the name alone decides. */
const namedKinds: ReadonlySet<PartKind> = new Set(['fdb', 'zones', 'bindings', 'log']);

/** What a file is, by its content, else by its name. */
export function describeFile({ path, size, head }: CaptureFile): CapturePart {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isCompressed = head[0] === 0x1f && head[1] === 0x8b;
  const named = kindOfName.find(([pattern]) => pattern.test(name))?.[1];
  const text = isCompressed ? '' : decodeText(head, 0, Math.min(head.length, headLength));
  const dialect = isCompressed ? undefined : detectDialect(text);
  const stored = isDatabase(name, text, dialect) ? hintsOfName(name) : undefined;
  const kind = kindOf(named, dialect, stored !== undefined, isCompressed || head.length === 0);
  const isSummary = kind === 'database' && /[-_.]?show\b/i.test(name);
  return {
    path,
    size,
    kind,
    dialect,
    bridge: bridgeKinds.has(kind) ? bridgeOf(name) : undefined,
    database: kind === 'database' ? (stored?.database ?? databaseOfText(text, head, name)) : undefined,
    table: kind === 'database' && !isSummary ? stored?.table : undefined,
    isSummary,
    isCompressed,
  };
}

function kindOf(
  named: PartKind | undefined,
  dialect: Dialect | undefined,
  isStored: boolean,
  isUnread: boolean,
): PartKind {
  if (isStored) return 'database';
  if (named !== undefined && namedKinds.has(named)) return named;
  const read = dialect === undefined ? undefined : kindOfDialect[dialect];
  if (read !== undefined) return read;
  // Without content a name has to do. With content that no dialect knows it lies, but for kinds that some releases of
  // the tools print in a form of their own.
  return named !== undefined && (isUnread || !knownByContent.has(named)) ? named : 'other';
}

/** Kinds whose every text is recognised. */
const knownByContent: ReadonlySet<PartKind> = new Set(['flows', 'logical-flows', 'trace']);

const jsonTables = /^\s*\{\s*"(?:data|headings|caption)"\s*:/;
const databaseFile = /^OVSDB (?:JSON|CLUSTER)\b/;
const printedRecord = /^_uuid\s*:/m;
const printedTable = /^[A-Z]\w+ table\n/m;
const csvHeader = /^_uuid,/m;
const databaseName =
  /\.(?:db|backup)(?:\.|$)|(?:^|[-_.])(?:nb|sb)db(?:[-_.]|$)|(?:nb|sb|vs)ctl[-_].*(?:show|list|find)|(?:nb|sb|vs)ctl-show|ovsdb-client/i;

function isDatabase(name: string, text: string, dialect: Dialect | undefined): boolean {
  if (dialect !== undefined) return kindOfDialect[dialect] === undefined;
  return (
    jsonTables.test(text) ||
    databaseFile.test(text) ||
    printedRecord.test(text) ||
    printedTable.test(text) ||
    csvHeader.test(text) ||
    databaseName.test(name)
  );
}

/** The database where its name does not begin like that of a tool: `ovnkube-x_sbdb.gz`, or by its content. */
function databaseOfText(text: string, head: Uint8Array, name: string): string | undefined {
  const packed = /(?:^|[-_.])(nb|sb)db(?![a-z])/i.exec(name)?.[1]?.toLowerCase();
  if (packed !== undefined) return packed === 'nb' ? 'OVN_Northbound' : 'OVN_Southbound';
  const schema = /"name"\s*:\s*"(OVN_Northbound|OVN_Southbound|Open_vSwitch)"/.exec(text)?.[1];
  return schema ?? readDatabase(head, hintsOfName(name))?.name;
}

const bridgeKinds: ReadonlySet<PartKind> = new Set(['flows', 'groups', 'meters', 'ports', 'fdb']);
const bridgeName = /(?:^|[-_. @])(br-[A-Za-z0-9]+(?:-\d+)?|(?:ovs)?br\d+)(?![A-Za-z0-9])/;

function bridgeOf(name: string): string | undefined {
  return bridgeName.exec(name)?.[1];
}
