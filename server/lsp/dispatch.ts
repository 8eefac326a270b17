import type { CancellationToken } from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** What a guarded handler reports to: the server's log and the status item. */
export interface Watch {
  /** Milliseconds of a clock that only goes forwards. */
  now(): number;
  log(message: string): void;
  /** A handler failed: a bug, to be seen by the user. */
  failed(method: string, message: string): void;
}

/** A request that takes longer than this is logged with its time, in milliseconds. */
const slow = 50;

/**
 * Wraps a request's handler: cancelled requests answer so, a bug is caught, logged with the request and answered with
 * `empty`, and slow requests leave a line in the log.
 */
export function guarded<Params, Result>(
  method: string,
  empty: Result,
  watch: Watch,
  handle: (params: Params, cancel: CancellationToken) => Result | Promise<Result>,
): (params: Params, cancel: CancellationToken) => Promise<Result | ResponseError> {
  return async (params, cancel) => {
    if (cancel.isCancellationRequested) return cancelled(method);
    const begin = watch.now();
    try {
      const result = await handle(params, cancel);
      return cancel.isCancellationRequested ? cancelled(method) : result;
    } catch (error) {
      report(method, error, watch);
      return empty;
    } finally {
      const took = watch.now() - begin;
      if (took > slow) watch.log(`${method} took ${took.toFixed(0)} ms`);
    }
  };
}

/** The same for a notification, which has no answer. */
export function guardedNotification<Params>(
  method: string,
  watch: Watch,
  handle: (params: Params) => void | Promise<void>,
): (params: Params) => Promise<void> {
  return async (params) => {
    try {
      await handle(params);
    } catch (error) {
      report(method, error, watch);
    }
  };
}

function report(method: string, error: unknown, watch: Watch): void {
  const message = error instanceof Error ? error.message : String(error);
  watch.log(`${method} failed: ${error instanceof Error ? (error.stack ?? message) : message}`);
  watch.failed(method, message);
}

function cancelled(method: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled`);
}
