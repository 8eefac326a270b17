import { literal } from '../controllerLog.ts';
import type { PortRule } from '../portRule.ts';
import { lag } from '../wording.ts';

export const mc26: PortRule = {
  code: 'MC26',
  *check({ binding, main, requested, plugged }, network) {
    if (requested === undefined || requested === main) return;
    const found = plugged.get(requested);
    if (found?.ofport === undefined || found.ofport <= 0) return;
    const log = requested.log?.last(new RegExp(`lport ${literal(binding.name)}[ ,.]`, 'u'));
    const at = binding.chassis === undefined ? 'is at no main chassis' : `is still at ${binding.chassis}`;
    yield {
      message: `${requested.name} is requested for ${binding.name} and has an interface for it, and the port ${at}.${lag(requested, network)}`,
      related: [
        { ...found.place, message: `interface ${found.name} of ${requested.name}` },
        ...(log === undefined ? [] : [{ ...log.place, message: log.text }]),
      ],
    };
  },
};
