import type { CapturePart } from '../model/captureFile.ts';
import { decodeText } from '../text/bytes.ts';
import type { Place } from './finding.ts';
import type { ReadFile } from './tables.ts';

/** The connections that one host tracks. */
export interface Connections {
  readonly path: string;
  /** Those of a zone; of all zones when it is not known. TCP's only while they are established. */
  inZone(zone: number | undefined): readonly Connection[];
}

export interface Connection {
  /** The same on every host. */
  readonly key: string;
  /** `tcp 10.0.0.10:40000 to 10.0.0.20:8080`. */
  readonly text: string;
  readonly place: Place;
}

/** The file is read when a zone is asked for: hosts track millions. */
export function openConnections(parts: readonly CapturePart[], read: ReadFile): Connections | undefined {
  const part = parts.find(({ kind, isCompressed }) => kind === 'conntrack' && !isCompressed);
  if (part === undefined) return undefined;
  const { path } = part;
  return { path, inZone: (zone) => [...connectionsIn(path, read(path) ?? new Uint8Array(), zone)] };
}

function* connectionsIn(path: string, bytes: Uint8Array, zone: number | undefined): Generator<Connection> {
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const stop = end === -1 ? bytes.length : end;
    const found = readConnection(decodeText(bytes, start, Math.min(stop, start + longest)));
    start = stop + 1;
    if (found === undefined || (zone !== undefined && found.zone !== zone)) continue;
    yield { key: found.text, text: found.text, place: { path, line } };
  }
}

/** What is longer is no connection, in bytes. */
const longest = 2_048;

/** A line of `ovs-appctl dpctl/dump-conntrack`, or of the kernel's own list. */
function readConnection(line: string): { readonly zone: number; readonly text: string } | undefined {
  const protocol = /^(?:ipv[46] +\d+ +)?([a-z][\w]*)/.exec(line)?.[1];
  const value = (name: string): string | undefined =>
    new RegExp(`(?:^|[ ,(])${name}=([^ ,()]+)`).exec(line)?.[1];
  const [from, to] = [value('src'), value('dst')];
  if (protocol === undefined || from === undefined || to === undefined) return undefined;
  if (protocol === 'tcp' && !line.includes('ESTABLISHED')) return undefined;
  const end = (address: string, port: string | undefined): string =>
    port === undefined ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return {
    zone: Number(value('zone') ?? 0),
    text: `${protocol} ${end(from, value('sport') ?? value('id'))} to ${end(to, value('dport'))}`,
  };
}
