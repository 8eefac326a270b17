import { decodeText } from '../text/bytes.ts';
import type { Dump } from './dump.ts';
import type { Section } from './sections.ts';

/** As much of a line as its name needs. */
const headSize = 200;

/** What each thread of a datapath has: `flow-dump from pmd on cpu core: 3` and the flows below it. */
export function threadSections(dump: Dump): readonly Section[] {
  return sections(
    dump,
    'thread',
    (head) => /^\s*flow-dump from (.+?):?\s*$/.exec(head)?.[1],
    () => 1,
  );
}

/** One section a group; its buckets are counted. */
export function groupSections(dump: Dump): readonly Section[] {
  return sections(dump, 'group', (head, row) => {
    const [, id, rest = ''] = /\bgroup_id=(\w+)(.*)/.exec(head) ?? [];
    const type = /\btype=(\w+)/.exec(rest)?.[1];
    return id === undefined
      ? undefined
      : {
          name: `group ${id}${type === undefined ? '' : ` ${type}`}`,
          count: countBuckets(dump.rowBytes(row)),
        };
  });
}

/** A meter with its bands, whether these follow on lines of their own or on the meter's. */
export function meterSections(dump: Dump): readonly Section[] {
  return sections(
    dump,
    'meter',
    (head) => {
      const id = /\bmeter[=:](\w+)/.exec(head)?.[1];
      return id === undefined ? undefined : { name: `meter ${id}`, count: head.split('type=').length - 1 };
    },
    (head) => (/^\s*(?:type=|\d+:)/.test(head) ? 1 : 0),
  );
}

/** A port with what is said of it, or a table with its counters. */
export function portSections(dump: Dump): readonly Section[] {
  return sections(
    dump,
    'port',
    (head) =>
      /^\s*(\S{1,64}\([^)]{1,64}\)): addr:/.exec(head)?.[1] ??
      /^\s*(port +\S+?|tables? \S+?)(?: \([^)]*\))?:(?:\s|$)/.exec(head)?.[1],
    () => 0,
  );
}

/** A run of connections of one protocol. */
export function protocolSections(dump: Dump): readonly Section[] {
  let last = '';
  return sections(
    dump,
    'protocol',
    (head) => {
      const [, ours, kernels] =
        /^\s*(\w+),orig=|^\s*(?:\[[^\]]*\]\s+)*(?:ipv[46]\s+\d+\s+)?([a-z]\w*)\s+\d+\s/.exec(head) ?? [];
      const protocol = ours ?? kernels;
      if (protocol === undefined || protocol === last) return undefined;
      last = protocol;
      return { name: protocol, count: 1 };
    },
    () => 1,
  );
}

type Named = string | { readonly name: string; readonly count: number } | undefined;

/** One section for each line that has a name, up to the next such; `count` counts in the lines below. */
function sections(
  dump: Dump,
  kind: Section['kind'],
  nameOf: (head: string, row: number) => Named,
  count: (head: string) => number = () => 0,
): readonly Section[] {
  const found: { -readonly [key in keyof Section]: Section[key] }[] = [];
  for (let row = 0; row < dump.rows.nRows; row++) {
    const bytes = dump.rowBytes(row);
    const head = decodeText(bytes, 0, Math.min(bytes.length, headSize));
    if (head.trim() === '') continue;
    const named = nameOf(head, row);
    const open = found.at(-1);
    if (named !== undefined) {
      const { name, count: nOwn } = typeof named === 'string' ? { name: named, count: 0 } : named;
      found.push({ kind, name, table: -1, first: row, end: row + 1, nFlows: nOwn, children: [] });
    } else if (open !== undefined && !isHeader(head)) {
      open.end = row + 1;
      open.nFlows += count(head);
    }
  }
  return found;
}

/** A reply's header belongs to no group, meter or port. */
function isHeader(head: string): boolean {
  return /^(?:OFPST|OFPT|NXST)_/.test(head);
}

function countBuckets(bytes: Uint8Array): number {
  return decodeText(bytes).split(',bucket=').length - 1;
}
