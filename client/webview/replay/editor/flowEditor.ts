import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/hover/register';
import type { RoleId } from '../../../../server/core/roles/role.ts';
import type { HoverTextResult } from '../../../../server/protocol/messages.ts';
import type { ShownFlows, ShownRow } from '../model/flowView.ts';
import type { RemovedRow } from '../model/flowChanges.ts';
import { type LineEdit, lineEdit } from './lineEdit.ts';
import { openflowLanguage } from '../model/language.ts';
import { registerOpenflow } from './openflowLanguage.ts';

/** Monaco, read-only, with the rows of one instant. */
export interface FlowEditor {
  /** Shows rows; the place that was scrolled to stays. */
  show(flows: ShownFlows): void;
  /** Brings the first row that changed, or the place of the first that is gone, into view. */
  revealChange(): void;
  wrap(isOn: boolean): void;
}

/** The hover of a place in the text that was shown last; `row` and `character` count from 0. */
export type AskHover = (row: number, character: number) => Promise<HoverTextResult | null>;

export function createFlowEditor(container: HTMLElement, workerUri: string, askHover: AskHover): FlowEditor {
  provideWorker(workerUri);
  registerOpenflow();
  const model = monaco.editor.createModel('', openflowLanguage);
  let shown: ShownFlows = { text: '', rows: [], removed: [] };
  const editor = monaco.editor.create(container, {
    model,
    readOnly: true,
    domReadOnly: true,
    ariaLabel: 'OpenFlow flows of the chosen chassis at this instant, read-only',
    automaticLayout: true,
    tabFocusMode: true,
    glyphMargin: true,
    // Lines of the whole dump, which hovers speak of, also where rows are filtered out.
    lineNumbers: (line) => String((shown.rows[line - 1]?.line ?? line - 1) + 1),
    lineNumbersMinChars: 2,
    lineDecorationsWidth: 14,
    folding: false,
    minimap: { enabled: false },
    wordWrap: 'off',
    scrollBeyondLastLine: false,
    renderLineHighlight: 'line',
    renderLineHighlightOnlyWhenFocus: true,
    occurrencesHighlight: 'off',
    selectionHighlight: false,
    overviewRulerLanes: 1,
    overviewRulerBorder: false,
    fixedOverflowWidgets: true,
    contextmenu: false,
    links: false,
    guides: { indentation: false },
    unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false, nonBasicASCII: false },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
    ...editorFont(),
  });
  const marks = editor.createDecorationsCollection();
  const zones: string[] = [];
  monaco.languages.registerHoverProvider(openflowLanguage, {
    provideHover: async (_, position) => {
      const found = await askHover(position.lineNumber - 1, position.column - 1);
      if (found === null) return null;
      const { start, end } = found;
      const line = position.lineNumber;
      return {
        // What a dump says is data: neither links to commands nor HTML are let through.
        contents: [{ value: found.markdown, isTrusted: false, supportHtml: false }],
        range: new monaco.Range(line, start.character + 1, line + (end.line - start.line), end.character + 1),
      };
    },
  });
  let toReveal = -1;
  const reveal = (): void => {
    const { height } = editor.getLayoutInfo();
    // Behind another tab there is no height yet: it is done when there is.
    if (toReveal === -1 || height === 0) return;
    // The line before, since rows that are gone stand between two lines.
    const top = editor.getTopForLineNumber(Math.max(1, Math.min(toReveal, model.getLineCount())));
    const isInView = top >= editor.getScrollTop() && top < editor.getScrollTop() + height * 0.8;
    if (!isInView) editor.setScrollTop(top);
    toReveal = -1;
  };
  editor.onDidLayoutChange(reveal);
  return {
    show(flows): void {
      const edit = lineEdit(shown.text, flows.text);
      if (edit !== undefined) {
        applyLines(model, edit);
      }
      shown = flows;
      marks.set(flows.rows.flatMap(decorations));
      editor.changeViewZones((accessor) => {
        for (const zone of zones.splice(0)) accessor.removeZone(zone);
        for (const before of new Set(flows.removed.map((row) => row.before))) {
          const rows = flows.removed.filter((row) => row.before === before);
          const afterLineNumber = flows.text === '' ? 0 : before;
          zones.push(
            accessor.addZone({
              afterLineNumber,
              heightInLines: rows.length,
              domNode: removedRows(rows),
              marginDomNode: removedMargin(rows.length),
              suppressMouseDown: true,
            }),
          );
        }
      });
    },
    revealChange(): void {
      const changed = shown.rows.findIndex((row) => row.change !== undefined);
      const gone = shown.removed[0]?.before ?? -1;
      toReveal = changed === -1 ? gone : gone === -1 ? changed : Math.min(changed, gone);
      reveal();
    },
    wrap: (isOn) => editor.updateOptions({ wordWrap: isOn ? 'on' : 'off' }),
  };
}

