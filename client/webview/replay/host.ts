import type { PanelRequests, PanelState } from '../../../server/protocol/panel.ts';
import { type RpcClient, rpcClient } from '../../../server/protocol/rpc.ts';

/** What VS Code gives a webview's page. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  readonly rpc: RpcClient<PanelRequests>;
  restore(): PanelState | undefined;
  keep(state: PanelState): void;
}

/** The other side of the panel. Call once: VS Code hands its api out only once a page. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  // VS Code's postMessage, not a window's: it has one receiver and no origin to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const rpc = rpcClient<PanelRequests>((message) => api.postMessage(message));
  window.addEventListener('message', (event: MessageEvent<unknown>) => rpc.receive(event.data));
  return {
    rpc,
    restore: () => readPanelState(api.getState()),
    keep: (state) => api.setState(state),
  };
}

/** A kept state, or undefined when it is none of this version. */
export function readPanelState(value: unknown): PanelState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { version, preset, seed, chassis, time } = value as Record<string, unknown>;
  if (version !== 1 || typeof preset !== 'string' || typeof chassis !== 'string') return undefined;
  if (typeof seed !== 'number' || !Number.isSafeInteger(seed)) return undefined;
  if (typeof time !== 'number' || !Number.isFinite(time) || time < 0) return undefined;
  return { version, preset, seed, chassis, time };
}
