import type { Connection } from 'vscode-languageserver';
import { type CaptureParams, captureRequest, type CaptureResult } from '../../protocol/messages.ts';
import type { CaptureStore } from '../captureStore.ts';
import type { Watch } from '../dispatch.ts';

/** What a folder of dumps holds. A failure is answered to the view, which shows it. */
export function registerCapture(connection: Connection, watch: Watch, captures: CaptureStore): void {
  connection.onRequest(captureRequest, async ({ folder }: CaptureParams): Promise<CaptureResult> => {
    const begin = watch.now();
    const { capture } = await captures.open(folder, true);
    watch.log(`read a capture in ${(watch.now() - begin).toFixed(0)} ms`);
    return capture;
  });
}
