import type { CancellationToken, Connection } from 'vscode-languageserver';
import { createPace } from '../../core/base/pace.ts';
import { readCapture } from '../../core/model/capture.ts';
import type { CaptureFile } from '../../core/model/captureFile.ts';
import { folderFiles } from '../../host/folder.ts';
import { type CaptureParams, captureRequest, type CaptureResult } from '../../protocol/messages.ts';
import type { Watch } from '../dispatch.ts';

/** What a folder of dumps holds. A failure is answered to the view, which shows it. */
export function registerCapture(connection: Connection, watch: Watch, wait: () => Promise<void>): void {
  connection.onRequest(
    captureRequest,
    async ({ folder }: CaptureParams, cancel: CancellationToken): Promise<CaptureResult> => {
      const begin = watch.now();
      const pace = createPace(cancel, watch.now, wait);
      const files: CaptureFile[] = [];
      for (const file of folderFiles(folder)) {
        if (!(await pace.step())) return { moments: [], others: [] };
        files.push(file);
      }
      const capture = readCapture(files);
      watch.log(`read a capture of ${files.length} files in ${(watch.now() - begin).toFixed(0)} ms`);
      return capture;
    },
  );
}
