import type { PortRule } from '../portRule.ts';
import { list } from '../wording.ts';

export const mc07: PortRule = {
  code: 'MC07',
  *check({ binding, flagged, list: requested, requestedAdditional }) {
    if (flagged.length === 0 || requestedAdditional.length > 0 || requested.length > 1) return;
    yield {
      message: `${binding.name} is still marked as activated at ${list(flagged)}, although no additional chassis is requested: ovn-northd has not removed it yet.`,
    };
  },
};
