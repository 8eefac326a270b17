import { stripColors } from '../text/colors.ts';
import type { Dialect } from './dialect.ts';
import { countDatabaseLines } from './ovsdb/detectDatabase.ts';

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
  /^\s*[+-]?\s*(?:(?:flow\s+)?(?:add|modify|delete)(?:_strict)?\s+)?(?:(?:\w+,\s?)*(?:cookie|duration|table|table_id|priority|n_packets|idle_timeout|hard_timeout|importance|in_port|x{0,2}reg\d+|metadata|conj_id|pkt_mark|(?:dl|nw|tp|eth|ip|ipv6|arp|tcp|udp|sctp|ct|tun|vlan|mpls|icmp|icmpv6|nd)_\w+)=.*\b|(?:ip|ipv6|tcp6?|udp6?|arp|rarp|icmp6?|sctp6?)[, ]\s?)?actions=/;

const groupHeader = /^(?:NXST|OFPST)_GROUP(?:_DESC|_FEATURES)? reply\b/;
const groupRow =
  /^\s*(?:(?:group )?(?:add|modify|add_or_mod|delete|insert_bucket|remove_bucket) )?group_id=\w+,? ?(?:type=|duration=|ref_count=|command_bucket_id=|bucket=)/;
const meterHeader = /^OFPST_METER(?:_CONFIG|_FEATURES)? reply\b/;
const meterRow = /^(?:add )?meter[=:]\w+[ ,](?:(?:kbps|pktps|burst|stats)[ ,]|flow_count:).*bands?[=:]/;
const portHeader =
  /^(?:OFPST_(?:PORT|PORT_DESC|TABLE|TABLE_FEATURES|QUEUE) reply|OFPT_FEATURES_REPLY|NXST_IPFIX_\w+ reply)\b/;
const portRow =
  /^\s*(?:\S{1,64}\([^)]{1,64}\): addr:[0-9a-f:]{17}|port +\S+?: rx pkts=\d+|port \S+ queue \d+: bytes=\d+|tables? [\d.]+(?: \([^)]{1,64}\))?:(?: ditto)?$)/;
const threadHeader = /^flow-dump from (?:the main thread|pmd on cpu core|non-)/;
const datapathFlow =
  /^\s*(?:ufid:[0-9a-f-]{36}, *)?(?:(?:recirc_id|skb_priority|tunnel|in_port|eth|ct_state)\(.*, ?(?:packets:\d+, bytes:\d+, used:| ?actions:)|recirc_id\([^)]{0,16}\),.{0,400}\beth_type\()|^packets:\d+, bytes:\d+, used:/;
const connection =
  /^\s*(?:[a-z]\w{0,15},orig=\(src=|(?:\[[\w.]+\]\s+)*(?:ipv[46]\s+\d+\s+)?[a-z]\w{0,15}\s+\d+\s+(?:\d+\s+)?(?:[A-Z][A-Z0-9_]*\s+)?src=\S+ dst=)/;

const ovnTraceRow =
  /^\s*(?:(?:ingress|egress|multicast)\((?:dp|mcgroup)="|\d{1,3}\. .*(?:, priority \d+, uuid [0-9a-f]{8}|no match \(implicit drop\))$|# (?:Detailed|Summary|Minimal) trace\.|output\("[^"]*"\);|.*\/\* default \(use --ct to customize\))/;
const ovsTraceRow =
  /^\s*(?:(?:Final |Mega)?[Ff]low: (?:\w+[,=]|unchanged|<)|bridge\("[^"]*"\)$|Datapath actions: |recirc\(0x[0-9a-f]+\) - |\d{1,3}\. (?:No match\.|.*priority \d+(?:, cookie 0x[0-9a-f]+)?$))/;

export const detectors: readonly Detector[] = [
  {
    kind: 'ovn-lflow',
    detect: (lines) => lines.filter((line) => logicalHeader.test(line) || logicalRow.test(line)).length,
  },
  {
    kind: 'ovs-openflow',
    detect: (lines) => lines.filter((line) => replyHeader.test(line) || flowRow.test(line)).length,
  },
  {
    kind: 'ovs-groups',
    detect: (lines) => lines.filter((line) => groupHeader.test(line) || groupRow.test(line)).length,
  },
  {
    kind: 'ovs-meters',
    detect: (lines) => lines.filter((line) => meterHeader.test(line) || meterRow.test(line)).length,
  },
  {
    kind: 'ovs-ports',
    detect: (lines) => lines.filter((line) => portHeader.test(line) || portRow.test(line)).length,
  },
  {
    kind: 'ovs-datapath',
    detect: (lines) => lines.filter((line) => threadHeader.test(line) || datapathFlow.test(line)).length,
  },
  { kind: 'ovs-conntrack', detect: (lines) => lines.filter((line) => connection.test(line)).length },
  ...(['ovsdb-dump', 'ovsdb-list', 'ovsdb-show', 'ovsdb-log'] as const).map((kind) => ({
    kind,
    detect: (lines: readonly string[]) => countDatabaseLines(lines, kind),
  })),
  { kind: 'ovn-trace', detect: (lines) => lines.filter((line) => ovnTraceRow.test(line)).length },
  { kind: 'ovs-trace', detect: (lines) => lines.filter((line) => ovsTraceRow.test(line)).length },
];

/** Dialects that quote rows of others: one sure line of them decides. */
const quoting: ReadonlySet<Dialect> = new Set<Dialect>(['ovn-lflow', 'ovn-trace', 'ovs-trace']);

/** How much of a text's beginning is looked at, in characters and in lines that are not blank. */
export const headLength = 16_384;
const headLines = 20;
/** A head is cut anywhere; a line longer than this says what it is before its end. */
const lineLength = 4_096;

/**
 * The dialect of a text by its content, or undefined when it looks like neither. Lines of a shell (`$ ovs-ofctl …`) or
 * of a log before the dump do not matter: the dialect with the most sure lines among the first ones wins, and a logical
 * list or a trace with OpenFlow rows in it (`--ovs`) is what it is without them.
 */
export function detectDialect(head: string): Dialect | undefined {
  const lines = stripColors(head.slice(0, headLength))
    .replace(/^\uFEFF/, '')
    .split('\n', headLines * 10)
    .map((line) => line.slice(0, lineLength))
    .filter((line) => line.trim() !== '')
    .slice(0, headLines);
  let best: Dialect | undefined;
  let most = 0;
  for (const { kind, detect } of detectors) {
    const found = detect(lines);
    if (found > 0 && quoting.has(kind)) return kind;
    if (found > most) {
      most = found;
      best = kind;
    }
  }
  return best;
}
