import * as vscode from 'vscode';
import { type DumpInfo, type Failure, failureNotification } from '../../server/protocol/messages.ts';
import { commands } from '../../server/protocol/names.ts';
import { iconlessText, plainText } from '../../server/protocol/plainText.ts';
import type { DumpInfos } from './dumpInfo.ts';
import { isDump, type Server } from './server.ts';
import { findUnseenFile, type UnseenFile } from './unseenFile.ts';

/** `OVN 23.03 · hv2 · 6 roles` for the dump in the active editor; a click lists the roles. */
export function activateStatus(context: vscode.ExtensionContext, dumps: DumpInfos, server: Server): void {
  const item = vscode.window.createStatusBarItem('ovnLens.status', vscode.StatusBarAlignment.Right, 100);
  item.name = 'OVN Lens';
  let nFailures = 0;
  let lastFailure = '';

  function update(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (document !== undefined && isDump(document)) {
      const failure =
        nFailures > 0
          ? vscode.l10n.t('{0} requests failed, the last one: {1}', nFailures, lastFailure)
          : undefined;
      show(dumps.of(document), failure);
      return;
    }
    item.hide();
    if (document === undefined) void findUnseenFile().then(showUnseen);
  }

  function show(info: DumpInfo | undefined, failure: string | undefined): void {
    const hasFailed = failure !== undefined;
    item.text =
      (hasFailed ? '$(warning) ' : '') + (info === undefined ? 'OVN $(loading~spin)' : summary(info));
    item.tooltip = tooltip(info, failure);
    item.command = hasFailed ? commands.showLog : commands.listRoles;
    item.backgroundColor = hasFailed ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  }

  function showUnseen(file: UnseenFile | undefined): void {
    // Meanwhile another editor may have become the active one.
    if (file === undefined || vscode.window.activeTextEditor !== undefined) return;
    const megabytes = Math.round(file.size / 1024 / 1024);
    item.text = vscode.l10n.t('OVN: not read, {0} MB', megabytes);
    item.tooltip = vscode.l10n.t(
      'VS Code hands no file over 50 MB to extensions: no colours, no hovers and no marks here.\nIn a terminal, ovn-lens parse and ovn-lens roles read it whole.',
    );
    item.command = undefined;
    item.backgroundColor = undefined;
    item.show();
  }

  context.subscriptions.push(
    item,
    dumps.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.window.tabGroups.onDidChangeTabs(update),
    vscode.workspace.onDidCloseTextDocument(update),
    server.onNotification<Failure>(failureNotification, ({ method, message }) => {
      nFailures++;
      lastFailure = `${method}: ${message}`;
      update();
    }),
    server.onDidChangeState((state) => {
      if (state === 'starting') nFailures = 0;
      update();
    }),
  );
  update();
}

function summary(info: DumpInfo): string {
  if (info.isOrdinarySwitch)
    return [vscode.l10n.t('Ordinary switch'), iconlessText(info.chassis ?? '')]
      .filter((part) => part !== '')
      .join(' · ');
  const roles =
    info.roles.length === 1 ? vscode.l10n.t('1 role') : vscode.l10n.t('{0} roles', info.roles.length);
  const limits = info.limits.length > 0 ? vscode.l10n.t('no colours') : undefined;
  return [`OVN ${info.release ?? '?'}`, iconlessText(info.chassis ?? ''), roles, limits]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

/** A plain string, not Markdown: parts of it come from the dump. */
function tooltip(info: DumpInfo | undefined, failure: string | undefined): string {
  const told =
    info === undefined ? [vscode.l10n.t('Reading the dump')] : [info.releaseReason, ...info.limits];
  return [failure ?? '', ...told]
    .flatMap((text) => text.split('\n'))
    .filter((line) => line !== '')
    .map(plainText)
    .join('\n');
}
