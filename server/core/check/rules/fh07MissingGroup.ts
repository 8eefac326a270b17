import { countRows } from '../flowRule.ts';
import type { HostRule } from '../hostRule.ts';
import { placesOf } from '../mentionPlaces.ts';

export const fh07: HostRule = {
  code: 'FH07',
  *check({ name, report, bridge: { groups } }) {
    if (groups === undefined) return;
    for (const [id, mention] of report.groups.entries()) {
      if (groups.all.has(id)) continue;
      const [place, ...others] = placesOf(mention, report.path);
      if (place === undefined) continue;
      yield {
        message: `${name} has no group ${id}, and ${countRows(mention.nRows)} of its flows name${mention.nRows === 1 ? 's' : ''} it.`,
        place,
        related: [
          { path: groups.path, line: 0, message: 'the groups that it has' },
          ...others.map((each) => ({ ...each, message: 'names it too' })),
        ],
      };
    }
  },
};
