import { assertNever } from '../../../../server/core/base/invariant.ts';
import type { Timeline } from '../../../../server/core/migration/timeline.ts';
import { type Dot, type DotKind, type HostPicture, packetsAround, pictureAt } from '../model/picture.ts';
import { packetText } from '../model/lanes.ts';
import type { Ready } from '../session.ts';
import { h, icon, replaceChildren, setAttributes, setText, svg } from './dom.ts';

/** The hosts with their guest, the tunnels between them, and the packets on their way. */
export interface PictureView {
  readonly element: HTMLElement;
  /** `flight`: how long a packet's way takes on screen, in simulated microseconds. */
  render(shown: Ready, flight: number): void;
}

const width = 520;
const height = 300;
const box = { width: 170, height: 104 };
const peerBox = { width: 170, height: 72 };

interface Point {
  readonly x: number;
  readonly y: number;
}

interface HostNode {
  readonly binding: SVGTextElement;
  readonly guest: GuestNode | undefined;
}

interface GuestNode {
  readonly group: SVGGElement;
  readonly icon: Element;
  readonly word: Element;
  readonly bar: SVGGElement;
  readonly waiting: SVGTextElement;
}

export function pictureView(reducesMotion: () => boolean): PictureView {
  const drawing = svg('svg', {
    class: 'picture-drawing',
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: 'xMidYMid meet',
    role: 'img',
    'aria-label': 'Hosts, guests and packets',
  });
  const table = h('div', { class: 'packet-table' });
  const stretch = h('span', { class: 'stretch muted' });
  const legend = h('div', { class: 'legend' }, ...legendItems(), stretch);
  const element = h('section', { class: 'picture', 'aria-label': 'Picture' }, drawing, table, legend);
  const dotLayer = svg('g');
  let timeline: Timeline | undefined;
  let nodes = new Map<string, HostNode>();
  let places = new Map<string, Point>();

  const build = (shown: Ready, hosts: readonly HostPicture[]): void => {
    timeline = shown.timeline;
    places = placesOf(hosts);
    nodes = new Map();
    const tunnels = svg('g', { class: 'tunnels' });
    hosts.forEach((a, idx) => {
      for (const b of hosts.slice(idx + 1)) tunnels.append(tunnel(places, a.name, b.name));
    });
    const hostLayer = svg('g');
    for (const host of hosts) {
      const { group, node } = drawHost(host, places.get(host.name) as Point);
      nodes.set(host.name, node);
      hostLayer.append(group);
    }
    replaceChildren(drawing, hatching(), tunnels, hostLayer, dotLayer);
  };

  return {
    element,
    render(shown, flight): void {
      const still = reducesMotion();
      const picture = pictureAt(shown.timeline, shown.world, shown.player.position, flight);
      if (shown.timeline !== timeline) build(shown, picture.hosts);
      for (const host of picture.hosts) updateHost(nodes.get(host.name), host);
      element.classList.toggle('is-still', still);
      const slowdown = Math.round(flight / Math.max(1, shown.timeline.scenario.transit));
      setText(stretch, slowdown > 1 && !still ? `packets drawn ${slowdown}× slower than they are` : '');
      if (still) {
        replaceChildren(dotLayer);
        renderTable(table, shown);
      } else {
        const nDots = picture.dots.length;
        replaceChildren(dotLayer, ...picture.dots.map((dot) => drawDot(dot, places, nDots <= 8)));
      }
    },
  };
}

/** Source left, destination right, everybody else below. */
function placesOf(hosts: readonly HostPicture[]): Map<string, Point> {
  const places = new Map<string, Point>();
  const peers = hosts.filter((host) => host.role === 'peer');
  for (const host of hosts) {
    if (host.role === 'source') places.set(host.name, { x: 115, y: 66 });
    else if (host.role === 'destination') places.set(host.name, { x: width - 115, y: 66 });
    else {
      const nth = peers.indexOf(host);
      places.set(host.name, {
        x: (width * (nth + 1)) / (peers.length + 1),
        y: height - peerBox.height / 2 - 14,
      });
    }
  }
  return places;
}

function sizeOf(role: HostPicture['role']): { readonly width: number; readonly height: number } {
  return role === 'peer' ? peerBox : box;
}

