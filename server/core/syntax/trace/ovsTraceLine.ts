import { blanksEnd, dotChar, equalsChar, hashChar, isDigit, minusChar, spaceChar } from '../../text/ascii.ts';
import { startsWithAscii } from '../../text/bytes.ts';
import { isAside, isRun, prefixAt, trimEnd } from './traceLine.ts';

/** What a line of `ofproto/trace` is: the `value` of its `row` node. */
export const OvsTraceLine = {
  blank: 0,
  /** `Flow: …`, `Final flow: …`, `Megaflow: …`; with conntrack also `Initial flow:` and `Modified flow:`. */
  flow: 1,
  /** `bridge("br-int")`. */
  bridge: 2,
  /** ` 0. in_port=3, priority 100, cookie 0x1`, ` 0. No match.` */
  table: 3,
  /** One OpenFlow action as it was carried out. */
  action: 4,
  /** ` -> …` below an action. */
  note: 5,
  /** ` >> …`. */
  warning: 6,
  /** ` >>>> … <<<<`. */
  error: 7,
  /** `thaw`, and what is taken up again below it. */
  thaw: 8,
  /** `bucket 0` of a group. */
  bucket: 9,
  /** `recirc(0x6) - resume conntrack …`. */
  recirculation: 10,
  datapathActions: 11,
  /** A line of `-` or `=`. */
  ruler: 12,
  /** `  * Logical flow: …`: what ovn-detrace adds. */
  record: 13,
  /** A sentence of the tool. */
  message: 14,
  comment: 15,
} as const;
export type OvsTraceLine = (typeof OvsTraceLine)[keyof typeof OvsTraceLine];

const flowTitles = ['Flow:', 'Final flow:', 'Megaflow:', 'Initial flow:', 'Modified flow:'] as const;

const thawTitles = [
  'Resuming from table ',
  'Restoring action set:',
  'Restoring actions:',
  'restored state:',
] as const;

const messages = [
  'This flow is handled by the userspace slow path',
  'Translation failed',
  'Action execution failed',
  'Bad actions:',
  'Trace reached the recirculation limit',
  'Queued but not processed',
  'Replacing src/dst IP/ports to simulate NAT:',
  'Dropping packet',
  '- ',
] as const;

/** What the line `bytes[start, end)` is, by its first bytes. */
export function ovsTraceLine(bytes: Uint8Array, start: number, end: number): OvsTraceLine {
  const at = blanksEnd(bytes, start, end);
  const last = trimEnd(bytes, at, end);
  if (at === last) return OvsTraceLine.blank;
  const first = bytes[at] as number;
  if (isRun(bytes, at, last, first) && (first === minusChar || first === equalsChar))
    return OvsTraceLine.ruler;
  if (isAside(bytes, at, last) || first === hashChar) return OvsTraceLine.comment;
  if (isDigit(first)) return isTable(bytes, at, last) ? OvsTraceLine.table : OvsTraceLine.action;
  if (startsWithAscii(bytes, at, '--. ', last)) return OvsTraceLine.table;
  if (startsWithAscii(bytes, at, '->', last)) return OvsTraceLine.note;
  if (startsWithAscii(bytes, at, '>>>>', last)) return OvsTraceLine.error;
  if (startsWithAscii(bytes, at, '>>', last)) return OvsTraceLine.warning;
  if (startsWithAscii(bytes, at, '* ', last)) return OvsTraceLine.record;
  if (flowTitleAt(bytes, at, last) !== undefined) return OvsTraceLine.flow;
  if (startsWithAscii(bytes, at, 'bridge(', last)) return OvsTraceLine.bridge;
  if (startsWithAscii(bytes, at, 'recirc(', last)) return OvsTraceLine.recirculation;
  if (startsWithAscii(bytes, at, 'Datapath actions:', last)) return OvsTraceLine.datapathActions;
  if (last - at === 4 && startsWithAscii(bytes, at, 'thaw', last)) return OvsTraceLine.thaw;
  if (thawTitleAt(bytes, at, last) !== undefined) return OvsTraceLine.thaw;
  if (startsWithAscii(bytes, at, 'bucket ', last)) return OvsTraceLine.bucket;
  if (prefixAt(bytes, at, last, messages) !== undefined || (last - at === 1 && first === dotChar)) {
    return OvsTraceLine.message;
  }
  return OvsTraceLine.action;
}

export function flowTitleAt(bytes: Uint8Array, at: number, end: number): string | undefined {
  return prefixAt(bytes, at, end, flowTitles);
}

export function thawTitleAt(bytes: Uint8Array, at: number, end: number): string | undefined {
  return prefixAt(bytes, at, end, thawTitles);
}

/** `12. `: a table's number with a dot. */
function isTable(bytes: Uint8Array, at: number, end: number): boolean {
  let p = at;
  while (p < end && isDigit(bytes[p])) p++;
  return p < end && bytes[p] === dotChar && (p + 1 === end || bytes[p + 1] === spaceChar);
}
