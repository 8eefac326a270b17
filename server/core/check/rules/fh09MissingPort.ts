import { countRows } from '../flowRule.ts';
import type { HostRule } from '../hostRule.ts';
import { placesOf } from '../mentionPlaces.ts';

export const fh09: HostRule = {
  code: 'FH09',
  *check({ name, report, bridge: { ports } }) {
    if (ports === undefined) return;
    for (const [port, mention] of report.outputs.entries()) {
      if (ports.all.has(port)) continue;
      const [place, ...others] = placesOf(mention, report.path);
      if (place === undefined) continue;
      yield {
        message: `The bridge of ${name} has no port ${port}, and ${countRows(mention.nRows)} of its flows send${mention.nRows === 1 ? 's' : ''} there: those packets vanish.`,
        place,
        related: [
          { path: ports.path, line: 0, message: 'the ports that it has' },
          ...others.map((each) => ({ ...each, message: 'sends there too' })),
        ],
      };
    }
  },
};