function tunnel(places: ReadonlyMap<string, Point>, from: string, to: string): SVGElement {
  const a = places.get(from) as Point;
  const b = places.get(to) as Point;
  return svg('g', {}, svg('line', { class: 'tunnel', x1: a.x, y1: a.y, x2: b.x, y2: b.y }));
}

function drawHost(
  host: HostPicture,
  { x, y }: Point,
): { readonly group: SVGGElement; readonly node: HostNode } {
  const size = sizeOf(host.role);
  const left = x - size.width / 2;
  const top = y - size.height / 2;
  const binding = svg('text', {
    class: 'binding',
    x: left + size.width - 8,
    y: top + 16,
    'text-anchor': 'end',
  });
  const group = svg(
    'g',
    { class: `host host-${host.role}` },
    svg('rect', { class: 'host-box', x: left, y: top, width: size.width, height: size.height, rx: 4 }),
    svg('text', { class: 'host-name', x: left + 8, y: top + 16 }, host.name),
    binding,
  );
  host.senders.forEach((sender, idx) => {
    const cx = x + (idx - (host.senders.length - 1) / 2) * 74;
    const at = host.role === 'peer' ? top + 46 : top + size.height - 14;
    group.append(
      svg('rect', { class: 'sender-box', x: cx - 34, y: at - 13, width: 68, height: 26, rx: 3 }),
      svg('text', { class: 'sender', x: cx, y: at + 4, 'text-anchor': 'middle' }, sender),
    );
  });
  if (host.guest === undefined) return { group, node: { binding, guest: undefined } };
  const guest = drawGuest(host.guest.name, x, top);
  group.append(guest.group);
  return { group, node: { binding, guest } };
}

function drawGuest(name: string, x: number, top: number): GuestNode {
  const glyph = svg('tspan', { class: 'glyph', dy: 2 });
  const word = svg('tspan', { dy: -2 });
  const state = svg('text', { class: 'guest-state', x, y: top + 58, 'text-anchor': 'middle' }, glyph, word);
  const bar = svg(
    'g',
    { class: 'block-bar' },
    svg('rect', { x: x - 60, y: top + 74, width: 120, height: 9, rx: 1 }),
    svg('text', { x, y: top + 96, 'text-anchor': 'middle' }, 'blocked until active'),
  );
  const waiting = svg('text', { class: 'waiting', x, y: top + 96, 'text-anchor': 'middle' });
  const group = svg(
    'g',
    { class: 'guest' },
    svg('rect', { class: 'guest-box', x: x - 60, y: top + 26, width: 120, height: 42, rx: 3 }),
    svg('text', { class: 'guest-name', x, y: top + 42, 'text-anchor': 'middle' }, name),
    state,
    bar,
    waiting,
  );
  return { group, icon: glyph, word, bar, waiting };
}

const guestWords = {
  none: { icon: '', word: 'not here' },
  // Codicons: cloud-download, play, debug-pause.
  incoming: { icon: '\ueac2', word: 'receiving' },
  running: { icon: '\ueb2c', word: 'running' },
  paused: { icon: '\uead1', word: 'paused' },
  gone: { icon: '', word: 'gone' },
} as const;

function updateHost(node: HostNode | undefined, host: HostPicture): void {
  if (node === undefined) return;
  setText(node.binding, host.binding ?? '');
  if (node.guest === undefined || host.guest === undefined) return;
  const { state, isBlocked, nWaiting } = host.guest;
  setAttributes(node.guest.group, { class: `guest guest-${state}${isBlocked ? ' is-blocked' : ''}` });
  setText(node.guest.icon, guestWords[state].icon);
  setText(node.guest.word, ` ${guestWords[state].word}`);
  setAttributes(node.guest.bar, { visibility: isBlocked ? 'visible' : 'hidden' });
  setText(
    node.guest.waiting,
    !isBlocked && nWaiting > 0 ? `${nWaiting} ${nWaiting === 1 ? 'packet' : 'packets'} waiting` : '',
  );
}

/** Where a packet is that has made `progress` of its way from a port of `from` to the guest on `to`. */
function dotPlace(dot: Dot, places: ReadonlyMap<string, Point>): Point {
  const from = places.get(dot.from) ?? { x: 0, y: 0 };
  const to = places.get(dot.to) ?? from;
  const sender: Point = { x: from.x, y: from.y - 3 };
  const isDropped = dot.kind === 'dropped';
  // A dropped packet ends at the bar below the guest, any other one at the guest's box.
  const guest: Point = { x: to.x, y: to.y + (isDropped ? 26 : 20) };
  const way =
    dot.from === dot.to ? [sender, guest] : [sender, { x: from.x, y: from.y - peerBox.height / 2 }, guest];
  return along(way, dot.progress);
}

