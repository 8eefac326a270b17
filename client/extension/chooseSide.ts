import * as vscode from 'vscode';
import type { CaptureResult } from '../../server/protocol/messages.ts';
import type { CaptureSide } from './captureNodes.ts';
import { iconlessText } from '../../server/protocol/plainText.ts';

/** What of a capture can be compared: its moments, then the chassis of each that have dumps. */
export function sidesOf({ moments }: CaptureResult): readonly CaptureSide[] {
  const whole = moments.length > 1 ? moments.map(({ name }): CaptureSide => ({ moment: name })) : [];
  const hosts = moments.flatMap(({ name, chassis }) =>
    chassis
      .filter((each) => each.name !== '' && each.parts.length > 0)
      .map((each): CaptureSide => ({ moment: name, chassis: each.name })),
  );
  return [...whole, ...hosts];
}

interface SideItem extends vscode.QuickPickItem {
  readonly side: CaptureSide;
}

/** Asks for one of several sides; undefined when the user turns away. */
export async function chooseSide(
  sides: readonly CaptureSide[],
  title: string,
): Promise<CaptureSide | undefined> {
  const items = sides.map((side): SideItem => {
    const { moment, chassis } = side;
    return chassis === undefined
      ? { label: iconlessText(moment), description: vscode.l10n.t('moment'), side }
      : { label: iconlessText(chassis), description: iconlessText(moment), side };
  });
  const placeHolder =
    items.length === 0
      ? vscode.l10n.t('This folder has nothing to compare')
      : vscode.l10n.t('A moment or a chassis');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.side;
}
