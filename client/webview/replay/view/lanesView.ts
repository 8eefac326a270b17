import { formatInstant, type Micros } from '../../../../server/core/migration/time.ts';
import type { Timeline } from '../../../../server/core/migration/timeline.ts';
import { layoutLane, layoutPing, type PingShape } from '../model/laneLayout.ts';
import { lanesOf, packetText, type TimelineLane, type Tone } from '../model/lanes.ts';
import { axisTicks, panned, type TimeScale, timeScale, toTime, toX } from '../model/timeScale.ts';
import type { Ready, Session } from '../session.ts';
import { h, iconButton, replaceChildren, setAttributes, svg } from './dom.ts';

/** A lane for each actor over one zoomable axis, and the whole run below them. */
export interface LanesView {
  readonly element: HTMLElement;
  render(shown: Ready): void;
}

const laneHeight = 20;
const axisHeight = 22;
const overviewHeight = 18;

export function lanesView(session: Session, clock: () => number, showSwitchover: () => void): LanesView {
  const labels = h('div', { class: 'lane-labels', 'aria-hidden': 'true' });
  const drawing = svg('svg', { class: 'lane-drawing' });
  const playhead = svg('g', { class: 'playhead' });
  const plot = h(
    'div',
    {
      class: 'lane-plot',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Time',
      'aria-orientation': 'horizontal',
    },
    drawing,
  );
  const dispatch = session.dispatch.bind(session);
  const zoom = (factor: number): void => dispatch({ type: 'zoom', factor });
  const buttons = h(
    'div',
    { class: 'zoom-buttons' },
    iconButton('zoom-in', 'Zoom in', '+', () => zoom(2)),
    iconButton('zoom-out', 'Zoom out', '−', () => zoom(0.5)),
    iconButton('screen-full', 'Show the whole run', '0', () => dispatch({ type: 'show-all' })),
    iconButton('target', 'Show the switchover', 's', showSwitchover),
  );
  const element = h('section', { class: 'lanes', 'aria-label': 'Timeline' }, labels, plot);

  let lanes: readonly TimelineLane[] = [];
  let drawn: { readonly timeline: Timeline; readonly scale: TimeScale } | undefined;
  let latest: Ready | undefined;
  let overview: OverviewNodes | undefined;

  const scaleOf = (shown: Ready): TimeScale => timeScale(shown.player.view, plot.clientWidth);

  const draw = (shown: Ready, scale: TimeScale): void => {
    if (drawn?.timeline !== shown.timeline) {
      lanes = lanesOf(shown.timeline);
      replaceChildren(
        labels,
        ...lanes.map((lane) => h('div', { class: 'lane-label', title: lane.name }, lane.name)),
        buttons,
      );
    }
    const height = lanes.length * laneHeight;
    const total = height + axisHeight + overviewHeight;
    setAttributes(drawing, { width: scale.width, height: total, viewBox: `0 0 ${scale.width} ${total}` });
    overview = drawOverview(shown.timeline, scale.width, height + axisHeight);
    replaceChildren(
      drawing,
      tonePatterns(),
      drawGrid(scale, height),
      ...lanes.map((lane, idx) => drawLane(lane, scale, idx * laneHeight)),
      overview.group,
      playhead,
    );
    replaceChildren(
      playhead,
      svg('line', { x1: 0, x2: 0, y1: 0, y2: height + 4 }),
      svg('path', { d: `M-5 ${height + 10}L0 ${height + 3}L5 ${height + 10}z` }),
    );
    drawn = { timeline: shown.timeline, scale };
  };

  const render = (shown: Ready): void => {
    latest = shown;
    const scale = scaleOf(shown);
    const isSame =
      drawn?.timeline === shown.timeline &&
      drawn.scale.from === scale.from &&
      drawn.scale.to === scale.to &&
      drawn.scale.width === scale.width;
    if (!isSame) draw(shown, scale);
    const { position } = shown.player;
    const x = toX(scale, position);
    setAttributes(playhead, {
      transform: `translate(${x.toFixed(1)} 0)`,
      visibility: x < -1 || x > scale.width + 1 ? 'hidden' : 'visible',
    });
    overview?.update(shown);
    setAttributes(plot, {
      'aria-valuemin': 0,
      'aria-valuemax': shown.timeline.end,
      'aria-valuenow': position,
      'aria-valuetext': formatInstant(position),
    });
  };

  new ResizeObserver(() => {
    if (latest !== undefined) render(latest);
  }).observe(plot);
  scrubbing(
    plot,
    session,
    clock,
    () => latest && scaleOf(latest),
    () => lanes.length * laneHeight + axisHeight,
  );
  return { element, render };
}

