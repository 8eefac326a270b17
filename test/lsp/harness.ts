import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { startServer } from '../../server/lsp/server.ts';

/** The real server behind in-memory streams, with a clock that stands still and timers that run at once. */
export interface ServerUnderTest {
  readonly client: ProtocolConnection;
  open(uri: string, languageId: string, text: string): Promise<void>;
  /** The next message of that method, or the first one that already came. */
  next<Params>(method: string): Promise<Params>;
  /** Calls `handle` with each progress that the server shows: its token, and `begin`, `report` or `end`. */
  onProgress(handle: (token: string | number, state: string) => void): void;
  /** Messages of that method that nobody has asked for. */
  arrived(method: string): readonly unknown[];
  stop(): void;
}

/** What an editor can do besides, and what it says at first. */
export interface TestEditor {
  readonly initializationOptions?: unknown;
  readonly window?: object;
  readonly workspace?: object;
  readonly textDocument?: object;
}

/** `folder` is what the editor has open, as a URI; `now` a clock, which else stands still. */
export async function startTestServer(
  configuration: Record<string, unknown> = {},
  folder?: string,
  { initializationOptions, window, workspace, textDocument }: TestEditor = {},
  now: () => number = () => 0,
): Promise<ServerUnderTest> {
  const up = new PassThrough();
  const down = new PassThrough();
  startServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), {
    now,
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    after(_ms, run) {
      const timer = setImmediate(run);
      return { dispose: () => clearImmediate(timer) };
    },
  });
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const arrived = new Map<string, unknown[]>();
  const waiting = new Map<string, ((params: unknown) => void)[]>();
  // The protocol's type leaves the catch-all form of `vscode-jsonrpc` out; the object has it.
  const everything = client as unknown as {
    onNotification(handle: (method: string, params: unknown) => void): void;
    onUnhandledProgress(
      handle: (progress: { token: string | number; value: { kind: string } }) => void,
    ): unknown;
  };
  everything.onNotification((method, params) => {
    const waiter = waiting.get(method)?.shift();
    if (waiter !== undefined) waiter(params);
    else arrived.set(method, [...(arrived.get(method) ?? []), params]);
  });
  client.onRequest('workspace/configuration', () => [configuration]);
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, ...workspace },
      window: { ...window },
      textDocument: { ...textDocument },
    },
    initializationOptions,
    workspaceFolders: folder === undefined ? null : [{ uri: folder, name: 'capture' }],
  });
  await client.sendNotification('initialized', {});
  return {
    client,
    open: (uri, languageId, text) =>
      client.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      }),
    next<Params>(method: string): Promise<Params> {
      const first = arrived.get(method)?.shift();
      if (first !== undefined) return Promise.resolve(first as Params);
      return new Promise((resolve) => {
        waiting.set(method, [...(waiting.get(method) ?? []), (params) => resolve(params as Params)]);
      });
    },
    onProgress(handle) {
      everything.onUnhandledProgress(({ token, value }) => handle(token, value.kind));
    },
    arrived: (method) => arrived.get(method) ?? [],
    stop: () => client.dispose(),
  };
}
