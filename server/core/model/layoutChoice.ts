import { finish, type Steps } from '../base/steps.ts';
import { inferLayout, newestLayout, tellChoice } from '../facts/inferLayout.ts';
import {
  defaultLayout,
  type Layout,
  layoutById,
  layoutOfVersion,
  layouts,
  versionRange,
} from '../facts/layout.ts';
import type { ShownRows } from './shownRows.ts';
import { layoutEvidence } from './layoutEvidence.ts';

/** How a dump's numbers are to be read, and why. */
export interface LayoutChoice {
  readonly layout: Layout;
  /** All that it may be, as far as it shows; `layout` is one of them. */
  readonly candidates: readonly Layout[];
  /** `set` by the user, `inferred` from the dump, `joined` from its capture, or `assumed` because nothing shows it. */
  readonly source: 'set' | 'inferred' | 'joined' | 'assumed';
  /** False when the evidence speaks for no known layout as a whole. */
  readonly fits: boolean;
  /** Sentences for people; the last one says why this layout was taken. */
  readonly reasons: readonly string[];
}

/** The layout for dumps of one network: what the user set (`auto` or undefined for nothing), else what the dumps show. */
export function chooseLayout(dumps: readonly ShownRows[], wanted: string | undefined): LayoutChoice {
  return finish(layoutSteps(dumps, wanted));
}

/** The same, with pauses. */
export function* layoutSteps(dumps: readonly ShownRows[], wanted: string | undefined): Steps<LayoutChoice> {
  const set =
    wanted === undefined || wanted === 'auto' ? undefined : (layoutById(wanted) ?? layoutOfVersion(wanted));
  if (set !== undefined)
    return {
      layout: set,
      candidates: [set],
      source: 'set',
      fits: true,
      reasons: [`OVN ${set.label}: set by you.`],
    };
  let best: LayoutChoice | undefined;
  for (const dump of dumps) {
    const inferred = inferLayout(yield* layoutEvidence(dump));
    if (inferred === undefined) continue;
    const choice: LayoutChoice = { ...inferred, source: 'inferred' };
    // Logical flows name their stages, which tells releases apart that share OpenFlow numbers.
    if (best === undefined || (!best.fits && choice.fits) || (dump.dialect === 'ovn-lflow' && choice.fits))
      best = choice;
  }
  return (
    best ?? {
      layout: defaultLayout,
      candidates: layouts,
      source: 'assumed',
      fits: true,
      reasons: [
        `Nothing here shows the release; OVN ${defaultLayout.label} is assumed. Set ovnLens.release if you know it.`,
      ],
    }
  );
}

/** Whether no other dump could say more of it. */
export function isDecided({ source, candidates }: LayoutChoice): boolean {
  return source !== 'assumed' && candidates.length === 1;
}

/**
 * The choice for a dump when another one of its network, the file `path`, is `told`: it separates what the dump's own
 * numbers leave open. Where the two contradict each other the dump knows itself best, as while hosts are upgraded.
 */
export function narrowChoice(choice: LayoutChoice, told: LayoutChoice, path: string): LayoutChoice {
  if (isDecided(choice) || told.source === 'assumed') return choice;
  const said = `${path} of the same capture is of ${versionRange(told.candidates)}.`;
  if (choice.source === 'assumed')
    return { ...told, source: 'joined', reasons: [said, told.reasons.at(-1) ?? ''] };
  const candidates = choice.candidates.filter((each) => told.candidates.includes(each));
  if (!told.fits || candidates.length === 0 || candidates.length === choice.candidates.length) return choice;
  const layout = newestLayout(candidates);
  // Why it cannot be told exactly stays true when no layout fits as a whole.
  const reasons = choice.fits ? choice.reasons.slice(0, -1) : choice.reasons;
  return {
    ...choice,
    source: 'joined',
    layout,
    candidates,
    reasons: [...reasons, said, tellChoice(layout, candidates)],
  };
}
