import type { CapturePart } from '../model/captureFile.ts';
import { decodeText } from '../text/bytes.ts';
import type { ReadFile } from './tables.ts';

/** A line of `ovs-ofctl dump-ports-desc`, or of `show`. */
const portLine = /^ *(\d{1,10})\(([^)]{1,64})\): addr:/gm;

/** Names of the integration bridge's OpenFlow ports, by number as written; empty when no list of ports is here. */
export function readPortNames(parts: readonly CapturePart[], read: ReadFile): ReadonlyMap<string, string> {
  const part = parts.find(
    ({ kind, bridge, isCompressed }) =>
      kind === 'ports' && !isCompressed && (bridge === undefined || bridge === 'br-int'),
  );
  const bytes = part === undefined ? undefined : read(part.path);
  if (bytes === undefined) return new Map();
  return new Map(
    [...decodeText(bytes).matchAll(portLine)].map(([, number = '', name = '']) => [number, name]),
  );
}