function along(way: readonly Point[], share: number): Point {
  const lengths = way.slice(1).map((point, idx) => distance(way[idx] as Point, point));
  let rest = Math.max(0, Math.min(1, share)) * lengths.reduce((sum, length) => sum + length, 0);
  for (let idx = 0; idx < lengths.length; idx++) {
    const length = lengths[idx] as number;
    const a = way[idx] as Point;
    const b = way[idx + 1] as Point;
    if (rest <= length || idx === lengths.length - 1) {
      const part = length === 0 ? 0 : Math.min(1, rest / length);
      return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
    }
    rest -= length;
  }
  return way[0] as Point;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function drawDot(dot: Dot, places: ReadonlyMap<string, Point>, withNumber: boolean): SVGElement {
  const { x, y } = dotPlace(dot, places);
  const group = svg(
    'g',
    { class: `dot dot-${dot.kind}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
    svg('title', {}, dot.title),
    dotShape(dot.kind),
  );
  if (withNumber) group.append(svg('text', { class: 'dot-number', x: 8, y: 4 }, String(dot.seq)));
  return group;
}

function dotShape(kind: DotKind): SVGElement {
  switch (kind) {
    case 'request':
      return svg('circle', { r: 4.5 });
    case 'copy':
      return svg('path', { d: 'M0-5.5 5.5 0 0 5.5-5.5 0z' });
    case 'reply':
      return svg('circle', { r: 4, class: 'hollow' });
    case 'duplicate':
      return svg(
        'g',
        {},
        svg('circle', { r: 5.5, class: 'hollow' }),
        svg('circle', { r: 2.5, class: 'hollow' }),
      );
    case 'dropped':
      return svg('path', { class: 'cross', d: 'M-5-5 5 5M5-5-5 5' });
    default:
      return assertNever(kind);
  }
}

const dotWords: Readonly<Record<DotKind, string>> = {
  request: 'request',
  copy: 'its clone',
  reply: 'reply',
  duplicate: 'second reply',
  dropped: 'dropped',
};

function legendItems(): HTMLElement[] {
  return (Object.keys(dotWords) as DotKind[]).map((kind) =>
    h(
      'span',
      { class: 'legend-item' },
      svg(
        'svg',
        { width: 14, height: 14, viewBox: '-7 -7 14 14', 'aria-hidden': 'true' },
        svg('g', { class: `dot dot-${kind}` }, dotShape(kind)),
      ),
      dotWords[kind],
    ),
  );
}

/** Oblique lines: what is held is recognised without its colour. */
function hatching(): SVGElement {
  return svg(
    'defs',
    {},
    svg(
      'pattern',
      {
        id: 'picture-hatch',
        width: 6,
        height: 6,
        patternUnits: 'userSpaceOnUse',
        patternTransform: 'rotate(45)',
      },
      svg('rect', { class: 'hatch-line', width: 3, height: 6 }),
    ),
  );
}

/** A row for each of the latest packets, with what became of each copy. */
function renderTable(table: HTMLElement, shown: Ready): void {
  const reached = shown.timeline.network.chassis.filter((it) => it.role !== 'peer').map((it) => it.name);
  const rows = shown.timeline.pings.flatMap((run) =>
    packetsAround(run, shown.player.position, 7).map((packet) =>
      h(
        'tr',
        { class: `packet packet-${packet.verdict}`, title: packetText(packet) },
        h('td', {}, String(packet.seq)),
        h('td', {}, icon(verdictIcons[packet.verdict]), ` ${packet.verdict}`),
        ...reached.map((name) =>
          h('td', {}, packet.copies.find((copy) => copy.chassis === name)?.fate ?? ''),
        ),
      ),
    ),
  );
  replaceChildren(
    table,
    h(
      'table',
      { 'aria-label': 'The latest packets' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...['request', 'verdict', ...reached.map((name) => `copy to ${name}`)].map((text) =>
            h('th', { scope: 'col' }, text),
          ),
        ),
      ),
      h('tbody', {}, ...rows),
    ),
  );
}

const verdictIcons = { answered: 'check', lost: 'close', duplicate: 'copy' } as const;
