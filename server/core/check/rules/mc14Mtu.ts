import type { Chassis, Network } from '../network.ts';
import type { PortProblem, PortRule } from '../portRule.ts';
import type { PortState, PortView } from '../portState.ts';
import { rowsAs } from '../wording.ts';

export const mc14: PortRule = {
  code: 'MC14',
  *check(state, network) {
    const { isOnLocalnet, additional, main, views } = state;
    if (!isOnLocalnet || additional.length === 0) return;
    for (const view of views) {
      if (view.chassis !== main && !additional.includes(view.chassis)) continue;
      const problem = missingChecks(state, view, network) ?? tooLarge(state, view);
      if (problem !== undefined) yield problem;
    }
  },
};

/** Where rows send what comes from the port into tunnels, there should be rows that measure it. */
function missingChecks(
  { binding, plugged }: PortState,
  { chassis, flows }: PortView,
  network: Network,
): PortProblem | undefined {
  const mtu = plugged.get(chassis)?.mtu;
  if (flows.enforcement.length === 0 || flows.mtuChecks.length > 0) return undefined;
  const hasTables = chassis.flows?.hasMtuTables === true;
  const isComplete = chassis.flows?.isComplete('OFTABLE_OUTPUT_LARGE_PKT_DETECT') === true;
  if (hasTables && !isComplete) return undefined;
  const release = network.version ?? network.layout.layout.label;
  const why = !hasTables
    ? ` OVN ${release} has no such rows.`
    : mtu === undefined
      ? ' The MTU of its interface is not known.'
      : '';
  return {
    message: `${chassis.name} sends what comes from ${binding.name} into tunnels and does not measure it: packets too long for a tunnel vanish.${why}`,
    place: flows.enforcement[0]?.place,
    related: rowsAs('into a tunnel', flows.enforcement.slice(1)),
  };
}

/** What a tunnel adds to a packet in front of its Ethernet header (`lib/ovn-util.h`), of IPv4: the least there is. */
const overheads: Readonly<Record<string, number>> = { geneve: 58, vxlan: 50 };

function tooLarge({ binding }: PortState, { chassis, flows }: PortView): PortProblem | undefined {
  const check = flows.mtuChecks.toSorted((a, b) => b.size - a.size)[0];
  const underlay = underlayOf(chassis);
  if (check === undefined || underlay === undefined) return undefined;
  const needed = check.size + underlay.overhead;
  if (needed <= underlay.mtu) return undefined;
  return {
    message: `${chassis.name} lets packets of ${check.size} bytes from and to ${binding.name} into tunnels, ${needed} with their headers. ${underlay.isSure ? `They leave by ${underlay.name}, which carries ${underlay.mtu}.` : `No interface here carries more than ${underlay.mtu}; the column status of the tunnels would tell which one they leave by.`}`,
    severity: underlay.isSure ? 'error' : 'warning',
    place: check.place,
    related: rowsAs(
      'the same',
      flows.mtuChecks.filter((each) => each !== check),
    ),
  };
}

interface Underlay {
  readonly name: string;
  readonly mtu: number;
  readonly overhead: number;
  /** Whether Open vSwitch itself says that tunnels leave by it. */
  readonly isSure: boolean;
}

/** What carries the tunnels of a host, as far as its interfaces show it; the one with the largest MTU. */
function underlayOf({ tunnels, carriers }: Chassis): Underlay | undefined {
  const overhead = Math.min(...tunnels.map(({ type }) => overheads[type] ?? 0));
  if (tunnels.length === 0 || overhead === 0) return undefined;
  const named = new Set(tunnels.map(({ egressInterface }) => egressInterface));
  const egress = carriers.filter(({ name }) => named.has(name));
  const largest = (egress.length > 0 ? egress : carriers)
    .filter(({ mtu }) => mtu !== undefined)
    .toSorted((a, b) => (b.mtu ?? 0) - (a.mtu ?? 0))[0];
  if (largest?.mtu === undefined) return undefined;
  return { name: largest.name, mtu: largest.mtu, overhead, isSure: egress.length > 0 };
}
