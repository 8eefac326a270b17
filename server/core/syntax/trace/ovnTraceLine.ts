import {
  blanksEnd,
  closeBraceChar,
  dotChar,
  hashChar,
  isDigit,
  minusChar,
  openBraceChar,
  openParenChar,
  semicolonChar,
  slashChar,
  spaceChar,
  starChar,
} from '../../text/ascii.ts';
import { startsWithAscii } from '../../text/bytes.ts';
import { isAside, isRun, prefixAt, trimEnd } from './traceLine.ts';

/** What a line of `ovn-trace` is: the `value` of its `row` node. */
export const OvnTraceLine = {
  blank: 0,
  /** `# icmp,reg14=0x1,…`: the packet that is traced, as OpenFlow writes it. */
  packet: 1,
  /** `# Summary trace.` */
  title: 2,
  /** `ingress(dp="sw0", inport="vm")`, `multicast(…)`; in a summary with `{`. */
  pipeline: 3,
  /** `ct_lb_mark /* default … *\/`, `clone`, `arp`: what the packet becomes, with what happens to it then below. */
  transformation: 4,
  /** ` 0. ls_in_acl (northd.c:1): ip, priority 1, uuid e9ef33ac`. */
  stage: 5,
  /** OVN actions, or what a summary says of them. */
  action: 6,
  /** An OpenFlow flow of a stage (`--ovs`). */
  openFlow: 7,
  /** A remark such as `/* No MAC binding. *\/`. */
  remark: 8,
  /** `*** …`. */
  error: 9,
  /** `LOG: ACL name=…`. */
  log: 10,
  /** `select: reg8[16..31] = 1`. */
  select: 11,
  /** `}` of a summary. */
  end: 12,
  /** A line of `-`. */
  ruler: 13,
  comment: 14,
} as const;
export type OvnTraceLine = (typeof OvnTraceLine)[keyof typeof OvnTraceLine];

const titles = ['Detailed trace.', 'Summary trace.', 'Minimal trace.'] as const;
const pipelines = ['ingress(dp=', 'egress(dp=', 'multicast(dp='] as const;
/** What stands in the parentheses of a change of the packet, and of no action. */
const changes = ['ct_state=', 'ip4.src=', 'ip4.dst=', 'ip6.src=', 'ip6.dst='] as const;
const openFlowKeys = ['cookie=', 'duration=', 'table=', 'priority='] as const;

/** What the line `bytes[start, end)` is, by its first and last bytes. */
export function ovnTraceLine(bytes: Uint8Array, start: number, end: number): OvnTraceLine {
  const at = blanksEnd(bytes, start, end);
  const last = trimEnd(bytes, at, end);
  if (at === last) return OvnTraceLine.blank;
  const first = bytes[at] as number;
  if (first === minusChar && (isRun(bytes, at, last, first) || last - at === 1)) return OvnTraceLine.ruler;
  if (first === hashChar) return hashLine(bytes, at, last);
  if (isDigit(first) && isStage(bytes, at, last)) return OvnTraceLine.stage;
  if (isAside(bytes, at, last)) return OvnTraceLine.comment;
  if (startsWithAscii(bytes, at, '/*', last)) return OvnTraceLine.remark;
  if (startsWithAscii(bytes, at, '*** ', last)) return OvnTraceLine.error;
  if (startsWithAscii(bytes, at, 'LOG: ', last)) return OvnTraceLine.log;
  if (startsWithAscii(bytes, at, 'select: ', last)) return OvnTraceLine.select;
  if (first === closeBraceChar) return OvnTraceLine.end;
  if (prefixAt(bytes, at, last, pipelines) !== undefined) return OvnTraceLine.pipeline;
  if (prefixAt(bytes, at, last, openFlowKeys) !== undefined) return OvnTraceLine.openFlow;
  if (bytes[last - 1] === openBraceChar || isChange(bytes, at, last)) return OvnTraceLine.transformation;
  return hasSemicolon(bytes, at, last) ? OvnTraceLine.action : OvnTraceLine.transformation;
}

function hashLine(bytes: Uint8Array, at: number, end: number): OvnTraceLine {
  const text = blanksEnd(bytes, at + 1, end);
  if (prefixAt(bytes, text, end, titles) !== undefined) return OvnTraceLine.title;
  // `icmp,reg14=0x1`: words with commas. A sentence has spaces.
  for (let p = text; p < end; p++) if (bytes[p] === spaceChar) return OvnTraceLine.comment;
  return text < end ? OvnTraceLine.packet : OvnTraceLine.comment;
}

/** `ct_next(ct_state=new|trk);`: with nothing below it, a summary ends it like an action. */
function isChange(bytes: Uint8Array, at: number, end: number): boolean {
  const paren = bytes.subarray(at, end).indexOf(openParenChar);
  return paren > 0 && prefixAt(bytes, at + paren + 1, end, changes) !== undefined;
}

/** Whether a `;` stands outside of comments, or a `{` that opens actions. */
function hasSemicolon(bytes: Uint8Array, at: number, end: number): boolean {
  for (let p = at; p < end; p++) {
    const byte = bytes[p];
    if (byte === semicolonChar || byte === openBraceChar) return true;
    if (byte === slashChar && bytes[p + 1] === starChar) {
      p += 2;
      while (p < end && !(bytes[p] === starChar && bytes[p + 1] === slashChar)) p++;
    }
  }
  return false;
}

/** `12. `: a table's number with a dot. */
function isStage(bytes: Uint8Array, at: number, end: number): boolean {
  let p = at;
  while (p < end && isDigit(bytes[p])) p++;
  return p < end && bytes[p] === dotChar && (p + 1 === end || bytes[p + 1] === spaceChar);
}
