import * as vscode from 'vscode';
import { type DumpInfo, type Failure, failureNotification } from '../../server/protocol/messages.ts';
import { commands } from '../../server/protocol/names.ts';
import type { DumpInfos } from './dumpInfo.ts';
import { isDump, type Server } from './server.ts';

/** `OVN 23.03 · hv2 · 6 roles` for the dump in the active editor; a click lists the roles. */
export function activateStatus(context: vscode.ExtensionContext, dumps: DumpInfos, server: Server): void {
  const item = vscode.window.createStatusBarItem('ovnLens.status', vscode.StatusBarAlignment.Right, 100);
  item.name = 'OVN Lens';
  let nFailures = 0;
  let lastFailure = '';

  function update(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || !isDump(document)) {
      item.hide();
      return;
    }
    const info = dumps.of(document);
    const hasFailed = nFailures > 0;
    item.text =
      (hasFailed ? '$(warning) ' : '') + (info === undefined ? 'OVN $(loading~spin)' : summary(info));
    item.tooltip = tooltip(
      info,
      hasFailed ? vscode.l10n.t('{0} requests failed, the last one: {1}', nFailures, lastFailure) : undefined,
    );
    item.command = hasFailed ? commands.showLog : commands.listRoles;
    item.backgroundColor = hasFailed ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  }

  context.subscriptions.push(
    item,
    dumps.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
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
  const roles =
    info.roles.length === 1 ? vscode.l10n.t('1 role') : vscode.l10n.t('{0} roles', info.roles.length);
  const limits = info.limits.length > 0 ? vscode.l10n.t('limited') : undefined;
  return [`OVN ${info.release ?? '?'}`, info.chassis, roles, limits]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** A plain string, not Markdown: parts of it come from the dump. */
function tooltip(info: DumpInfo | undefined, failure: string | undefined): string {
  const lines =
    info === undefined ? [vscode.l10n.t('Reading the dump')] : [info.releaseReason, ...info.limits];
  return [failure, ...lines].filter((line) => line !== undefined && line !== '').join('\n');
}