/** Dragging moves the instant, or the view when it begins in the overview; the wheel zooms, with shift it pans. */
function scrubbing(
  plot: HTMLElement,
  session: Session,
  clock: () => number,
  scale: () => TimeScale | undefined,
  overviewTop: () => number,
): void {
  let drag: 'time' | 'view' | undefined;
  const place = (event: MouseEvent): { readonly x: number; readonly y: number } => {
    const bounds = plot.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const moveView = (x: number): void => {
    const { shown } = session;
    if (shown.kind !== 'ready') return;
    const { view } = shown.player;
    const whole = timeScale({ from: 0 as Micros, to: shown.timeline.end }, plot.clientWidth);
    const middle = (view.from + view.to) / 2;
    const length = view.to - view.from;
    session.dispatch({ type: 'show', view: panned(view, (toTime(whole, x) - middle) / length) });
  };
  plot.addEventListener('pointerdown', (event) => {
    const now = scale();
    if (now === undefined || event.button !== 0) return;
    const { x, y } = place(event);
    plot.setPointerCapture(event.pointerId);
    drag = y >= overviewTop() ? 'view' : 'time';
    if (drag === 'view') moveView(x);
    else session.dispatch({ type: 'scrub-start', to: toTime(now, x), clock: clock() });
  });
  plot.addEventListener('pointermove', (event) => {
    const now = scale();
    if (drag === undefined || now === undefined) return;
    const { x } = place(event);
    if (drag === 'view') moveView(x);
    else session.dispatch({ type: 'scrub', to: toTime(now, Math.max(0, Math.min(x, now.width))) });
  });
  const end = (): void => {
    if (drag === 'time') session.dispatch({ type: 'scrub-end', clock: clock() });
    drag = undefined;
  };
  plot.addEventListener('pointerup', end);
  plot.addEventListener('pointercancel', end);
  plot.addEventListener(
    'wheel',
    (event) => {
      const now = scale();
      if (now === undefined) return;
      event.preventDefault();
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        session.dispatch({ type: 'show', view: panned(now, sideways / now.width) });
      } else {
        const factor = 2 ** (-event.deltaY / 200);
        session.dispatch({ type: 'zoom', factor, at: toTime(now, place(event).x) });
      }
    },
    { passive: false },
  );
}

function drawGrid(scale: TimeScale, height: number): SVGElement {
  const group = svg('g', { class: 'axis' });
  for (const { x, label } of axisTicks(scale)) {
    group.append(
      svg('line', { x1: x, x2: x, y1: 0, y2: height + 4 }),
      svg(
        'text',
        { x: Math.min(Math.max(x, 2), scale.width - 2), y: height + 16, 'text-anchor': anchorOf(x, scale) },
        label,
      ),
    );
  }
  return group;
}

/** Labels at the edges stay on screen. */
function anchorOf(x: number, scale: TimeScale): 'start' | 'middle' | 'end' {
  if (x < 36) return 'start';
  return x > scale.width - 36 ? 'end' : 'middle';
}

function drawLane(lane: TimelineLane, scale: TimeScale, top: number): SVGElement {
  const group = svg('g', { class: 'lane', transform: `translate(0 ${top})` });
  group.append(
    svg('line', { class: 'lane-base', x1: 0, x2: scale.width, y1: laneHeight - 0.5, y2: laneHeight - 0.5 }),
  );
  if (lane.kind === 'ping') {
    for (const shape of layoutPing(lane.run.packets, scale)) group.append(drawPing(shape));
    return group;
  }
  const { shapes, labels } = layoutLane(lane.items, scale);
  for (const { kind, x, width, tone, title } of shapes) {
    group.append(
      svg(
        'g',
        { class: `item tone-${tone}` },
        svg('title', {}, title),
        kind === 'bar'
          ? svg('rect', { x, y: 3, width, height: laneHeight - 6, rx: 2 })
          : svg('path', { class: 'tick', d: `M${x.toFixed(1)} 2v${laneHeight - 4}` }),
      ),
    );
  }
  for (const { x, text, title, isInside } of labels) {
    group.append(
      svg(
        'text',
        { class: isInside ? 'item-label is-inside' : 'item-label', x, y: 14 },
        text,
        svg('title', {}, title),
      ),
    );
  }
  return group;
}

const middle = laneHeight / 2;

