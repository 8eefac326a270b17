import { keyCommands } from '../keys.ts';
import { h, iconButton } from './dom.ts';

export interface HelpView {
  readonly element: HTMLDialogElement;
  toggle(): void;
}

/** All keys, over the panel. */
export function helpView(): HelpView {
  const element = h(
    'dialog',
    { class: 'overlay help', 'aria-labelledby': 'help-title' },
    h(
      'header',
      {},
      h('h2', { id: 'help-title' }, 'Keys of the replay'),
      iconButton('close', 'Close', 'Escape', () => element.close()),
    ),
    h(
      'dl',
      {},
      ...keyCommands.map(({ shown, text }) =>
        h('div', {}, h('dt', {}, h('kbd', {}, shown)), h('dd', {}, text)),
      ),
    ),
    h(
      'p',
      { class: 'muted' },
      'On the timeline: drag to scrub, the wheel zooms, with Shift it pans. Tab leaves the editor.',
    ),
  );
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close();
  });
  return {
    element,
    toggle: () => (element.open ? element.close() : element.showModal()),
  };
}
