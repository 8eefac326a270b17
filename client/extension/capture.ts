import * as vscode from 'vscode';
import {
  captureNamesRequest,
  type CaptureNamesResult,
  captureRequest,
  type CaptureResult,
} from '../../server/protocol/messages.ts';
import { captureViewId, commands } from '../../server/protocol/names.ts';
import { plainText } from '../../server/protocol/plainText.ts';
import { type CaptureNode, captureNodes, type CaptureSide, type FileProblems } from './captureNodes.ts';
import { chooseFolder } from './chooseFolder.ts';

/** What the view has. */
interface Shown {
  readonly folder: vscode.Uri;
  readonly capture: CaptureResult;
  names: CaptureNamesResult | undefined;
  nodes: readonly CaptureNode[];
}

/** After a change of problems, this long until the view follows, in milliseconds. */
const settleTime = 300;

/** The view «Capture»: what a folder of dumps holds, and what is missing. */
export function activateCapture(
  context: vscode.ExtensionContext,
  send: (method: string, params: unknown) => Promise<unknown>,
  compare: (folder: vscode.Uri, sides: readonly CaptureSide[]) => Promise<void>,
): void {
  const changed = new vscode.EventEmitter<undefined>();
  let shown: Shown | undefined;

  const view = vscode.window.createTreeView<CaptureNode>(captureViewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => [...(node === undefined ? (shown?.nodes ?? []) : node.children)],
      getTreeItem: (node) => itemOf(node, shown?.folder),
    },
    showCollapseAll: true,
    canSelectMany: true,
  });

  async function show(folder: vscode.Uri): Promise<void> {
    const capture = (await vscode.window.withProgress({ location: { viewId: captureViewId } }, () =>
      send(captureRequest, { folder: folder.fsPath }),
    )) as CaptureResult;
    const own: Shown = { folder, capture, names: undefined, nodes: [] };
    shown = own;
    view.description = plainText(folder.path.split('/').at(-1) ?? '');
    view.message =
      capture.moments.length === 0 ? vscode.l10n.t('No dumps of OVN or Open vSwitch in this folder') : '';
    update();
    // A large database takes longer than the files' beginnings.
    own.names = (await send(captureNamesRequest, { folder: folder.fsPath })) as CaptureNamesResult;
    if (shown === own) update();
  }

  function update(): void {
    if (shown === undefined) return;
    shown.nodes = captureNodes(shown.capture, shown.names, problemsBelow(shown.folder));
    changed.fire(undefined);
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Diagnostics come file by file. */
  function updateSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(update, settleTime);
  }

  context.subscriptions.push(
    view,
    changed,
    { dispose: () => clearTimeout(timer) },
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      const { folder } = shown ?? {};
      if (folder !== undefined && uris.some((uri) => pathBelow(folder, uri) !== undefined)) updateSoon();
    }),
    vscode.commands.registerCommand(
      commands.compareMoments,
      (node: CaptureNode, nodes: readonly CaptureNode[] | undefined) =>
        shown === undefined
          ? undefined
          : compare(
              shown.folder,
              [...(nodes ?? [node])].flatMap(({ side }) => side ?? []),
            ),
    ),
    vscode.commands.registerCommand(commands.showCapture, async () => {
      const folder = await chooseFolder(shown?.folder);
      if (folder === undefined) return;
      await vscode.commands.executeCommand(`${captureViewId}.focus`);
      try {
        await show(folder);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        void vscode.window.showErrorMessage(vscode.l10n.t('Cannot read {0}: {1}', folder.fsPath, reason));
      }
    }),
  );
}

/** What is wrong with the files of the folder, as far as they have been looked at. */
function problemsBelow(folder: vscode.Uri): readonly FileProblems[] {
  return vscode.languages.getDiagnostics().flatMap(([uri, diagnostics]) => {
    const path = pathBelow(folder, uri);
    const own = diagnostics.filter(({ source }) => source === problemSource);
    if (path === undefined || own.length === 0) return [];
    return [{ path, problems: own.map(problemOf).toSorted((a, b) => a.line - b.line) }];
  });
}

/** What the server's problems say they are from. */
const problemSource = 'OVN Lens';

function problemOf({ range, message, code, severity }: vscode.Diagnostic): FileProblems['problems'][number] {
  const id = typeof code === 'object' ? code.value : (code ?? '');
  return {
    line: range.start.line,
    message,
    code: String(id),
    severity:
      severity === vscode.DiagnosticSeverity.Error
        ? 'error'
        : severity === vscode.DiagnosticSeverity.Warning
          ? 'warning'
          : 'information',
  };
}

function pathBelow(folder: vscode.Uri, uri: vscode.Uri): string | undefined {
  const start = `${folder.path.replace(/\/$/, '')}/`;
  return uri.scheme === folder.scheme && uri.path.startsWith(start)
    ? uri.path.slice(start.length)
    : undefined;
}

/** Labels, descriptions and tooltips are plain strings: what stands in them comes from files. */
function itemOf(node: CaptureNode, folder: vscode.Uri | undefined): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  const state = node.children.length === 0 ? None : node.isOpen ? Expanded : Collapsed;
  const item = new vscode.TreeItem(node.label, state);
  item.description = node.description;
  // A narrow side bar cuts off what a tooltip has whole.
  item.tooltip = node.tooltip === '' ? `${node.label} ${node.description}`.trimEnd() : node.tooltip;
  item.iconPath = new vscode.ThemeIcon(node.icon);
  item.id = node.id;
  if (node.side !== undefined && folder !== undefined) item.contextValue = 'side';
  if (node.path !== undefined && folder !== undefined) {
    const uri = vscode.Uri.joinPath(folder, ...node.path.split('/'));
    // The editor colours what stands for a file by the file's problems: not its rows too.
    if (node.line === undefined) item.resourceUri = uri;
    const selection = node.line === undefined ? undefined : new vscode.Range(node.line, 0, node.line, 0);
    item.command = {
      command: 'vscode.open',
      title: vscode.l10n.t('Open'),
      arguments: [uri, { selection }],
    };
  }
  return item;
}
