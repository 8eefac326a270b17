import { oftableNumber } from '../../facts/table.ts';
import { openFlowEntryOf } from '../../model/rowViews.ts';
import type { DumpChange } from '../dumpChange.ts';
import { type MomentRule, slack } from '../momentRule.ts';
import type { Chassis } from '../network.ts';
import type { PortView } from '../portState.ts';
import { inSeconds, rowsAs } from '../wording.ts';

/**
 * Open vSwitch counts each packet that it measures in the row that answers too, for it follows both outcomes. But an
 * answer that ovn-controller puts back as if the port had sent it (builds before 5bf9cb91b) meets the port's security, and
 * has not come in by table 0: so many more packets are checked than came.
 */
export const mc15: MomentRule = {
  code: 'MC15',
  *check(before, after, changes) {
    if (before.additional.length === 0 || after.additional.length === 0) return;
    for (const view of after.views) {
      const { chassis, flows } = view;
      const change = changes.of(chassis);
      const earlier = before.views.find(({ chassis: { name } }) => name === chassis.name);
      if (change?.seconds === undefined || !isMeasured(view) || earlier === undefined) continue;
      if (!isMeasured(earlier)) continue;
      const checked = securityRows(chassis, after.binding.cookie);
      const nDropped = droppedAnswers(view, checked, change);
      const denying = checked.drop.filter((row) => (change.growth(row) ?? 0) > 0);
      const [place, ...others] = denying.map((line) => ({ path: chassis.report?.path ?? '', line }));
      if (nDropped === undefined || place === undefined) continue;
      yield {
        message: `${chassis.name} has answered at least ${nDropped} packets of ${after.binding.name} that are too long for the tunnel, ${inSeconds(change.seconds)}, and the port security of ${after.binding.name} has dropped the answers: the guest does not learn to send shorter ones.`,
        place,
        related: [
          ...others.map((each) => ({ ...each, message: 'drops too' })),
          ...rowsAs('measures what comes from and to the port', flows.mtuChecks),
        ],
      };
    }
  },
  wanted({ binding, additional, views, main }) {
    if (additional.length === 0 || binding.portSecurity.length === 0) return undefined;
    const view = views.find(
      (each) =>
        each.chassis === main &&
        isMeasured(each) &&
        securityRows(each.chassis, binding.cookie).drop.some(
          (row) => (each.chassis.report?.dump.rows.nPackets(row) ?? 0) > 0,
        ),
    );
    return (
      view &&
      `whether port security drops the answers to packets that are too long for the tunnel: flows of ${view.chassis.name}, some seconds later`
    );
  },
};

/** The port sends here, and what it sends is measured. */
function isMeasured({ flows }: PortView): boolean {
  return flows.ingress.length > 0 && flows.mtuChecks.length > 0;
}

interface SecurityRows {
  /** Rows that let pass, and those that do not: each packet but ARP and neighbour discovery meets one of them once. */
  readonly pass: readonly number[];
  readonly drop: readonly number[];
  /** Whether ARP is looked at elsewhere; it is where addresses are named. */
  readonly isArpApart: boolean;
}

/** `controller/lflow.c build_in_port_sec_default_flows`. */
const denyPriority = 80;

function securityRows({ report, flows }: Chassis, cookie: number | undefined): SecurityRows {
  if (report?.layout === undefined || cookie === undefined) return { pass: [], drop: [], isArpApart: false };
  const { dump, layout } = report;
  const table = oftableNumber(layout, 'OFTABLE_CHK_IN_PORT_SEC');
  const rows = (flows?.portSecurityRows(cookie) ?? []).filter((row) => dump.rows.table[row] === table);
  const isLast = (row: number): boolean =>
    openFlowEntryOf(dump, row)?.actions.every(({ kind }) => kind !== 'resubmit') === true;
  const last = rows.filter(isLast);
  const isDeny = (row: number): boolean => dump.rows.priority[row] === denyPriority;
  return {
    pass: last.filter((row) => !isDeny(row)),
    drop: last.filter(isDeny),
    isArpApart: last.length < rows.length,
  };
}

/** Announcements of a port that ovn-controller itself makes in a row (`controller/pinctrl.c send_garp_rarp`), and one more. */
const nAnnouncements = 6;

/** How many packets at least were checked and dropped that did not come from the port; undefined when none surely did. */
function droppedAnswers(
  { flows: { ingress, triggers } }: PortView,
  { pass, drop, isArpApart }: SecurityRows,
  change: DumpChange,
): number | undefined {
  const nDropped = change.growthOf(drop);
  const nPassed = change.growthOf(pass);
  const nCame = change.growthOf([...ingress, ...triggers].map(({ place }) => place.line));
  if (nDropped === undefined || nPassed === undefined || nCame === undefined) return undefined;
  const least = Math.min(nDropped, nDropped + nPassed - nCame - (isArpApart ? 0 : nAnnouncements));
  return least > slack(nCame, change.seconds ?? 1) ? least : undefined;
}
