import type { CapturePart, PartKind } from '../model/captureFile.ts';
import { decodeText } from '../text/bytes.ts';
import type { ReadFile } from './tables.ts';

/** What the integration bridge of a host has besides flows; undefined for what no file lists as a whole. */
export interface SwitchParts {
  readonly groups: Listed<number> | undefined;
  readonly meters: Listed<number> | undefined;
  /** OpenFlow ports by number and by name. */
  readonly ports: Listed<string> | undefined;
}

export interface Listed<Key> {
  readonly path: string;
  readonly all: ReadonlySet<Key>;
}

const groupHeader = /^OFPST_GROUP_DESC reply|^OFPST_GROUP reply/m;
const groupId = /^\s*group_id=(\d{1,10})[,\s]/gm;
const meterHeader = /^OFPST_METER_CONFIG reply/m;
const meterId = /^\s*meter[=:](\d{1,10})[,\s]/gm;
const portLine = /^ *(\d{1,10}|LOCAL)\(([^)]{1,64})\): addr:/gm;

/** Reads the lists of groups, meters and ports that `ovs-ofctl` printed on one host. */
export function readSwitchParts(parts: readonly CapturePart[], read: ReadFile): SwitchParts {
  const text = (wanted: PartKind): { readonly path: string; readonly content: string } | undefined => {
    const part = parts.find(
      ({ kind, bridge, isCompressed }) =>
        kind === wanted && !isCompressed && (bridge === undefined || bridge === 'br-int'),
    );
    const bytes = part === undefined ? undefined : read(part.path);
    return part === undefined || bytes === undefined
      ? undefined
      : { path: part.path, content: decodeText(bytes) };
  };
  const numbers = (kind: PartKind, header: RegExp, id: RegExp): Listed<number> | undefined => {
    const found = text(kind);
    // Without its header a list may be a part of one.
    if (found === undefined || !header.test(found.content)) return undefined;
    return {
      path: found.path,
      all: new Set([...found.content.matchAll(id)].map(([, each]) => Number(each))),
    };
  };
  const ports = text('ports');
  const lines = [...(ports?.content.matchAll(portLine) ?? [])];
  return {
    groups: numbers('groups', groupHeader, groupId),
    meters: numbers('meters', meterHeader, meterId),
    // Every bridge has a local port, and lists it.
    ports:
      ports === undefined || !lines.some(([, number]) => number === 'LOCAL')
        ? undefined
        : { path: ports.path, all: new Set(lines.flatMap(([, number = '', name = '']) => [number, name])) },
  };
}
