import type { MigrationEvent } from '../../../../server/core/migration/event.ts';
import { laneName } from '../../../../server/core/migration/event.ts';
import { speeds, type StepTarget, stopFrom } from '../../../../server/core/migration/player.ts';
import { formatInstant, formatLength, micros, span } from '../../../../server/core/migration/time.ts';
import { phaseAt } from '../../../../server/core/migration/timeline.ts';
import { countersText, lossText, totalsAt } from '../model/counters.ts';
import type { Ready, Session } from '../session.ts';
import { h, icon, iconButton, onChoice, setAttributes, setText } from './dom.ts';

/** Play, steps, speed, the instant, the counters, and what has just happened and comes next. */
export interface TransportView {
  readonly element: HTMLElement;
  render(shown: Ready): void;
}

const jumps: readonly {
  readonly over: StepTarget;
  readonly icon: string;
  readonly label: string;
  readonly key: string;
}[] = [
  { over: 'flow-change', icon: 'list-flat', label: 'Next change of flows', key: 'F' },
  { over: 'loss', icon: 'close', label: 'Next lost packet', key: 'L' },
  { over: 'duplicate', icon: 'copy', label: 'Next duplicate', key: 'D' },
  { over: 'activation', icon: 'zap', label: 'Activation', key: 'A' },
];

export function transportView(session: Session, clock: () => number): TransportView {
  const step = (over: StepTarget, direction: 1 | -1): void =>
    session.dispatch({ type: 'step', over, direction });
  const playIcon = icon('play');
  const play = h('button', { type: 'button', class: 'icon-button play' }, playIcon);
  play.addEventListener('click', () => session.toggle());
  const jumpButtons = jumps.map((jump) => ({
    jump,
    button: iconButton(jump.icon, jump.label, jump.key, () => step(jump.over, 1)),
  }));
  const speed = h(
    'select',
    { 'aria-label': 'Speed', title: 'Speed' },
    ...speeds.map((value) => h('option', { value: String(value) }, `${value}×`)),
  );
  onChoice(speed, (value) => session.dispatch({ type: 'speed', speed: Number(value), clock: clock() }));
  const instant = h('span', { class: 'instant' });
  const counters = countersNodes();
  const phase = h('span', { class: 'phase-name' });
  const now = h('span', { class: 'event-now' });
  const next = h('span', { class: 'event-next muted' });
  const live = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  const announce = throttled((text) => setText(live, text));
  const element = h(
    'footer',
    { class: 'transport' },
    h('div', { class: 'event-bar' }, phase, now, next),
    h(
      'div',
      { class: 'transport-bar' },
      h(
        'div',
        { class: 'button-row', role: 'toolbar', 'aria-label': 'Replay' },
        iconButton('debug-reverse-continue', 'To the start', 'Home', () => session.seek(micros(0))),
        iconButton('chevron-left', 'Previous event', '[', () => step('event', -1)),
        play,
        iconButton('chevron-right', 'Next event', ']', () => step('event', 1)),
        iconButton('debug-continue', 'To the end', 'End', () => toEnd(session)),
        h('span', { class: 'divider' }),
        ...jumpButtons.map(({ button }) => button),
      ),
      speed,
      instant,
      h('span', { class: 'spacer' }),
      counters.element,
    ),
    live,
  );
  return {
    element,
    render(shown): void {
      const { timeline, player, track } = shown;
      const isPlaying = player.status === 'playing';
      setAttributes(playIcon, { class: `codicon codicon-debug-${isPlaying ? 'pause' : 'start'}` });
      const label = isPlaying ? 'Pause' : 'Play';
      setAttributes(play, { 'aria-label': label, title: `${label} (Space)` });
      for (const { jump, button } of jumpButtons)
        button.disabled = stopFrom(track, player, jump.over, 1) === undefined;
      speed.value = String(player.speed);
      setText(instant, formatInstant(player.position));
      const totals = totalsAt(timeline, player.position);
      counters.render(totals, lossText(totals));
      setText(phase, phaseAt(timeline, player.position)?.title ?? '');
      const last = timeline.events[player.nEvents - 1];
      const coming = timeline.events[player.nEvents];
      setText(now, last === undefined ? 'Nothing has happened yet.' : eventText(last));
      setAttributes(now, {
        title: last === undefined ? '' : `${formatInstant(last.time)} ${eventText(last)}`,
      });
      setText(
        next,
        coming === undefined
          ? ''
          : `next in ${formatLength(span(player.position, coming.time))}: ${eventText(coming)}`,
      );
      announce(`${last === undefined ? '' : `${eventText(last)}. `}${countersText(totals)}`, !isPlaying);
    },
  };
}

function toEnd(session: Session): void {
  if (session.shown.kind === 'ready') session.seek(session.shown.timeline.end);
}

function eventText(event: MigrationEvent): string {
  return `${laneName(event.lane)}: ${event.text}`;
}

interface CountersNodes {
  readonly element: HTMLElement;
  render(counters: ReturnType<typeof totalsAt>, loss: string): void;
}

function countersNodes(): CountersNodes {
  const [sent, nSent] = counter('sent', 'counter-sent');
  const [received, nReceived] = counter('answered', 'counter-answered');
  const [lost, nLost] = counter('lost', 'counter-lost');
  const [duplicates, nDuplicates] = counter('duplicates', 'counter-duplicates');
  const [loss, lossShare] = counter('loss', 'counter-loss');
  return {
    element: h(
      'div',
      { class: 'counters', role: 'group', 'aria-label': 'Counters' },
      sent,
      received,
      lost,
      duplicates,
      loss,
    ),
    render(counters, share): void {
      setText(nSent, String(counters.sent));
      setText(nReceived, String(counters.received));
      setText(nLost, String(counters.lost));
      setText(nDuplicates, String(counters.duplicates));
      setText(lossShare, share);
      lost.classList.toggle('is-some', counters.lost > 0);
      duplicates.classList.toggle('is-some', counters.duplicates > 0);
    },
  };
}

function counter(name: string, className: string): readonly [HTMLElement, HTMLElement] {
  const number = h('b', {}, '0');
  return [h('span', { class: `counter ${className}` }, `${name} `, number), number];
}

/** Screen readers cannot follow a replay that runs: while it does, they get the latest text every few seconds. */
function throttled(say: (text: string) => void): (text: string, isUrgent: boolean) => void {
  let latest = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    say(latest);
  };
  return (text, isUrgent) => {
    if (text === latest) return;
    latest = text;
    const wait = isUrgent ? 300 : 3_000;
    if (timer !== undefined && isUrgent) clearTimeout(timer);
    if (timer === undefined || isUrgent) timer = setTimeout(flush, wait);
  };
}
