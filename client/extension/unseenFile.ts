import * as vscode from 'vscode';

/** VS Code hands no text over this many bytes to extensions (its `MODEL_SYNC_LIMIT`). */
const handOverLimit = 50 * 1024 * 1024;

/** Names that dumps usually have: only for such files is it worth saying that they are not read. */
const dumpName =
  /lflow|dump-?flows|br-(?:int|ex|phys|tun)|\.(?:lflows?|openflow|ofdump|of1\d)\b|ofctl|openflow/i;

/** A file in the active tab that the editor shows and extensions never see. */
export interface UnseenFile {
  readonly uri: vscode.Uri;
  /** Bytes. */
  readonly size: number;
}

/** The active tab's file when it looks like a dump and is too big for VS Code to hand over; undefined for all others. */
export async function findUnseenFile(): Promise<UnseenFile | undefined> {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputText) || !dumpName.test(input.uri.path)) return undefined;
  if (vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === input.uri.toString()))
    return undefined;
  try {
    const { size } = await vscode.workspace.fs.stat(input.uri);
    return size > handOverLimit ? { uri: input.uri, size } : undefined;
  } catch {
    // A tab whose file is gone says so itself.
    return undefined;
  }
}
