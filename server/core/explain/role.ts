import { decodeText } from '../text/bytes.ts';
import type { RoleFinding } from '../roles/recognize.ts';
import type { RoleId } from '../roles/role.ts';
import type { ExplainContext } from './context.ts';
import type { Explanation, Inline } from './explanation.ts';
import { rowSpan } from './token.ts';

interface RoleProse {
  readonly word: string;
  /** Why OVN does it. */
  readonly reason: string;
}

const prose: Readonly<Record<RoleId, RoleProse>> = {
  clone: {
    word: 'Clone to hosts',
    reason:
      'The port is bound on several chassis at once, so that it is reachable whichever of them the VM runs on: no moment of the migration finds the packets at the wrong host.',
  },
  'tunnel-enforcement': {
    word: 'Forced tunnel',
    reason:
      'While a port is bound twice, its MAC must not be seen at two places of the physical network. So its traffic to other ports is tunneled, although the switch could use its localnet port.',
  },
  'activation-block': {
    word: 'Blocked until active',
    reason:
      'The destination has the port configured before the VM arrives. Until the VM announces itself the port is shut there, so that nothing is answered, or delivered, twice.',
  },
  'activation-trigger': {
    word: 'Activates on RARP / GARP / NA',
    reason:
      'A VM that resumes announces itself at once. ovn-controller takes that as the signal and opens the port by itself: no database and no CMS is waited for. The announcement itself goes on through the pipeline.',
  },
  'path-mtu': {
    word: 'Path MTU',
    reason:
      'A forced tunnel takes bytes for its header that the guest does not know of. Packets that no longer fit are answered with an ICMP error that names the size that does.',
  },
};

/** At most so many siblings are listed. */
const maxSiblings = 8;

/** Why a row has its role, and which rows belong to it. Undefined for a row without one. */
export function explainRole({ dump, roles }: ExplainContext, row: number): Explanation | undefined {
  const finding = roles.find((each) => each.dump === 0 && each.row === row);
  if (finding === undefined) return undefined;
  const { word, reason } = prose[finding.role];
  return {
    span: rowSpan({ bytes: dump.rowBytes(row) }),
    title: [word],
    summary: [finding.title, ' ', reason],
    parts: [],
    notes: [...finding.evidence.map((sentence): readonly Inline[] => [sentence]), ...siblings(finding, dump)],
  };
}

function siblings(finding: RoleFinding, dump: ExplainContext['dump']): (readonly Inline[])[] {
  const shown = finding.siblings.filter((each) => each.dump === 0).slice(0, maxSiblings);
  const notes = shown.map(({ row, relation }): readonly Inline[] => [
    { strong: `line ${row + 1}` },
    `: ${relation}, `,
    { code: gist(decodeText(dump.rowBytes(row))) },
  ]);
  const nMore = finding.siblings.length - shown.length;
  return nMore > 0 ? [...notes, [`and ${nMore} more rows of the same port`]] : notes;
}

/** A row without its counters, shortened. */
function gist(text: string): string {
  const short = text
    .trim()
    .replace(/\b(?:cookie|duration|n_packets|n_bytes|idle_age|hard_age)=[^,\s]*,?\s*/g, '')
    .replace(/ actions=.*/, ' …');
  return short.length > 100 ? `${short.slice(0, 100)}…` : short;
}
