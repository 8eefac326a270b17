/**
 * Requests over a pair of `postMessage`s. Every request is answered: with a result, with the error's message, or by
 * `dispose`, which rejects what is pending, as a closed panel never answers.
 */

type Shape = Record<string, { readonly params: unknown; readonly result: unknown }>;

interface RequestMessage {
  readonly type: 'request';
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

interface ResultMessage {
  readonly type: 'result';
  readonly id: number;
  readonly result: unknown;
}

interface ErrorMessage {
  readonly type: 'error';
  readonly id: number;
  readonly message: string;
}

export type RpcMessage = RequestMessage | ResultMessage | ErrorMessage;

/** Whether a value from the other side is one of ours; anything else is ignored. */
export function isRpcMessage(value: unknown): value is RpcMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { type, id, method, message } = value as Record<string, unknown>;
  if (typeof id !== 'number') return false;
  if (type === 'request') return typeof method === 'string';
  if (type === 'error') return typeof message === 'string';
  return type === 'result';
}

export interface RpcClient<S extends { [M in keyof S]: Shape[string] }> {
  /** Rejects with the other side's message, or when the client is disposed. */
  request<M extends keyof S & string>(method: M, params: S[M]['params']): Promise<S[M]['result']>;
  /** Feed it what arrives; ignores what is not an answer. */
  receive(message: unknown): void;
  dispose(): void;
}

export function rpcClient<S extends { [M in keyof S]: Shape[string] }>(
  post: (message: RpcMessage) => void,
): RpcClient<S> {
  const pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  return {
    request(method, params) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
        post({ type: 'request', id, method, params });
      });
    },
    receive(message) {
      if (!isRpcMessage(message) || message.type === 'request') return;
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if (message.type === 'result') waiting?.resolve(message.result);
      else waiting?.reject(new Error(message.message));
    },
    dispose() {
      for (const waiting of pending.values()) waiting.reject(new Error('the panel was closed'));
      pending.clear();
    },
  };
}

export type RpcHandlers<S extends { [M in keyof S]: Shape[string] }> = {
  readonly [M in keyof S]: (params: S[M]['params']) => Promise<S[M]['result']> | S[M]['result'];
};

/** Answers one request; resolves when the answer was posted. Never rejects. */
export async function answerRpc<S extends { [M in keyof S]: Shape[string] }>(
  message: unknown,
  handlers: RpcHandlers<S>,
  post: (message: RpcMessage) => void,
): Promise<void> {
  if (!isRpcMessage(message) || message.type !== 'request') return;
  const { id, method, params } = message;
  try {
    const handler = Object.hasOwn(handlers, method) ? handlers[method as keyof S] : undefined;
    if (handler === undefined) throw new Error(`unknown request ${method}`);
    post({ type: 'result', id, result: await handler(params) });
  } catch (error) {
    post({ type: 'error', id, message: error instanceof Error ? error.message : String(error) });
  }
}
