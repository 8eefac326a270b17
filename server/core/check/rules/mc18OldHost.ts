import { openFlowEntryOf } from '../../model/rowViews.ts';
import type { DumpChange } from '../dumpChange.ts';
import { countPackets, inSeconds, type MomentRule, slack } from '../momentRule.ts';
import type { Chassis } from '../network.ts';
import { packets, type PortProblem, rowsAs } from '../portRule.ts';
import { type PortState, type PortView, viewOf } from '../portState.ts';

/** A chassis has told the network of a port about a second after it claimed it (`send_garp_rarp`), in seconds. */
const announceTime = 3;
/** Fewer packets may be a neighbour that asks anew. */
const fewPackets = 3;

export const mc18: MomentRule = {
  code: 'MC18',
  *check(before, after, changes): Generator<PortProblem> {
    const { main, binding, isOnLocalnet } = after;
    if (!isSettled(after) || !isSettled(before) || main === undefined || !isOnLocalnet) return;
    const here = viewOf(after, main);
    if (before.main?.name !== main.name) return;
    for (const view of after.views) {
      const { chassis, flows } = view;
      const [row] = flows.toLocalnet;
      if (chassis === main || row === undefined || (packets(flows.toLocalnet) ?? 0) < fewPackets) continue;
      const change = changes.of(chassis);
      if (change?.seconds === undefined || binding.datapath === undefined) continue;
      const age = change.age(row.place.line);
      if (age === undefined || age - change.seconds < announceTime) continue;
      const localnet = after.localnetKeys;
      const nCame = cameByLocalnet(view, binding.datapath, localnet, change);
      if (nCame < fewPackets || change.isLasting(row.place.line) === false) continue;
      const nThere =
        here === undefined
          ? undefined
          : changes.of(main)?.growthOf(here.flows.delivery.map(({ place }) => place.line));
      // A network that does not know where the port is sends to all: then the new place has them too.
      if (nThere !== undefined && nThere * 2 > nCame) continue;
      const there =
        nThere === undefined
          ? ` Whether ${main.name} gets them too, two dumps of its flows would tell.`
          : ` ${main.name} has delivered ${nThere === 0 ? 'none' : countPackets(nThere)}.`;
      yield {
        message: `At least ${countPackets(nCame)} for ${binding.name} came to ${chassis.name} from the localnet network ${inSeconds(change.seconds)}, and end there: ${binding.name} is at ${main.name}.${there} The network outside has not learned where it is.`,
        ...(nThere === undefined ? { severity: 'warning' as const } : {}),
        place: row.place,
        related: [
          ...rowsAs(`delivers at ${main.name}`, here?.flows.delivery ?? []),
          { ...binding.place, message: `binding of ${binding.name}` },
        ],
      };
    }
  },
  wanted(state) {
    const { main, binding, views, isOnLocalnet } = state;
    if (!isSettled(state) || main === undefined || !isOnLocalnet) return undefined;
    // Where it was a moment ago is where packets may still come to.
    const old = views.filter(
      ({ chassis, flows }) =>
        chassis !== main && state.plugged.has(chassis) && (packets(flows.toLocalnet) ?? 0) >= fewPackets,
    );
    const [first] = old;
    return (
      first &&
      `whether packets for ${binding.name} still come to ${first.chassis.name} from the localnet network: flows of ${first.chassis.name} and ${main.name}, some seconds later`
    );
  },
};

/** At one chassis, and nowhere else. */
function isSettled({ main, additional }: PortState): boolean {
  return main !== undefined && additional.length === 0;
}

/**
 * How many packets for a port that is elsewhere came in by the localnet port at least: they are sent out by it again, and
 * end there. Where the sums do not tell, 0.
 */
function cameByLocalnet(
  view: PortView,
  datapath: number,
  localnet: readonly number[],
  change: DumpChange,
): number {
  return Math.max(
    0,
    fromWhatCameIn(view, datapath, localnet, change),
    fromWhatEnded(view, datapath, localnet, change),
  );
}

