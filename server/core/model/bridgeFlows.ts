import type { CapturePart } from './captureFile.ts';

/** Whether it holds flows of a bridge that can be read as they lie. */
export function isBridgeFlows({ kind, dialect, isCompressed, size }: CapturePart): boolean {
  return kind === 'flows' && dialect === 'ovs-openflow' && !isCompressed && size > 0;
}

/** Whether it may be of the bridge that ovn-controller fills. */
export function isIntegration({ bridge }: CapturePart): boolean {
  return bridge === undefined || bridge === 'br-int';
}

/** The dump of a host's integration bridge to read, of several spellings the one that says most. */
export function integrationFlows(parts: readonly CapturePart[]): CapturePart | undefined {
  const score = (part: CapturePart): number => (part.bridge === 'br-int' ? 4 : 0) + spellingScore(part);
  return parts
    .filter((part) => isBridgeFlows(part) && isIntegration(part))
    .toSorted((a, b) => score(b) - score(a))[0];
}

/** How much a spelling of a bridge's flows says: counters, numbers of ports, fields of later protocols. Less than 4. */
export function spellingScore({ path }: CapturePart): number {
  return (
    (/no[-_.]?stats/i.test(path) ? 0 : 2) +
    (/[-_.]names?(?![a-z])/i.test(path) ? 0 : 1) +
    (/of1[0-2]/i.test(path) ? 0 : 0.5)
  );
}
