import { h, setAttributes } from './dom.ts';

/** Panes side by side; where the panel is narrow, one at a time behind tabs. The style sheet decides which. */
export function tabsView(panes: readonly { readonly name: string; readonly element: HTMLElement }[]): {
  readonly element: HTMLElement;
} {
  const buttons = panes.map(({ name, element }, idx) => {
    element.id = `pane-${idx}`;
    const button = h(
      'button',
      { type: 'button', role: 'tab', class: 'tab', 'aria-controls': element.id },
      name,
    );
    button.addEventListener('click', () => select(idx));
    return button;
  });
  const select = (chosen: number): void => {
    panes.forEach(({ element }, idx) => {
      element.classList.toggle('is-chosen', idx === chosen);
      setAttributes(buttons[idx] as HTMLElement, {
        'aria-selected': idx === chosen ? 'true' : 'false',
        tabindex: idx === chosen ? 0 : -1,
      });
    });
  };
  const list = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Picture or flows' }, ...buttons);
  list.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const now = buttons.findIndex((button) => button === document.activeElement);
    const next = (now + by + buttons.length) % buttons.length;
    event.preventDefault();
    event.stopPropagation();
    select(next);
    buttons[next]?.focus();
  });
  select(0);
  return {
    element: h(
      'div',
      { class: 'stage' },
      list,
      h('div', { class: 'panes' }, ...panes.map((it) => it.element)),
    ),
  };
}
