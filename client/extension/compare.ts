import * as vscode from 'vscode';
import {
  captureRequest,
  type CaptureResult,
  type CompareParams,
  type CompareProgress,
  compareProgressNotification,
  compareRequest,
  type CompareResult,
  type CompareSideParams,
} from '../../server/protocol/messages.ts';
import { commands, comparisonViewId } from '../../server/protocol/names.ts';
import { plainText } from '../../server/protocol/plainText.ts';
import type { CaptureSide } from './captureNodes.ts';
import { chooseFolder } from './chooseFolder.ts';
import { chooseSide, sidesOf } from './chooseSide.ts';
import { type ComparisonNode, comparisonNodes } from './comparisonNodes.ts';
import { ExcerptDocuments } from './excerptDocuments.ts';
import type { Server } from './server.ts';

/**
 * «Compare…» and the view «Comparison»: what is different, in groups, each entry with the native diff editor behind it.
 * Returns what compares two sides of a capture, or one that the user chooses with one that is given.
 */
export function activateCompare(
  context: vscode.ExtensionContext,
  server: Server,
): (folder: vscode.Uri, sides: readonly CaptureSide[]) => Promise<void> {
  const changed = new vscode.EventEmitter<undefined>();
  const excerpts = new ExcerptDocuments();
  let nodes: readonly ComparisonNode[] = [];
  /** What was compared, as paths. */
  let sides = { before: '', after: '' };
  let nComparisons = 0;
  let nDifferences = 0;

  const view = vscode.window.createTreeView<ComparisonNode>(comparisonViewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => [...(node === undefined ? nodes : node.children)],
      getTreeItem: itemOf,
    },
    showCollapseAll: true,
  });

  async function compare(before: CompareSideParams, after: CompareSideParams): Promise<void> {
    const id = ++nComparisons;
    try {
      const result = await request(server, { id, before, after });
      nodes = comparisonNodes(result);
      sides = { before: before.path, after: after.path };
      view.description = plainText(`${result.before} ↔ ${result.after}`);
      view.message = result.groups.length === 0 ? vscode.l10n.t('Nothing is different') : '';
      await vscode.commands.executeCommand('setContext', 'ovnLens.hasComparison', true);
      changed.fire(undefined);
      await vscode.commands.executeCommand(`${comparisonViewId}.focus`);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError) && !isCancelled(error)) showFailure(error);
    }
  }

  async function show({ difference }: ComparisonNode): Promise<void> {
    if (difference === undefined) return;
    const id = ++nDifferences;
    const open = (side: 'before' | 'after'): Promise<vscode.Uri> => {
      const { text, path } = difference[side];
      return excerpts.open({
        text,
        origin: path === undefined ? undefined : { file: path, folder: sides[side] },
        // The side that has no rows is of no release and no host: it says nothing.
        languageId: (path === undefined ? undefined : difference.languageId) ?? 'plaintext',
        name: `${id}/${side}`,
      });
    };
    const [before, after] = await Promise.all([open('before'), open('after')]);
    await vscode.commands.executeCommand('vscode.diff', before, after, difference.title, { preview: true });
  }

  async function captureOf(folder: vscode.Uri): Promise<CaptureResult> {
    return (await server.send(captureRequest, { folder: folder.fsPath })) as CaptureResult;
  }

  /** A file is a side; of a folder with several moments one is chosen. */
  async function sideOf(uri: vscode.Uri): Promise<CompareSideParams | undefined> {
    const { type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) === 0) return { path: uri.fsPath };
    const moments = sidesOf(await captureOf(uri)).filter(({ chassis }) => chassis === undefined);
    const [only] = moments;
    if (moments.length < 2) return { path: uri.fsPath, moment: only?.moment };
    const title = vscode.l10n.t('Moment of {0}', uri.path.split('/').at(-1) ?? '');
    const chosen = await chooseSide(moments, title);
    return chosen === undefined ? undefined : { path: uri.fsPath, ...chosen };
  }

  async function compareOf(folder: vscode.Uri, given: readonly CaptureSide[]): Promise<void> {
    const all = sidesOf(await captureOf(folder));
    const first = given[0] ?? (await chooseSide(all, vscode.l10n.t('Compare')));
    if (first === undefined) return;
    const second = given[1] ?? (await chooseSide(othersOf(all, first), vscode.l10n.t('With')));
    if (second === undefined) return;
    await compare({ path: folder.fsPath, ...first }, { path: folder.fsPath, ...second });
  }

  /** Shows a failure before there is anything to compare. */
  async function guarded(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      showFailure(error);
    }
  }

  context.subscriptions.push(
    view,
    changed,
    excerpts,
    vscode.commands.registerCommand(commands.showDifference, show),
    vscode.commands.registerCommand(commands.compare, () =>
      guarded(async () => {
        const folder = await chooseFolder(undefined);
        if (folder !== undefined) await compareOf(folder, []);
      }),
    ),
    vscode.commands.registerCommand(
      commands.compareSelected,
      (_uri: vscode.Uri, selected: readonly vscode.Uri[] | undefined) =>
        guarded(async () => {
          const [one, other] = selected ?? [];
          if (one === undefined || other === undefined) return;
          const before = await sideOf(one);
          const after = before === undefined ? undefined : await sideOf(other);
          if (before !== undefined && after !== undefined) await compare(before, after);
        }),
    ),
  );
  return (folder, sides) => guarded(() => compareOf(folder, sides));
}

/** Asks the server, and shows how far it is. */
function request(server: Server, params: CompareParams): Thenable<CompareResult> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Comparing'),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancel) => {
    const heard = server.onNotification<CompareProgress>(compareProgressNotification, ({ id, message }) => {
      if (id === params.id) progress.report({ message });
    });
    try {
      return (await server.send(compareRequest, params, cancel)) as CompareResult;
    } finally {
      heard.dispose();
    }
  });
}

/** A chassis is compared with a chassis, a moment with a moment. */
function othersOf(all: readonly CaptureSide[], first: CaptureSide): readonly CaptureSide[] {
  return all.filter(
    ({ moment, chassis }) =>
      (chassis === undefined) === (first.chassis === undefined) &&
      (moment !== first.moment || chassis !== first.chassis),
  );
}

function showFailure(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  void vscode.window.showErrorMessage(vscode.l10n.t('Cannot compare: {0}', reason));
}

function isCancelled(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === requestCancelled;
}

/** `LSPErrorCodes.RequestCancelled`. */
const requestCancelled = -32_800;

/** Labels, descriptions and tooltips are plain strings: what stands in them comes from files. */
function itemOf(node: ComparisonNode): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(
    node.label,
    node.children.length === 0 ? None : node.isOpen ? Expanded : Collapsed,
  );
  item.description = node.description;
  item.tooltip = node.tooltip;
  item.iconPath = new vscode.ThemeIcon(node.icon);
  item.id = node.id;
  if (node.difference !== undefined)
    item.command = {
      command: commands.showDifference,
      title: vscode.l10n.t('Show Difference'),
      arguments: [node],
    };
  return item;
}
