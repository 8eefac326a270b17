import { expect, it } from 'vitest';
import { switchoverOf, switchoverView } from '../../client/webview/replay/model/switchover.ts';
import { presets } from '../../server/core/migration/presets.ts';
import { timelineOf } from './timelineOf.ts';

it.each([
  ['deck-rarp', 8_068_010, 8_100_000],
  ['deck-single', 10_375_000, 11_400_000],
  ['deck-multichassis', 8_000_010, 8_100_000],
])(
  'the switchover of %s is shown until traffic flows again, and not much longer',
  (preset, restored, most) => {
    const view = switchoverView(timelineOf(preset));
    expect(view.from).toBeLessThan(8_000_000);
    expect(view.to).toBeGreaterThan(restored);
    expect(view.to).toBeLessThan(most);
  },
);

it('is inside every run', () => {
  for (const { id } of presets) {
    const timeline = timelineOf(id);
    const view = switchoverView(timeline);
    expect(view.from).toBeGreaterThanOrEqual(0);
    expect(view.to).toBeLessThanOrEqual(timeline.end);
    expect(switchoverOf(timeline)).toBeGreaterThanOrEqual(view.from);
    expect(view.to).toBeGreaterThan(switchoverOf(timeline));
  }
});
