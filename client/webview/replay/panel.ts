import type { MigrationEvent } from '../../../server/core/migration/event.ts';
import { micros } from '../../../server/core/migration/time.ts';
import { assertNever } from '../../../server/core/base/invariant.ts';
import { FlowsSource } from './flowsSource.ts';
import type { Host } from './host.ts';
import { actionOf, type KeyAction } from './keys.ts';
import { lastFlowChange } from './model/flowView.ts';
import { flightOf } from './model/picture.ts';
import { panned } from './model/timeScale.ts';
import { switchoverView } from './model/switchover.ts';
import { type Ready, Session, type Shown } from './session.ts';
import { h, replaceChildren, setAttributes } from './view/dom.ts';
import { flowsView } from './view/flowsView.ts';
import { headerView } from './view/headerView.ts';
import { helpView } from './view/helpView.ts';
import { lanesView } from './view/lanesView.ts';
import { pictureView } from './view/pictureView.ts';
import { resultView } from './view/resultView.ts';
import { tabsView } from './view/tabsView.ts';
import { transportView } from './view/transportView.ts';
import { whyView } from './view/whyView.ts';

const clock = (): number => performance.now();

/** Puts the panel together: one session, the views of it, the keyboard, and a frame loop while it plays. */
export function replayPanel(root: HTMLElement, host: Host): void {
  const motion = window.matchMedia('(prefers-reduced-motion: reduce)');
  const session = new Session(host.rpc, host.restore(), clock, () => {
    // What was there before must not take another click once it is gone; what moves can wait for its frame.
    if (session.shown.kind === drawn) frame.request();
    else render();
  });
  const source = new FlowsSource(host.rpc, clock, () => frame.request());

  const why = whyView((event) => session.goTo(event));
  const help = helpView();
  const explain = (event: MigrationEvent): void => {
    if (session.shown.kind === 'ready') why.show(session.shown.timeline, event);
  };
  const showSwitchover = (): void => {
    const { shown } = session;
    if (shown.kind === 'ready') session.dispatch({ type: 'show', view: switchoverView(shown.timeline) });
  };
  const header = headerView(session, () => help.toggle());
  const picture = pictureView(() => motion.matches);
  const flows = flowsView(session, source, root.dataset['editorWorker'] ?? '', explain);
  const result = resultView();
  const lanes = lanesView(session, clock, showSwitchover);
  const transport = transportView(session, clock);
  const tabs = tabsView([
    { name: 'Picture', element: picture.element },
    { name: 'Flows', element: flows.element },
  ]);
  const hint = h(
    'p',
    { class: 'hint' },
    h(
      'span',
      { class: 'hint-what' },
      'This is the switchover: the guest has just been paused on its source. ',
    ),
    'Press ',
    h('kbd', {}, 'Space'),
    ' to play on, ',
    h('kbd', {}, ']'),
    ' to go event by event, ',
    h('kbd', {}, '?'),
    ' for all keys.',
  );
  const content = h(
    'div',
    { class: 'content' },
    hint,
    tabs.element,
    result.element,
    lanes.element,
    transport.element,
  );
  const state = h('div', { class: 'state', role: 'status' });
  replaceChildren(root, header.element, content, state, why.element, help.element);
  if (host.restore() !== undefined) hint.remove();

  let drawn: Shown['kind'] | undefined;
  const render = (): void => {
    header.render();
    const { shown } = session;
    const isReady = shown.kind === 'ready';
    drawn = shown.kind;
    content.classList.toggle('is-away', !isReady);
    setAttributes(state, { hidden: isReady });
    switch (shown.kind) {
      case 'loading':
        replaceChildren(
          state,
          h(
            'div',
            { class: 'loading' },
            h('div', { class: 'state-icon codicon codicon-loading' }),
            h('p', {}, `${shown.what}…`),
          ),
        );
        return;
      case 'failed':
        replaceChildren(state, ...failedState(shown.what, shown.message, () => void session.load()));
        return;
      case 'empty':
        replaceChildren(state, h('p', {}, 'There is no scenario to replay.'));
        return;
      case 'ready':
        renderReady(shown);
        return;
      default:
        assertNever(shown);
    }
  };
  const renderReady = (shown: Ready): void => {
    source.follow(shown);
    const flight = flightOf(shown.timeline, shown.player);
    picture.render(shown, flight);
    flows.render(shown);
    lanes.render(shown);
    transport.render(shown);
    result.render(shown);
    if (shown.player.status === 'playing') {
      hint.remove();
      frame.request();
    }
  };
  const frame = frameLoop(() => {
    const { shown } = session;
    if (shown.kind === 'ready' && shown.player.status === 'playing')
      session.dispatch({ type: 'tick', clock: clock() });
    render();
  });

  let kept = '';
  const keep = (): void => {
    const now = session.state;
    if (now === undefined || JSON.stringify(now) === kept) return;
    kept = JSON.stringify(now);
    host.keep(now);
  };
  document.addEventListener('keydown', (event) => {
    if (!isForPanel(event)) return;
    const action = actionOf(event);
    if (action === undefined) return;
    event.preventDefault();
    hint.remove();
    act(action);
  });
  const act = (action: KeyAction): void => {
    const { shown } = session;
    if (action === 'help') {
      help.toggle();
      return;
    }
    if (shown.kind !== 'ready') return;
    perform(session, shown, action, { explain, showSwitchover });
  };
  motion.addEventListener('change', () => frame.request());
  window.setInterval(keep, 500);
  window.addEventListener('pagehide', keep);
  void session.load();
}