function applyLines(model: monaco.editor.ITextModel, { from, to, lines }: LineEdit): void {
  const nLines = model.getLineCount();
  if (to < nLines) {
    const text = lines.map((line) => `${line}\n`).join('');
    model.applyEdits([{ range: new monaco.Range(from + 1, 1, to + 1, 1), text }]);
  } else if (from === 0) {
    model.setValue(lines.join('\n'));
  } else {
    const range = new monaco.Range(
      from,
      model.getLineMaxColumn(from),
      nLines,
      model.getLineMaxColumn(nLines),
    );
    model.applyEdits([{ range, text: lines.map((line) => `\n${line}`).join('') }]);
  }
}

/** The editor's own font, as VS Code hands it to the page. */
function editorFont(): { fontFamily?: string; fontSize?: number } {
  const style = getComputedStyle(document.documentElement);
  const fontFamily = style.getPropertyValue('--vscode-editor-font-family').trim();
  const fontSize = Number.parseFloat(style.getPropertyValue('--vscode-editor-font-size'));
  return {
    ...(fontFamily === '' ? {} : { fontFamily }),
    ...(Number.isFinite(fontSize) ? { fontSize } : {}),
  };
}

/** A worker must come from the page's own origin, so its code is fetched and wrapped. */
function provideWorker(uri: string): void {
  globalThis.MonacoEnvironment = {
    getWorker: async () => {
      const code = await (await fetch(uri)).text();
      const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      const worker = new Worker(url, { name: 'editor' });
      URL.revokeObjectURL(url);
      return worker;
    },
  };
}

function decorations(row: ShownRow, idx: number): monaco.editor.IModelDeltaDecoration[] {
  const range = new monaco.Range(idx + 1, 1, idx + 1, 1);
  const found: monaco.editor.IModelDeltaDecoration[] = [];
  if (row.role !== undefined) {
    found.push({
      range,
      options: {
        isWholeLine: true,
        className: `role-line role-${row.role}`,
        glyphMarginClassName: `role-glyph role-${row.role}`,
        glyphMarginHoverMessage: { value: roleWords[row.role] },
        overviewRuler: { color: roleColor(row.role), position: monaco.editor.OverviewRulerLane.Full },
      },
    });
  }
  if (row.change !== undefined) {
    found.push({
      range,
      options: {
        isWholeLine: true,
        linesDecorationsClassName: `change-mark change-${row.change}`,
        className: `change-line change-${row.change}`,
        linesDecorationsTooltip:
          row.change === 'added' ? 'New since the last change' : 'Changed since the last change',
      },
    });
  }
  return found;
}

/** Words of the roles, as everywhere in the product. */
const roleWords: Readonly<Record<RoleId, string>> = {
  clone: 'Clone to hosts',
  'tunnel-enforcement': 'Forced tunnel',
  'activation-block': 'Blocked until active',
  'activation-trigger': 'Activates on RARP / GARP / NA',
  'path-mtu': 'Path MTU',
};

function roleColor(role: RoleId): string {
  return getComputedStyle(document.body).getPropertyValue(`--role-${role}`).trim() || '#888888';
}

function removedRows(rows: readonly RemovedRow[]): HTMLElement {
  const element = document.createElement('div');
  element.className = 'removed-rows';
  for (const { text } of rows) {
    const line = document.createElement('div');
    line.textContent = text;
    line.title = `Gone since the last change: ${text.trim()}`;
    element.append(line);
  }
  return element;
}

function removedMargin(n: number): HTMLElement {
  const element = document.createElement('div');
  element.className = 'removed-margin';
  for (let i = 0; i < n; i++) {
    const mark = document.createElement('div');
    mark.textContent = '−';
    element.append(mark);
  }
  return element;
}
