import type { Dialect } from './dialect.ts';

/** How the head of a text shows its dialect. Each is tried on the first lines that say something. */
interface Detector {
  readonly kind: Dialect;
  /** How many of the lines are surely of this dialect. */
  detect(lines: readonly string[]): number;
}

const logicalHeader = /^\s*Datapath: .*\bPipeline: (?:ingress|egress)\s*$/;
const logicalRow =
  /^\s*(?:uuid=0x[0-9a-f]+, *)?(?:table=(?:\d+|\?\?) *\([^)]*\), *priority=|.*\bmatch=\(.*\), *action=\()/;
const replyHeader = /^(?:NXST|OFPST)_FLOW reply\b/;
const flowRow =
  /^\s*[+-]?\s*(?:(?:cookie|duration|table|priority|n_packets|idle_timeout|hard_timeout|importance)=|(?:\w+,)*(?:in_port|reg\d+|metadata)=).*\bactions=/;

export const detectors: readonly Detector[] = [
  {
    kind: 'ovn-lflow',
    detect: (lines) => lines.filter((line) => logicalHeader.test(line) || logicalRow.test(line)).length,
  },
  {
    kind: 'ovs-openflow',
    detect: (lines) => lines.filter((line) => replyHeader.test(line) || flowRow.test(line)).length,
  },
];

/** How much of a text's beginning is looked at, in characters and in lines that are not blank. */
export const headLength = 16_384;
const headLines = 20;
/** A head is cut anywhere; a line longer than this says what it is before its end. */
const lineLength = 4_096;

/**
 * The dialect of a text by its content, or undefined when it looks like neither. Lines of a shell (`$ ovs-ofctl …`) or
 * of a log before the dump do not matter: the dialect with the most sure lines among the first ones wins, and a logical
 * list with OpenFlow rows below its flows (`--ovs`) is a logical list.
 */
export function detectDialect(head: string): Dialect | undefined {
  const lines = head
    .slice(0, headLength)
    .replace(/^\uFEFF/, '')
    .split('\n', headLines * 10)
    .map((line) => line.slice(0, lineLength))
    .filter((line) => line.trim() !== '')
    .slice(0, headLines);
  let best: Dialect | undefined;
  let most = 0;
  for (const { kind, detect } of detectors) {
    const found = detect(lines);
    if (kind === 'ovn-lflow' && found > 0) return kind;
    if (found > most) {
      most = found;
      best = kind;
    }
  }
  return best;
}
