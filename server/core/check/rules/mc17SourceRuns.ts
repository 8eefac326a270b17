import { requestCommand } from '../commands.ts';
import type { MomentRule } from '../momentRule.ts';
import { packets } from '../portFlows.ts';
import type { PortProblem } from '../portRule.ts';
import { isActivated, type PortState, viewOf } from '../portState.ts';
import { countPackets, inSeconds, rowsAs } from '../wording.ts';

/**
 * Copies reach the old place for as long as its interface is there, whether or not a guest hears them: only what comes
 * from the guest tells that it runs.
 */
export const mc17: MomentRule = {
  code: 'MC17',
  *check(before, after, changes): Generator<PortProblem> {
    const { main, binding, strategy } = after;
    const awake = wokenUp(before, after);
    if (main === undefined || strategy === undefined || awake.length === 0) return;
    const change = changes.of(main);
    const view = viewOf(after, main);
    const sent = view?.flows.ingress ?? [];
    // Without copies the port is no longer at several places, whatever a binding of another time says.
    if (change?.seconds === undefined || sent.length === 0 || view?.flows.remote.length === 0) return;
    const sending = sent.filter(({ place }) => (change.growth(place.line) ?? 0) > 0);
    const lasting = sending.map(({ place }) => change.isLasting(place.line));
    // What came right after the first dump may be from before the announcement, which was seen a moment later.
    if (sending.length === 0 || lasting.every((each) => each === false)) return;
    const isSure = lasting.includes(true);
    const nSent = sending.reduce((sum, { place }) => sum + (change.growth(place.line) ?? 0), 0);
    for (const chassis of awake) {
      const there = viewOf(after, chassis)?.flows;
      const grown = there === undefined ? undefined : changes.of(chassis);
      const nThere = grown?.growthOf((there?.ingress ?? []).map(({ place }) => place.line));
      const other =
        there === undefined || nThere === undefined
          ? ` Whether a guest runs there too, two dumps of the flows of ${chassis.name} would tell.`
          : nThere === 0
            ? ` Nothing came from ${chassis.name} meanwhile: something else than the guest has announced it there, or the activation is one of an earlier attempt.`
            : ` ${countPackets(nThere)} came from ${chassis.name}: two guests are live.`;
      const unsure = isSure
        ? ''
        : ` Unless the first dump of ${main.name} is from before the activation; a third one would tell.`;
      yield {
        message: `${binding.name} is activated at ${chassis.name}, and its guest at ${main.name} has sent ${countPackets(nSent)} since, ${inSeconds(change.seconds)}: what is sent to it is delivered twice.${other}${unsure}`,
        ...(isSure ? {} : { severity: 'warning' as const }),
        place: sending[0]?.place,
        related: [
          ...rowsAs(
            `takes what the guest at ${chassis.name} sends: ${packets(there?.ingress ?? []) ?? 0} packets`,
            there?.ingress ?? [],
          ),
          { ...binding.place, message: `binding of ${binding.name}, which remembers the activation` },
        ],
        ...(nThere === 0 ? { command: requestCommand(binding.name, [main.name]) } : {}),
      };
    }
  },
  wanted(state) {
    const { main, strategy, plugged } = state;
    const awake = state.additional.filter((each) => isActivated(state, each));
    if (main === undefined || strategy === undefined || awake.length === 0 || !plugged.has(main))
      return undefined;
    return `whether the guest at ${main.name} still runs: flows of ${main.name}, some seconds later`;
  },
};

/** Additional chassis that were activated at both moments. */
function wokenUp(before: PortState, after: PortState): PortState['additional'] {
  if (before.main?.name !== after.main?.name) return [];
  return after.additional.filter((chassis) => {
    const earlier = before.additional.find(({ name }) => name === chassis.name);
    return earlier !== undefined && isActivated(before, earlier) && isActivated(after, chassis);
  });
}
