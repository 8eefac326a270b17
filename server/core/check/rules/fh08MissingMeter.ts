import { countRows } from '../flowRule.ts';
import type { HostRule } from '../hostRule.ts';
import { placesOf } from '../mentionPlaces.ts';

export const fh08: HostRule = {
  code: 'FH08',
  *check({ name, report, bridge: { meters } }) {
    if (meters === undefined) return;
    for (const [id, mention] of report.meters.entries()) {
      if (meters.all.has(id)) continue;
      const [place, ...others] = placesOf(mention, report.path);
      if (place === undefined) continue;
      yield {
        message: `${name} has no meter ${id}, and ${countRows(mention.nRows)} of its flows name${mention.nRows === 1 ? 's' : ''} it.`,
        place,
        related: [
          { path: meters.path, line: 0, message: 'the meters that it has' },
          ...others.map((each) => ({ ...each, message: 'names it too' })),
        ],
      };
    }
  },
};
