import { firstMulticastKey } from '../../facts/portKeys.ts';
import { openFlowEntryOf } from '../../model/rowViews.ts';
import type { DumpChange } from '../dumpChange.ts';
import { slack } from '../momentRule.ts';
import type { Chassis } from '../network.ts';
import type { PortView } from '../portState.ts';

/** What a chassis has counted of a switch with a localnet port between two dumps; undefined where that is not known. */
interface LocalnetTraffic {
  /** Packets that came in there by anything but the localnet port. */
  readonly nFromElsewhere: number | undefined;
  /** Packets that came by the localnet port and were to leave by it: they end there. */
  readonly nEnded: number | undefined;
  /** Packets that were sent to groups, or out of the localnet port to a port that is elsewhere. */
  readonly nSentOn: number | undefined;
}

/** By switch. The sums are the same for all ports of one. */
const known = new WeakMap<DumpChange, Map<number, LocalnetTraffic>>();

/**
 * How many packets for a port that is elsewhere came in by the localnet port at least: they are sent out by it again, and
 * end there. Where the sums do not tell, 0.
 */
export function cameByLocalnet(
  { chassis, flows }: PortView,
  datapath: number,
  localnet: readonly number[],
  change: DumpChange,
): number {
  const nSent = change.growthOf(flows.toLocalnet.map(({ place }) => place.line));
  if (nSent === undefined) return 0;
  const { nFromElsewhere, nEnded, nSentOn } = trafficOf(chassis, datapath, localnet, change);
  // What was sent to the port, and cannot have come from anywhere else.
  const byInput = nFromElsewhere === undefined ? 0 : surely(nSent, nFromElsewhere, change);
  // What ended, and was neither for all nor for another port that is elsewhere.
  const byEnd = nEnded === undefined || nSentOn === undefined ? 0 : surely(nEnded, nSentOn - nSent, change);
  return Math.max(byInput, Math.min(nSent, byEnd));
}

/** What is left when all that may be something else is taken away, or 0. */
function surely(nPackets: number, nOthers: number, { seconds }: DumpChange): number {
  const least = nPackets - nOthers;
  return least > slack(nOthers, seconds ?? 1) ? least : 0;
}

function trafficOf(
  chassis: Chassis,
  datapath: number,
  localnet: readonly number[],
  change: DumpChange,
): LocalnetTraffic {
  const bySwitch = known.get(change) ?? new Map<number, LocalnetTraffic>();
  known.set(change, bySwitch);
  const found = bySwitch.get(datapath) ?? {
    nFromElsewhere: fromElsewhere(chassis, datapath, localnet, change),
    nEnded: change.growthOf(endedRows(chassis, datapath, localnet, change)),
    nSentOn: change.isKept('OFTABLE_LOCAL_OUTPUT', datapath)
      ? change.growthOf(sendingRows(chassis, datapath, change))
      : undefined,
  };
  bySwitch.set(datapath, found);
  return found;
}

function fromElsewhere(
  { flows }: Chassis,
  datapath: number,
  localnet: readonly number[],
  change: DumpChange,
): number | undefined {
  if (!change.isKept('OFTABLE_PHY_TO_LOG')) return undefined;
  const inputs = localnet.flatMap((key) => flows?.ofPort(datapath, key)?.ingress ?? []);
  const nAll = change.growthOf(change.rowsOf('OFTABLE_PHY_TO_LOG'));
  const nByLocalnet = change.growthOf(inputs.map(({ place }) => place.line));
  return nAll === undefined || nByLocalnet === undefined ? undefined : nAll - nByLocalnet;
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

/** Rows of groups, and those that send what is for a port elsewhere out of the localnet port. */
function sendingRows({ report }: Chassis, datapath: number, change: DumpChange): readonly number[] {
  const dump = report?.dump;
  return change.rowsOf('OFTABLE_LOCAL_OUTPUT').filter((row) => {
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
