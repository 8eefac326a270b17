import * as vscode from 'vscode';
import { commands, settings, settingsSection } from '../../server/protocol/names.ts';

/** Chooses the release whose table numbers explain the dumps of this workspace. */
export function activateReleasePicker(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(commands.selectRelease, async () => {
      const configuration = vscode.workspace.getConfiguration(settingsSection);
      const current = configuration.get<string>(settings.release, 'auto');
      const picked = await vscode.window.showQuickPick(
        selectableReleases(context).map((release) => ({
          label: release,
          description: [
            release === current ? vscode.l10n.t('current') : '',
            release === 'auto' ? vscode.l10n.t('inferred from each dump') : '',
          ]
            .filter((text) => text !== '')
            .join(', '),
        })),
        { title: vscode.l10n.t('OVN release'), placeHolder: current },
      );
      if (picked === undefined) return;
      const target =
        vscode.workspace.workspaceFolders === undefined
          ? vscode.ConfigurationTarget.Global
          : vscode.ConfigurationTarget.Workspace;
      await configuration.update(
        settings.release,
        picked.label === 'auto' ? undefined : picked.label,
        target,
      );
    }),
  );
}

/** The manifest's own list, which a test holds against the facts. */
function selectableReleases(context: vscode.ExtensionContext): readonly string[] {
  const manifest = context.extension.packageJSON as {
    readonly contributes: {
      readonly configuration: {
        readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
      };
    };
  };
  return manifest.contributes.configuration.properties[`${settingsSection}.${settings.release}`]?.enum ?? [];
}
