import type { Session } from '../session.ts';
import { h, iconButton, onChoice, replaceChildren, setText } from './dom.ts';

/** Which migration is replayed. */
export interface HeaderView {
  readonly element: HTMLElement;
  render(): void;
}

export function headerView(session: Session, showHelp: () => void): HeaderView {
  const preset = h('select', { class: 'preset', 'aria-label': 'Scenario' });
  const seed = h('input', {
    type: 'number',
    class: 'seed',
    min: 0,
    step: 1,
    'aria-label': 'Seed',
    title: 'Seed: the same seed gives the same migration',
  });
  const choose = (): void => {
    const value = Math.trunc(Number(seed.value));
    void session.choose(preset.value, Number.isSafeInteger(value) && value >= 0 ? value : session.seed);
  };
  onChoice(preset, choose);
  seed.addEventListener('change', choose);
  const another = iconButton('refresh', 'Another seed', undefined, () => {
    seed.value = String(session.seed + 1);
    choose();
  });
  const description = h('span', { class: 'description muted' });
  const element = h(
    'header',
    { class: 'header' },
    h('label', {}, h('span', { class: 'muted' }, 'Scenario'), preset),
    h('label', {}, h('span', { class: 'muted' }, 'Seed'), seed),
    another,
    description,
    iconButton('question', 'Keys', '?', showHelp),
  );
  let listed: unknown;
  return {
    element,
    render(): void {
      if (listed !== session.presets) {
        listed = session.presets;
        replaceChildren(preset, ...session.presets.map(({ id, title }) => h('option', { value: id }, title)));
      }
      preset.value = session.preset;
      if (document.activeElement !== seed) seed.value = String(session.seed);
      const text = session.presets.find((it) => it.id === session.preset)?.description ?? '';
      setText(description, text);
      description.title = text;
    },
  };
}
