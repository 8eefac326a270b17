import type { MomentRule } from '../momentRule.ts';
import { packets } from '../portFlows.ts';
import type { PortProblem } from '../portRule.ts';
import { type PortState, viewOf } from '../portState.ts';
import { countPackets, inSeconds, rowsAs } from '../wording.ts';
import { cameByLocalnet } from './localnetTraffic.ts';

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
      if ((change.growth(row.place.line) ?? 0) < fewPackets) continue;
      const age = change.age(row.place.line);
      if (age === undefined || age - change.seconds < announceTime) continue;
      const nCame = cameByLocalnet(view, binding.datapath, after.localnetKeys, change);
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
