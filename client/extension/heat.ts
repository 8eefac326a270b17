import * as vscode from 'vscode';
import { type HeatParams, heatRequest, type HeatResult } from '../../server/protocol/messages.ts';
import { commands, heatColors } from '../../server/protocol/names.ts';
import type { DumpInfos } from './dumpInfo.ts';
import { isDump } from './server.ts';

/** Lines above and below those on screen that are coloured with them, so that a short way of scrolling finds them. */
const margin = 200;
/** After scrolling, this long until the new lines are coloured, in milliseconds. */
const settleTime = 60;

/** From here on a piece of the dump has a tick beside the scroll bar. */
const levelOfTick = 3;

/** Rows coloured by how many packets they took, and rows that none took paled; each when the user wants it. */
export function activateHeat(
  context: vscode.ExtensionContext,
  dumps: DumpInfos,
  send: (method: string, params: unknown) => Promise<unknown>,
): void {
  const levels = heatColors.map((color) =>
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor(color),
    }),
  );
  const tick = vscode.window.createTextEditorDecorationType({
    overviewRulerColor: new vscode.ThemeColor(heatColors[heatColors.length - 1] ?? ''),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  const unused = vscode.window.createTextEditorDecorationType({ opacity: '0.45' });
  const types = [...levels, tick, unused];
  let isHeatOn = false;
  let isUnusedOn = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function paint(editor: vscode.TextEditor): Promise<void> {
    if (!isHeatOn && !isUnusedOn) return types.forEach((type) => editor.setDecorations(type, []));
    if (!isDump(editor.document)) return;
    const lines = editor.visibleRanges.flatMap(({ start, end }) => [start.line, end.line]);
    const first = Math.max(0, Math.min(...lines) - margin);
    const params: HeatParams = {
      uri: editor.document.uri.toString(),
      first,
      end: Math.max(...lines) + margin,
    };
    const { version } = editor.document;
    const heat = (await send(heatRequest, params)) as HeatResult | null;
    // What came late is of an earlier text.
    if (heat === null || editor.document.version !== version) return;
    const at = (level: number): vscode.Range[] =>
      heat.levels.flatMap((each, idx) => (each === level ? [lineRange(first + idx)] : []));
    levels.forEach((type, idx) => editor.setDecorations(type, isHeatOn ? at(idx + 1) : []));
    editor.setDecorations(
      unused,
      isUnusedOn ? at(0).map(({ start }) => editor.document.lineAt(start).range) : [],
    );
    const ticks = heat.overview.flatMap((level, idx) =>
      level >= levelOfTick ? [lineRange(idx * heat.size, (idx + 1) * heat.size - 1)] : [],
    );
    editor.setDecorations(tick, isHeatOn ? ticks : []);
  }

  function paintAll(): void {
    clearTimeout(timer);
    timer = setTimeout(
      () => vscode.window.visibleTextEditors.forEach((editor) => void paint(editor)),
      settleTime,
    );
  }

  context.subscriptions.push(
    ...types,
    { dispose: () => clearTimeout(timer) },
    dumps.onDidChange(paintAll),
    vscode.window.onDidChangeVisibleTextEditors(paintAll),
    vscode.window.onDidChangeTextEditorVisibleRanges(paintAll),
    vscode.commands.registerCommand(commands.toggleHeat, () => {
      isHeatOn = !isHeatOn;
      paintAll();
    }),
    vscode.commands.registerCommand(commands.toggleUnused, () => {
      isUnusedOn = !isUnusedOn;
      paintAll();
    }),
  );
}

function lineRange(first: number, last: number = first): vscode.Range {
  return new vscode.Range(first, 0, last, 0);
}