interface PanelActions {
  readonly explain: (event: MigrationEvent) => void;
  readonly showSwitchover: () => void;
}

function perform(
  session: Session,
  shown: Ready,
  action: Exclude<KeyAction, 'help'>,
  actions: PanelActions,
): void {
  const { view, position } = shown.player;
  const move = (share: number): void => {
    const length = panned(view, share).from - view.from;
    session.seek(micros(position + (length === 0 ? Math.sign(share) : length)));
  };
  const step = session.dispatch.bind(session);
  switch (action) {
    case 'toggle':
      return session.toggle();
    case 'back':
      return move(-0.01);
    case 'forward':
      return move(0.01);
    case 'far-back':
      return move(-0.1);
    case 'far-forward':
      return move(0.1);
    case 'start':
      return session.seek(micros(0));
    case 'end':
      return session.seek(shown.timeline.end);
    case 'previous-event':
      return step({ type: 'step', over: 'event', direction: -1 });
    case 'next-event':
      return step({ type: 'step', over: 'event', direction: 1 });
    case 'previous-change':
      return step({ type: 'step', over: 'flow-change', direction: -1 });
    case 'next-change':
      return step({ type: 'step', over: 'flow-change', direction: 1 });
    case 'previous-loss':
      return step({ type: 'step', over: 'loss', direction: -1 });
    case 'next-loss':
      return step({ type: 'step', over: 'loss', direction: 1 });
    case 'previous-duplicate':
      return step({ type: 'step', over: 'duplicate', direction: -1 });
    case 'next-duplicate':
      return step({ type: 'step', over: 'duplicate', direction: 1 });
    case 'activation':
      return toActivation(session, shown);
    case 'zoom-in':
      return step({ type: 'zoom', factor: 2 });
    case 'zoom-out':
      return step({ type: 'zoom', factor: 0.5 });
    case 'zoom-all':
      return step({ type: 'show-all' });
    case 'zoom-switchover':
      return actions.showSwitchover();
    case 'why': {
      const change = lastFlowChange(shown.timeline, shown.chassis, shown.player.nEvents);
      if (change !== undefined) actions.explain(change);
      return;
    }
    default:
      assertNever(action);
  }
}

/** The next activation, or the one before when there is none to come. */
function toActivation(session: Session, { track, player }: Ready): void {
  const isAhead = track.stops.activation.some((stop) => stop.time > player.position);
  session.dispatch({ type: 'step', over: 'activation', direction: isAhead ? 1 : -1 });
}

/** Keys belong to whoever takes text, to the editor, and to an open dialog. */
function isForPanel(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return true;
  if (target.closest('.monaco-editor, input, textarea, select') !== null) return false;
  if (target.closest('dialog') !== null || document.querySelector('dialog[open]') !== null)
    return event.key === '?';
  // A focused button answers to the space bar itself.
  return !(event.key === ' ' && target.closest('button') !== null);
}

/** At most one call of `draw` a frame. */
function frameLoop(draw: () => void): { request(): void } {
  let isWaiting = false;
  return {
    request(): void {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        draw();
      });
    },
  };
}

function failedState(what: string, message: string, again: () => void): HTMLElement[] {
  const button = h('button', { type: 'button', class: 'button' }, 'Try again');
  button.addEventListener('click', again);
  return [
    h('div', { class: 'state-icon codicon codicon-error' }),
    h('p', { class: 'state-title' }, what),
    h('p', { class: 'muted' }, message),
    button,
  ];
}
