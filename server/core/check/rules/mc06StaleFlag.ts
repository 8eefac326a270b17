import { requestCommand } from '../commands.ts';
import { literal } from '../controllerLog.ts';
import { packets } from '../portFlows.ts';
import type { PortRule } from '../portRule.ts';
import { viewOf } from '../portState.ts';
import { list, rowsAs } from '../wording.ts';

export const mc06: PortRule = {
  code: 'MC06',
  *check(state) {
    const { binding, flagged, main, requestedAdditional } = state;
    const command = requestCommand(binding.name, state.list.slice(0, 1));
    const wanted = new Set(requestedAdditional.map(({ name }) => name));
    // The main chassis of now was additional before: that is told by the list that was not shortened.
    const stale = flagged.filter((name) => !wanted.has(name) && name !== main?.name);
    if (stale.length > 0 && wanted.size > 0) {
      yield {
        message: `${binding.name} is still marked as activated at ${list(stale)}, which is no longer requested: a next migration there begins without a block.`,
        command,
      };
    }
    // A name that is requested again looks fresh; that nothing came from there since it was bound again tells.
    const name = literal(binding.name);
    for (const chassis of state.additional) {
      const flows = viewOf(state, chassis)?.flows;
      if (!flagged.includes(chassis.name) || state.strategy === undefined || flows === undefined) continue;
      const released = chassis.log?.last(
        new RegExp(`Releasing lport ${name} from this additional chassis`, 'u'),
      );
      if (released === undefined || packets(flows.ingress) !== 0) continue;
      yield {
        message: `${binding.name} is marked as activated at ${chassis.name} from an earlier attempt: it was let go there and bound again without a block, and nothing has come from its guest since. Packets arrive twice.`,
        related: [
          ...rowsAs('takes what the guest sends: 0 packets', flows.ingress),
          { ...released.place, message: released.text },
        ],
        command,
      };
    }
  },
};
