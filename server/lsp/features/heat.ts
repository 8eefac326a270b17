import { heatLevels, heatOverview } from '../../core/links/heat.ts';
import { type HeatParams, heatRequest, type HeatResult } from '../../protocol/messages.ts';
import { guarded } from '../dispatch.ts';
import type { LinkHost } from '../linkHost.ts';

/** So many pieces has the overview: about what the ruler beside the scroll bar can show. */
const nPieces = 500;
/** More lines than these are never on screen. */
const mostLines = 5_000;

/** How much the rows on screen have counted, for who colours them. */
export function registerHeat({ connection, documents, watch }: LinkHost): void {
  connection.onRequest<HeatResult | null, void>(
    heatRequest,
    guarded(heatRequest, null as HeatResult | null, watch, ({ uri, first, end }: HeatParams) => {
      const document = documents.get(uri);
      if (document === undefined) return null;
      const dump = document.dump();
      return {
        levels: heatLevels(dump, first, Math.min(end, first + mostLines)),
        overview: heatOverview(dump, nPieces),
        size: Math.max(1, Math.ceil(dump.rows.nRows / nPieces)),
      };
    }),
  );
}
