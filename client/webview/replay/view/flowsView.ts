import type { MigrationEvent } from '../../../../server/core/migration/event.ts';
import { formatInstant } from '../../../../server/core/migration/time.ts';
import { createFlowEditor, type FlowEditor } from '../editor/flowEditor.ts';
import { followTheme } from '../editor/monacoTheme.ts';
import type { FlowsSource } from '../flowsSource.ts';
import { changeSentence, type RowFilter, type ShownFlows, shownFlows } from '../model/flowView.ts';
import type { Ready, Session } from '../session.ts';
import { compactColumn, wholeColumn } from '../model/compactRow.ts';
import { h, onChoice, replaceChildren, toggleButton, setAttributes, setText } from './dom.ts';

/** The flows of one chassis: whose, when, which rows, and what changed in them. */
export interface FlowsView {
  readonly element: HTMLElement;
  render(shown: Ready): void;
}

const filters: readonly { readonly value: RowFilter; readonly text: string }[] = [
  { value: 'all', text: 'all rows' },
  { value: 'roles', text: 'rows with a role' },
  { value: 'changes', text: 'changes' },
];

export function flowsView(
  session: Session,
  source: FlowsSource,
  workerUri: string,
  explain: (event: MigrationEvent) => void,
): FlowsView {
  const chassis = h('select', { 'aria-label': 'Chassis whose flows are shown' });
  onChoice(chassis, (name) => session.watch(name));
  const filter = h(
    'select',
    { 'aria-label': 'Which rows are shown' },
    ...filters.map(({ value, text }) => h('option', { value }, text)),
  );
  const refresh = (): void => {
    if (latest !== undefined) render(latest);
  };
  const counters = toggleButton('symbol-numeric', 'Counters and ages', false, refresh);
  const wrap = toggleButton('word-wrap', 'Wrap long rows', false, (isOn) => editor.wrap(isOn));
  const instant = h('span', { class: 'instant' });
  const nRows = h('span', { class: 'muted' });
  const container = h('div', { class: 'flow-editor' });
  const notice = h('div', { class: 'notice', role: 'status', hidden: true });
  const sentence = h('span', { class: 'change-text' });
  const why = h('button', { type: 'button', class: 'link', 'aria-haspopup': 'dialog' }, 'why?');
  const element = h(
    'section',
    { class: 'flows', 'aria-label': 'Flows' },
    h(
      'div',
      { class: 'flows-bar' },
      chassis,
      h('span', { class: 'muted' }, 'br-int'),
      instant,
      h('span', { class: 'spacer' }),
      nRows,
      filter,
      counters.element,
      wrap.element,
    ),
    h('div', { class: 'flow-space' }, container, notice),
    h('div', { class: 'change-bar' }, sentence, why),
  );

  let latest: Ready | undefined;
  let rows: ShownFlows | undefined;
  let made: unknown[] = [];
  let change: MigrationEvent | undefined;
  let revealed: MigrationEvent | undefined;
  why.addEventListener('click', () => {
    if (change !== undefined) explain(change);
  });
  const editor: FlowEditor = createFlowEditor(container, workerUri, async (row, character) => {
    const at = rows?.rows[row];
    if (at === undefined) return null;
    const found = await source.hover(at.line, wholeColumn(at.row, character));
    if (found === null) return null;
    return {
      ...found,
      start: { line: row, character: compactColumn(at.row, found.start.character) },
      end: { line: row, character: compactColumn(at.row, found.end.character) },
    };
  });
  followTheme(() => {
    made = [];
    if (latest !== undefined) render(latest);
  });
  onChoice(filter, refresh);

  const say = (...children: readonly (Node | string)[]): void => {
    replaceChildren(notice, ...children);
    setAttributes(notice, { hidden: children.length === 0 });
    container.classList.toggle('is-faded', children.length > 0);
  };

  const renderRows = (): void => {
    const { shown } = source;
    if (shown.kind === 'waiting') return;
    if (shown.kind === 'failed') {
      const again = h('button', { type: 'button', class: 'button' }, 'Try again');
      again.addEventListener('click', () => source.retry());
      say(h('p', {}, `The flows of this instant could not be made: ${shown.message}`), again);
      return;
    }
    const chosen = filters.find(({ value }) => value === filter.value)?.value ?? 'all';
    const withCounters = counters.isOn();
    const parts = [shown.flows, shown.changes, shown.roles, chosen, withCounters];
    if (parts.every((part, idx) => part === made[idx])) return;
    made = parts;
    rows = shownFlows(shown.flows, shown.changes, shown.roles, chosen, withCounters);
    editor.show(rows);
    if (revealed !== shown.change) editor.revealChange();
    revealed = shown.change;
    const nAll = shown.flows.keys.filter((key) => key !== '').length;
    setText(
      nRows,
      rows.rows.length === shown.flows.lines.length ? `${nAll} rows` : `${rows.rows.length} of ${nAll} rows`,
    );
    if (rows.rows.length > 0 || rows.removed.length > 0) say();
    else
      say(h('p', {}, nAll === 0 ? 'This chassis has no rows yet.' : `No row to show: ${emptyTexts[chosen]}`));
  };

  const render = (shown: Ready): void => {
    const isNew = latest?.timeline !== shown.timeline;
    latest = shown;
    if (isNew) {
      replaceChildren(
        chassis,
        ...shown.timeline.network.chassis.map(({ name, role }) =>
          h('option', { value: name }, `${name} (${role})`),
        ),
      );
    }
    chassis.value = shown.chassis;
    setText(instant, formatInstant(shown.player.position));
    renderRows();
    const { shown: flows } = source;
    if (flows.kind !== 'flows') {
      setText(sentence, '');
      setAttributes(why, { hidden: true });
      return;
    }
    change = flows.change;
    setText(sentence, changeSentence(flows.changes, change, shown.player.position));
    setAttributes(why, { hidden: change === undefined });
  };
  return { element, render };
}

const emptyTexts: Readonly<Record<RowFilter, string>> = {
  all: 'the table is empty.',
  roles: 'no row of this chassis has a role at this instant.',
  changes: 'no row has changed yet. Step to a change of flows with f.',
};
