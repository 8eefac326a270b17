import type { Packet, Verdict } from '../../../../server/core/migration/timeline.ts';
import type { LaneItem, Tone } from './lanes.ts';
import { type TimeScale, toX } from './timeScale.ts';

/** A stretch or a mark of a lane, in pixels. A `tick` stands for something narrower than can be drawn to scale. */
interface LaneShape {
  readonly kind: 'bar' | 'tick';
  readonly x: number;
  readonly width: number;
  readonly tone: Tone;
  readonly title: string;
}

interface LaneLabel {
  readonly x: number;
  readonly text: string;
  /** Everything the label stands for, a line each. */
  readonly title: string;
  /** Lies on its own bar, so it takes the bar's text colour. */
  readonly isInside: boolean;
}

export interface LaneLayout {
  readonly shapes: readonly LaneShape[];
  readonly labels: readonly LaneLabel[];
}

/** Pixels below which a stretch is drawn as a tick. */
const narrowest = 3;
const padding = 4;

/** The width of a label in pixels; the renderer's font is near enough to this for a few words. */
export type Measure = (text: string) => number;

const averageWidth: Measure = (text) => text.length * 6.1;

/**
 * Puts the items of one lane on the screen. Nothing is left out: what is too narrow for its width becomes a tick with a
 * label beside it, and where labels do not fit beside each other the first one says how many more stand there
 * (`pause 10 µs +2`). Ticks come first; the label of a wide bar takes what room they leave in it.
 */
export function layoutLane(
  items: readonly LaneItem[],
  scale: TimeScale,
  measure: Measure = averageWidth,
): LaneLayout {
  const shapes: LaneShape[] = [];
  const wide: Placed[] = [];
  const narrow: Placed[] = [];
  const groups: Group[] = [];
  for (const item of items) {
    const start = toX(scale, item.from);
    const end = toX(scale, item.to);
    if (end < 0 || start > scale.width) continue;
    const x = Math.max(start, -1);
    const width = Math.min(end, scale.width + 1) - x;
    const isBar = width >= narrowest;
    shapes.push({
      kind: isBar ? 'bar' : 'tick',
      x,
      width: isBar ? width : 0,
      tone: item.tone,
      title: item.title,
    });
    const placed: Placed = { item, x, width: isBar ? width : 0 };
    if (isBar && width >= measure(item.label) + 2 * padding) wide.push(placed);
    else narrow.push(placed);
  }
  const crowded = narrow.filter((placed) => {
    if (takesRoom(placed, wide, measure)) return true;
    addBeside(groups, placed, measure);
    return false;
  });
  for (const placed of wide) addInside(groups, placed, measure);
  groups.sort((a, b) => a.x - b.x);
  for (const { item, x } of crowded)
    (groups.findLast((it) => it.x <= x) ?? groups[0])?.titles.push(item.title);
  return {
    shapes,
    labels: apart(groups, measure).map((group) => ({
      x: group.x,
      text: groupText(group),
      title: group.titles.join('\n'),
      isInside: group.isInside,
    })),
  };
}

interface Placed {
  readonly item: LaneItem;
  readonly x: number;
  readonly width: number;
}

interface Group {
  readonly x: number;
  readonly text: string;
  readonly isInside: boolean;
  /** How far right it may begin: a label stays in its bar. */
  readonly most: number;
  readonly titles: string[];
}

/** A label that has come to count others may reach into the next one: that moves on, or is counted, too. */
function apart(groups: readonly Group[], measure: Measure): readonly Group[] {
  const found: Group[] = [];
  for (const group of groups) {
    const before = found.at(-1);
    const free = before === undefined ? group.x : before.x + measure(groupText(before)) + padding;
    if (before === undefined || group.x >= free) found.push(group);
    else if (free + padding <= group.most) found.push({ ...group, x: free + padding });
    else before.titles.push(...group.titles);
  }
  return found;
}

function groupText({ text, titles }: Group): string {
  return titles.length === 1 ? text : `${text} +${titles.length - 1}`;
}

/** Whether the label beside a narrow bar would leave no room for the one in the wide bar that it lies on. */
function takesRoom({ item, x, width }: Placed, wide: readonly Placed[], measure: Measure): boolean {
  const beside = x + width + padding;
  const under = width === 0 ? undefined : wide.find((it) => it.x <= beside && beside < it.x + it.width);
  return (
    under !== undefined &&
    beside + measure(item.label) + measure(under.item.label) + 3 * padding > under.x + under.width
  );
}

/** Items come in time's order, so only the last label can be in the way. */
function addBeside(groups: Group[], { item, x, width }: Placed, measure: Measure): void {
  const last = groups.at(-1);
  const beside = x + width + padding;
  if (last !== undefined && beside < last.x + measure(groupText(last)) + padding)
    last.titles.push(item.title);
  else groups.push({ x: beside, text: item.label, isInside: false, most: beside, titles: [item.title] });
}

function addInside(groups: Group[], { item, x, width }: Placed, measure: Measure): void {
  const needed = measure(item.label);
  const most = x + width - padding - needed;
  let at = Math.max(x, 0) + padding;
  const sorted = groups.toSorted((a, b) => a.x - b.x);
  for (const group of sorted) {
    if (group.x > at + needed + padding) break;
    at = Math.max(at, group.x + measure(groupText(group)) + 2 * padding);
  }
  if (at <= most) groups.push({ x: at, text: item.label, isInside: true, most, titles: [item.title] });
  else (sorted.findLast((group) => group.x <= x + width) ?? sorted[0])?.titles.push(item.title);
}

/** Neighbouring packets of one verdict that cannot be told apart at this zoom, or a single one. */
export interface PingShape {
  readonly verdict: Verdict;
  readonly x: number;
  /** 0 for a single packet. */
  readonly width: number;
  readonly nPackets: number;
  readonly first: Packet;
  readonly last: Packet;
}

/** Pixels from packet to packet above which each is drawn on its own. */
const distinguishable = 5;

/** The ping lane: each packet on its own while there is room, else runs of one verdict. No packet is left out. */
export function layoutPing(packets: readonly Packet[], scale: TimeScale): readonly PingShape[] {
  const shapes: PingShape[] = [];
  for (const packet of packets) {
    const x = toX(scale, packet.sent);
    if (x < -distinguishable || x > scale.width + distinguishable) continue;
    const last = shapes.at(-1);
    if (
      last !== undefined &&
      last.verdict === packet.verdict &&
      x - (last.x + last.width) < distinguishable
    ) {
      shapes[shapes.length - 1] = {
        ...last,
        width: x - last.x,
        nPackets: last.nPackets + 1,
        last: packet,
      };
    } else shapes.push({ verdict: packet.verdict, x, width: 0, nPackets: 1, first: packet, last: packet });
  }
  return shapes;
}
