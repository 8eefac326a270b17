import type { MigrationEvent } from '../../../../server/core/migration/event.ts';
import { formatInstant, formatLength } from '../../../../server/core/migration/time.ts';
import type { Timeline } from '../../../../server/core/migration/timeline.ts';
import { causesOf, whyNotEarlier } from '../model/why.ts';
import { h, iconButton, replaceChildren } from './dom.ts';

/** The causes of an event, walked backwards; each step goes to its instant. */
export interface WhyView {
  readonly element: HTMLDialogElement;
  show(timeline: Timeline, event: MigrationEvent): void;
}

export function whyView(goTo: (event: MigrationEvent) => void): WhyView {
  const title = h('h2', { id: 'why-title' });
  const list = h('ol', { class: 'why-list' });
  const summary = h('p', { class: 'why-summary' });
  const element = h(
    'dialog',
    { class: 'overlay why', 'aria-labelledby': 'why-title' },
    h(
      'header',
      {},
      title,
      iconButton('close', 'Close', 'Escape', () => element.close()),
    ),
    summary,
    list,
  );
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  return {
    element,
    show(timeline, event): void {
      const chain = causesOf(timeline, event);
      replaceChildren(title, 'Why did this happen?');
      replaceChildren(summary, whyNotEarlier(chain) ?? 'The scenario itself begins with it.');
      replaceChildren(
        list,
        ...chain.map(({ event: step, who, waited, isLongest }) => {
          const button = h(
            'button',
            { type: 'button', class: 'why-step', title: `Go to ${formatInstant(step.time)}` },
            h('span', { class: 'why-time' }, formatInstant(step.time)),
            h('span', { class: 'why-who' }, who),
            h('span', { class: 'why-text' }, step.text),
          );
          button.addEventListener('click', () => {
            element.close();
            goTo(step);
          });
          const wait =
            waited === undefined
              ? undefined
              : h(
                  'div',
                  { class: isLongest ? 'why-wait is-longest' : 'why-wait' },
                  isLongest ? `↑ ${formatLength(waited)}, the longest wait` : `↑ ${formatLength(waited)}`,
                );
          return h('li', {}, button, wait);
        }),
      );
      element.showModal();
    },
  };
}
