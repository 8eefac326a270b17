import * as vscode from 'vscode';
import { activateCapture } from './capture.ts';
import { activateCompare } from './compare.ts';
import { activateCopyCommand } from './copyCommand.ts';
import { activateDumpInfo } from './dumpInfo.ts';
import { activateDetection } from './detectLanguage.ts';
import { activateHeat } from './heat.ts';
import { activatePortReport } from './portReport.ts';
import { createServer } from './server.ts';
import { activateReplay } from './replay/replayPanel.ts';
import { activateReleasePicker } from './releasePicker.ts';
import { activateRoleDecorations } from './roleDecorations.ts';
import { activateRoleList } from './roleList.ts';
import { activateReferences } from './references.ts';
import { activateStatus } from './status.ts';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('OVN Lens', { log: true });
  const server = createServer(context, log);
  const dumps = activateDumpInfo(context, server);
  activateDetection(context);
  activateStatus(context, dumps, server);
  activateRoleDecorations(context, dumps);
  activateRoleList(context, dumps);
  activateReleasePicker(context);
  activateReplay(context, server.send);
  activateCapture(context, server.send, activateCompare(context, server));
  activateReferences(context);
  activateCopyCommand(context);
  activateHeat(context, dumps, server.send);
  activatePortReport(context, server.send);
}
