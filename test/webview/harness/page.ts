/** Stands for VS Code in a plain page: answers the panel's questions from the core, in the same process. */
import type { PanelRequests } from '../../../server/protocol/panel.ts';
import { answerRpc } from '../../../server/protocol/rpc.ts';
import { answers } from './answers.ts';

let state: unknown;
const fails = new URLSearchParams(location.search).get('fails');

const handlers = answers();
(globalThis as unknown as { acquireVsCodeApi: unknown }).acquireVsCodeApi = () => ({
  postMessage: (message: unknown) => {
    const { method } = message as { readonly method?: string };
    const failing =
      method !== undefined && method === fails
        ? { ...handlers, [method]: () => Promise.reject(new Error('the language server stopped')) }
        : handlers;
    void answerRpc<PanelRequests>(message, failing, (answer) => {
      if (fails !== 'nothing-comes') window.postMessage(answer, '*');
    });
  },
  getState: () => state,
  setState: (kept: unknown) => {
    state = kept;
  },
});