/** What was sent to the port, and cannot have come from anywhere else: too little came in there. */
function fromWhatCameIn(
  { chassis, flows }: PortView,
  datapath: number,
  localnet: readonly number[],
  change: DumpChange,
): number {
  const inputs = localnet.flatMap((key) => chassis.flows?.ofPort(datapath, key)?.ingress ?? []);
  const nSent = growthOf(change, flows.toLocalnet);
  const nAll = change.growthOf(change.rowsOf('OFTABLE_PHY_TO_LOG'));
  const nByLocalnet = growthOf(change, inputs);
  if (nSent === undefined || nAll === undefined || nByLocalnet === undefined) return 0;
  if (!change.isKept('OFTABLE_PHY_TO_LOG')) return 0;
  return surely(nSent, nAll - nByLocalnet, change);
}

/** What came by the localnet port and was to leave by it, and was neither for all nor for another port that is elsewhere. */
function fromWhatEnded(
  { chassis, flows }: PortView,
  datapath: number,
  localnet: readonly number[],
  change: DumpChange,
): number {
  const own = new Set(flows.toLocalnet.map(({ place }) => place.line));
  const ended = endedRows(chassis, datapath, localnet, change);
  const others = otherRows(chassis, datapath, change).filter((row) => !own.has(row));
  const [nEnded, nOthers, nSent] = [ended, others, [...own]].map((rows) => change.growthOf(rows));
  if (nEnded === undefined || nOthers === undefined || nSent === undefined) return 0;
  if (!change.isKept('OFTABLE_LOCAL_OUTPUT', datapath)) return 0;
  return Math.min(nSent, surely(nEnded, nOthers, change));
}

function growthOf(change: DumpChange, rows: PortView['flows']['toLocalnet']): number | undefined {
  return change.growthOf(rows.map(({ place }) => place.line));
}

/** What is left when all that may be something else is taken away, or 0. */
function surely(nPackets: number, nOthers: number, { seconds }: DumpChange): number {
  const least = nPackets - nOthers;
  return least > slack(nOthers, seconds ?? 1) ? least : 0;
}

/** Rows that drop what would leave by the localnet port that it came by (`controller/physical.c`). */
function endedRows(
  { report }: Chassis,
  datapath: number,
  localnet: readonly number[],
  change: DumpChange,
): readonly number[] {
  const dump = report?.dump;
  return change.rowsOf('OFTABLE_CHECK_LOOPBACK').filter((row) => {
    if (dump?.rows.datapathKey[row] !== datapath) return false;
    const match = openFlowEntryOf(dump, row)?.match ?? [];
    const valueOf = (name: string): bigint | undefined => match.find((each) => each.name === name)?.value;
    return localnet.some((key) => valueOf('reg14') === BigInt(key) && valueOf('reg15') === BigInt(key));
  });
}

/** Logical port keys from here on are multicast groups (`lib/mcast-group-index.h`, OVN_MIN_MULTICAST). */
const firstMulticastKey = 0x8000n;

/** Rows of groups, and those that send what is for a port elsewhere out of the localnet port. */
function otherRows({ report }: Chassis, datapath: number, change: DumpChange): readonly number[] {
  const dump = report?.dump;
  const table = change.rowsOf('OFTABLE_LOCAL_OUTPUT');
  return table.filter((row) => {
    if (dump?.rows.datapathKey[row] !== datapath) return false;
    const entry = openFlowEntryOf(dump, row);
    const port = entry?.match.find(({ name }) => name === 'reg15')?.value;
    const isGroup = port === undefined || port >= firstMulticastKey;
    // Back to the same table, with the localnet port as the port to leave by.
    const isElsewhere = entry?.actions.some(
      (action) => action.kind === 'resubmit' && action.table === dump.rows.table[row],
    );
    return isGroup || isElsewhere === true;
  });
}
