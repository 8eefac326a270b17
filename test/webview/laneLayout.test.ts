import { describe, expect, it } from 'vitest';
import { layoutLane, layoutPing } from '../../client/webview/replay/model/laneLayout.ts';
import { type LaneItem, lanesOf } from '../../client/webview/replay/model/lanes.ts';
import { timeScale } from '../../client/webview/replay/model/timeScale.ts';
import { micros } from '../../server/core/migration/time.ts';
import { timelineOf } from './timelineOf.ts';

const tenLetters = (text: string): number => text.length * 10;

function item(from: number, to: number, label: string): LaneItem {
  return { from: micros(from), to: micros(to), label, title: label, tone: 'work' };
}

/** One pixel a microsecond. */
const scale = timeScale({ from: micros(0), to: micros(1_000) }, 1_000);

describe('a lane', () => {
  it('writes a label into a bar that holds it and beside one that does not', () => {
    const { shapes, labels } = layoutLane(
      [item(0, 200, 'wide'), item(400, 420, 'narrow')],
      scale,
      tenLetters,
    );
    expect(shapes.map(({ kind, x, width }) => [kind, x, width])).toEqual([
      ['bar', 0, 200],
      ['bar', 400, 20],
    ]);
    expect(labels.map(({ text, x, isInside }) => [text, x, isInside])).toEqual([
      ['wide', 4, true],
      ['narrow', 424, false],
    ]);
  });

  it('draws what is narrower than can be seen as a tick, with its label', () => {
    const { shapes, labels } = layoutLane([item(500, 501, 'pause')], scale, tenLetters);
    expect(shapes).toMatchObject([{ kind: 'tick', x: 500, width: 0 }]);
    expect(labels.map(({ text }) => text)).toEqual(['pause']);
  });

  it('counts labels that have no room at the one before them', () => {
    const { shapes, labels } = layoutLane(
      [item(500, 500, 'pause'), item(505, 505, 'resume'), item(510, 510, 'RARP'), item(700, 700, 'later')],
      scale,
      tenLetters,
    );
    expect(shapes).toHaveLength(4);
    expect(labels.map(({ text, title }) => [text, title])).toEqual([
      ['pause +2', 'pause\nresume\nRARP'],
      ['later', 'later'],
    ]);
  });

  it('keeps labels apart when one has come to count others', () => {
    const end = (label: { readonly x: number; readonly text: string }): number =>
      label.x + tenLetters(label.text);
    for (let from = 100; from < 400; from += 7) {
      for (let length = 20; length < 200; length += 9) {
        const { labels } = layoutLane(
          [
            item(100, 100, 'packet-in'),
            item(110, from, 'activate'),
            item(from, from + length, 'rows gone'),
            item(from + 3, from + 8, 'recorded'),
            item(from + length, from + 2 * length, 'active'),
          ],
          scale,
          tenLetters,
        );
        for (const [idx, label] of labels.slice(1).entries())
          expect(label.x, `${from} ${length}`).toBeGreaterThan(end(labels[idx] ?? label));
        // Nothing is left out.
        const titles = labels.flatMap(({ title }) => title.split('\n'));
        expect(titles.toSorted()).toEqual(['activate', 'active', 'packet-in', 'recorded', 'rows gone']);
      }
    }
  });

  it('moves the label of a wide bar behind that of a tick at its start', () => {
    const { labels } = layoutLane(
      [item(0, 500, 'before'), item(500, 500, 'pause'), item(500, 900, 'after')],
      scale,
      tenLetters,
    );
    expect(labels.map(({ text, x }) => [text, x])).toEqual([
      ['before', 4],
      ['pause', 504],
      ['after', 562],
    ]);
  });

  it('leaves out only what is off screen', () => {
    const { shapes } = layoutLane(
      [item(-50, -10, 'gone'), item(-50, 10, 'partly'), item(2_000, 2_000, 'to come')],
      scale,
      tenLetters,
    );
    expect(shapes.map(({ title }) => title)).toEqual(['partly']);
  });

  it('speaks of every item of a real run at every zoom', () => {
    const timeline = timelineOf('deck-rarp');
    for (const length of [timeline.end, 2_000_000, 100_000, 1_000, 20]) {
      const from = Math.max(0, 8_000_000 - length / 2);
      const view = timeScale({ from: micros(from), to: micros(Math.min(timeline.end, from + length)) }, 900);
      for (const lane of lanesOf(timeline)) {
        if (lane.kind === 'ping') continue;
        const { shapes, labels } = layoutLane(lane.items, view);
        const visible = lane.items.filter((one) => one.to >= view.from && one.from <= view.to);
        expect(shapes).toHaveLength(visible.length);
        expect(labels.flatMap(({ title }) => title.split('\n')).sort()).toEqual(
          visible.map(({ title }) => title).sort(),
        );
      }
    }
  });
});

describe('the ping lane', () => {
  const { packets } = timelineOf('deck-rarp').pings[0]!;
  const nOf = (width: number, from: number, to: number): Map<string, number> => {
    const n = new Map<string, number>();
    for (const { verdict, nPackets } of layoutPing(
      packets,
      timeScale({ from: micros(from), to: micros(to) }, width),
    ))
      n.set(verdict, (n.get(verdict) ?? 0) + nPackets);
    return n;
  };

  it('shows the four lost packets one by one when it is near', () => {
    const shapes = layoutPing(packets, timeScale({ from: micros(7_990_000), to: micros(8_080_000) }, 900));
    expect(shapes.filter(({ verdict }) => verdict === 'lost').map(({ nPackets }) => nPackets)).toEqual([
      1, 1, 1, 1,
    ]);
  });

  it('keeps every packet when packets are narrower than a pixel', () => {
    const n = nOf(300, 0, 22_000_000);
    expect(Object.fromEntries(n)).toEqual({ answered: 1_231, lost: 4 });
  });
});
