import type { CapturePart } from '../model/captureFile.ts';
import { decodeText } from '../text/bytes.ts';
import type { ReadFile } from './tables.ts';

/** A line of `ovs-ofctl dump-ports-desc`, or of `show`. */
const portLine = /^ *(\d{1,10})\(([^)]{1,64})\): addr:/gm;

/** Names of a bridge's OpenFlow ports, by number as written; empty when no list of its ports is among the files of its host. */
export function readPortNames(
  parts: readonly CapturePart[],
  read: ReadFile,
  bridge = 'br-int',
): ReadonlyMap<string, string> {
  const part = parts.find(
    (each) => each.kind === 'ports' && !each.isCompressed && (each.bridge ?? 'br-int') === bridge,
  );
  const bytes = part === undefined ? undefined : read(part.path);
  if (bytes === undefined) return new Map();
  return new Map(
    [...decodeText(bytes).matchAll(portLine)].map(([, number = '', name = '']) => [number, name]),
  );
}
