import { describe, expect, it } from 'vitest';
import { compactColumn, compactRow, wholeColumn } from '../../client/webview/replay/model/compactRow.ts';
import {
  changesText,
  type FlowText,
  flowChanges,
  noChanges,
} from '../../client/webview/replay/model/flowChanges.ts';
import { changeSentence, shownFlows } from '../../client/webview/replay/model/flowView.ts';
import { micros } from '../../server/core/migration/time.ts';
import { timelineOf } from './timelineOf.ts';

/** Rows as `key text`; a line without a space is a heading. */
function flows(...rows: readonly string[]): FlowText {
  return {
    lines: rows.map((row) => row.replace(/^\S+ /, '')),
    keys: rows.map((row) => (row.includes(' ') ? row.slice(0, row.indexOf(' ')) : '')),
  };
}

const before = flows(
  'heading',
  'a duration=1s, priority=1 actions=drop',
  'b priority=2 actions=drop',
  'c priority=3 actions=drop',
);
const after = flows(
  'heading',
  'n priority=9 actions=drop',
  'a duration=2s, priority=1 actions=drop',
  'c priority=3 actions=output:1',
);

describe('changes between two instants', () => {
  const changes = flowChanges(before, after);

  it('tells new, changed and removed rows apart', () => {
    expect([...changes.rows]).toEqual([
      [1, 'added'],
      [3, 'changed'],
    ]);
    expect(changes.removed).toEqual([{ text: 'priority=2 actions=drop', before: 3 }]);
    expect(changesText(changes)).toBe('1 row gone, 1 new, 1 changed');
  });

  it('takes counters and ages for no change', () => {
    expect(
      changesText(
        flowChanges(
          before,
          flows(
            'heading',
            'a duration=9s, priority=1 actions=drop',
            'b priority=2 actions=drop',
            'c priority=3 actions=drop',
          ),
        ),
      ),
    ).toBeUndefined();
  });

  it('puts rows that are gone at the end when nothing follows them', () => {
    expect(flowChanges(flows('heading', 'a x'), flows('heading')).removed).toEqual([
      { text: 'x', before: 1 },
    ]);
  });
});

describe('the rows that are shown', () => {
  const changes = flowChanges(before, after);
  const roles = new Map([['a', 'clone' as const]]);

  it('are all of them, or those with a role, or those that changed', () => {
    const linesOf = (filter: 'all' | 'roles' | 'changes'): number[] =>
      shownFlows(after, changes, roles, filter, false).rows.map(({ line }) => line);
    expect(linesOf('all')).toEqual([0, 1, 2, 3]);
    expect(linesOf('roles')).toEqual([2]);
    expect(linesOf('changes')).toEqual([1, 3]);
  });

  it('keep the place of what is gone', () => {
    expect(shownFlows(after, changes, roles, 'changes', false).removed).toMatchObject([{ before: 1 }]);
  });
});

describe('a row without counters', () => {
  const line =
    ' cookie=0x1, duration=2.270s, table=0, n_packets=114, n_bytes=11172, idle_age=0, priority=100,in_port=2 actions=resubmit(,8)';
  const row = compactRow(line);

  it('keeps the flow itself', () => {
    expect(row.text).toBe(' cookie=0x1, table=0, priority=100,in_port=2 actions=resubmit(,8)');
  });

  it('finds each character in the whole row and back', () => {
    for (let column = 0; column < row.text.length; column++) {
      const whole = wholeColumn(row, column);
      expect(line[whole]).toBe(row.text[column]);
      expect(compactColumn(row, whole)).toBe(column);
    }
  });

  it('leaves actions alone', () => {
    const odd = ' priority=1 actions=note:00, n_packets=1, drop';
    expect(compactRow(odd).text).toBe(odd);
  });
});

it('says what changed, when and why', () => {
  const timeline = timelineOf('deck-rarp');
  const activation = timeline.events.find(
    (one) => one.kind === 'flows-installed' && one.reason === 'activation',
  )!;
  const changes = {
    ...noChanges,
    removed: [
      { text: '', before: 0 },
      { text: '', before: 0 },
    ],
  };
  expect(changeSentence(changes, activation, micros(activation.time + 18_000))).toBe(
    `2 rows gone 18 ms ago: ${activation.text}`,
  );
  expect(changeSentence(changes, activation, activation.time)).toMatch(/^2 rows gone just now: /);
  expect(changeSentence(noChanges, undefined, micros(0))).toBe('No row has changed here yet.');
});
