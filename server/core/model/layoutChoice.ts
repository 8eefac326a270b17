import { inferLayout } from '../facts/inferLayout.ts';
import { defaultLayout, type Layout, layoutById, layoutOfVersion } from '../facts/layout.ts';
import type { Dump } from './dump.ts';
import { layoutEvidence } from './layoutEvidence.ts';

/** How a dump's numbers are to be read, and why. */
export interface LayoutChoice {
  readonly layout: Layout;
  /** `set` by the user, `inferred` from the dump, or `assumed` because nothing shows it. */
  readonly source: 'set' | 'inferred' | 'assumed';
  /** False when the evidence speaks for no known layout as a whole. */
  readonly fits: boolean;
  /** Sentences for people. */
  readonly reasons: readonly string[];
}

/** The layout for dumps of one network: what the user set (`auto` or undefined for nothing), else what the dumps show. */
export function chooseLayout(dumps: readonly Dump[], wanted: string | undefined): LayoutChoice {
  const set =
    wanted === undefined || wanted === 'auto' ? undefined : (layoutById(wanted) ?? layoutOfVersion(wanted));
  if (set !== undefined)
    return { layout: set, source: 'set', fits: true, reasons: [`OVN ${set.label}: set by you.`] };
  let best: LayoutChoice | undefined;
  for (const dump of dumps) {
    const inferred = inferLayout(layoutEvidence(dump));
    if (inferred === undefined) continue;
    const choice: LayoutChoice = {
      layout: inferred.layout,
      source: 'inferred',
      fits: inferred.fits,
      reasons: inferred.reasons,
    };
    // Logical flows name their stages, which tells releases apart that share OpenFlow numbers.
    if (best === undefined || (!best.fits && choice.fits) || (dump.dialect === 'ovn-lflow' && choice.fits))
      best = choice;
  }
  return (
    best ?? {
      layout: defaultLayout,
      source: 'assumed',
      fits: true,
      reasons: [
        `Nothing here shows the release; OVN ${defaultLayout.label} is assumed. Set ovnLens.release if you know it.`,
      ],
    }
  );
}
