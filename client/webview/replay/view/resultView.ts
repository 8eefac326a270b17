import type { Timeline } from '../../../../server/core/migration/timeline.ts';
import { outageText } from '../model/counters.ts';
import { summaryLine } from '../model/summary.ts';
import type { Ready } from '../session.ts';
import { h, replaceChildren, setAttributes } from './dom.ts';

/** What ping prints when it is stopped, once the replay has come to its end. */
export interface ResultView {
  readonly element: HTMLElement;
  render(shown: Ready): void;
}

export function resultView(): ResultView {
  const element = h('section', { class: 'result', 'aria-label': 'Result', hidden: true });
  let made: Timeline | undefined;
  return {
    element,
    render({ timeline, player }): void {
      setAttributes(element, { hidden: player.position < timeline.end });
      if (made === timeline) return;
      made = timeline;
      replaceChildren(
        element,
        ...timeline.pings.map((run) => {
          const note = outageText(timeline, run);
          return h(
            'div',
            { class: 'result-run' },
            timeline.pings.length > 1 ? h('span', { class: 'muted' }, `${run.sender}:`) : undefined,
            h('code', {}, summaryLine(timeline, run)),
            note === undefined ? undefined : h('span', { class: 'result-note' }, note),
          );
        }),
      );
    },
  };
}