/** Answered: a short mark or a thin line. Lost: crosses, or a tall crossed bar. Duplicate: two marks above each other. */
function drawPing(shape: PingShape): SVGElement {
  const { verdict, x, width, nPackets, first, last } = shape;
  const title =
    nPackets === 1
      ? packetText(first)
      : `requests ${first.seq} to ${last.seq}: ${nPackets} ${verdictWords[verdict]}`;
  const group = svg('g', { class: `ping ping-${verdict}` }, svg('title', {}, title));
  if (nPackets === 1) {
    group.append(svg('path', { d: singleMarks[verdict](x) }));
    return group;
  }
  const left = x - 1;
  const right = width + 2;
  if (verdict === 'lost')
    group.append(svg('rect', { class: 'crossed', x: left, y: 3, width: right, height: laneHeight - 6 }));
  else if (verdict === 'duplicate')
    group.append(
      svg('rect', { x: left, y: middle - 5, width: right, height: 3 }),
      svg('rect', { x: left, y: middle + 2, width: right, height: 3 }),
    );
  else group.append(svg('rect', { x: left, y: middle - 1, width: right, height: 2 }));
  if (verdict !== 'answered')
    group.append(
      svg(
        'text',
        { class: 'item-label on-lane', x: x + width + 5, y: 14 },
        `${nPackets} ${verdictWords[verdict]}`,
      ),
    );
  return group;
}

const verdictWords = { answered: 'answered', lost: 'lost', duplicate: 'answered twice' } as const;

const singleMarks: Readonly<Record<PingShape['verdict'], (x: number) => string>> = {
  answered: (x) => `M${x.toFixed(1)} ${middle - 3}v6`,
  lost: (x) => `M${(x - 3).toFixed(1)} ${middle - 4}l6 8m0-8l-6 8`,
  duplicate: (x) => `M${x.toFixed(1)} ${middle - 7}v6m0 2v6`,
};

interface OverviewNodes {
  readonly group: SVGGElement;
  update(shown: Ready): void;
}

/** The whole run in one strip: where the view is, where the instant is, and where packets were lost. */
function drawOverview(timeline: Timeline, width: number, top: number): OverviewNodes {
  const whole = timeScale({ from: 0 as Micros, to: timeline.end }, width);
  const group = svg('g', { class: 'overview', transform: `translate(0 ${top})` });
  group.append(svg('title', {}, 'The whole run: drag to move the view'));
  group.append(svg('rect', { class: 'overview-ground', x: 0, y: 2, width, height: overviewHeight - 4 }));
  for (const { x, width: length, tone } of layoutLane(phasesAsItems(timeline), whole).shapes)
    group.append(
      svg('rect', {
        class: `overview-phase tone-${tone}`,
        x,
        y: 4,
        width: Math.max(1.5, length),
        height: overviewHeight - 8,
      }),
    );
  for (const run of timeline.pings)
    for (const shape of layoutPing(run.packets, whole))
      if (shape.verdict !== 'answered')
        group.append(
          svg('rect', {
            class: `overview-${shape.verdict}`,
            x: shape.x,
            y: shape.verdict === 'lost' ? 4 : 8,
            width: Math.max(1.5, shape.width),
            height: shape.verdict === 'lost' ? overviewHeight - 8 : 2,
          }),
        );
  const view = svg('rect', { class: 'overview-view', y: 1, height: overviewHeight - 2, rx: 2 });
  const here = svg('rect', { class: 'overview-here', y: 0, width: 1.5, height: overviewHeight });
  group.append(view, here);
  return {
    group,
    update({ player }): void {
      const from = toX(whole, player.view.from);
      setAttributes(view, { x: from, width: Math.max(4, toX(whole, player.view.to) - from) });
      setAttributes(here, { x: toX(whole, player.position) });
    },
  };
}

function phasesAsItems(timeline: Timeline): Parameters<typeof layoutLane>[0] {
  const lane = lanesOf(timeline)[0];
  return lane?.kind === 'items' ? lane.items : [];
}

const hatched: readonly Tone[] = ['held', 'paused', 'trouble'];

/** Tones that differ from others in their pattern, not in their colour alone. */
function tonePatterns(): SVGElement {
  const patterns = hatched.map((tone, idx) =>
    svg(
      'pattern',
      {
        id: `tone-${tone}`,
        width: 6,
        height: 6,
        patternUnits: 'userSpaceOnUse',
        patternTransform: `rotate(${idx % 2 === 0 ? 45 : -45})`,
      },
      svg('rect', { class: `pattern-ground pattern-${tone}`, width: 6, height: 6 }),
      svg('rect', { class: `pattern-line pattern-${tone}`, width: 2, height: 6 }),
    ),
  );
  const cross = svg(
    'pattern',
    { id: 'lost-cross', width: 7, height: 7, patternUnits: 'userSpaceOnUse' },
    svg('path', { class: 'pattern-cross', d: 'M0 0 7 7M7 0 0 7' }),
  );
  return svg('defs', {}, ...patterns, cross);
}
