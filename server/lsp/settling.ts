import type { Disposable } from 'vscode-languageserver';
import { guardedNotification, type Watch } from './dispatch.ts';

export interface SettlingHost {
  readonly watch: Watch;
  after(ms: number, run: () => void): Disposable;
  /** What is done with a document, by its URI. */
  reportRoles(uri: string): Promise<void>;
  reportSyntax(uri: string): Promise<void>;
}

/** Documents that have been opened or edited, until what they hold is reported. */
export interface Settling {
  /** Roles are looked for `after` milliseconds, the syntax at once: after an edit there is little to read again. */
  begin(uri: string, after: number): void;
  /** Nothing is reported of the document any more. */
  end(uri: string): void;
}

export function createSettling(host: SettlingHost): Settling {
  const timers = new Map<string, readonly Disposable[]>();
  const reportRoles = guardedNotification('analysis', host.watch, (uri: string) => host.reportRoles(uri));
  const reportSyntax = guardedNotification('diagnostics', host.watch, (uri: string) =>
    host.reportSyntax(uri),
  );

  function end(uri: string): void {
    for (const timer of timers.get(uri) ?? []) timer.dispose();
    timers.delete(uri);
  }

  return {
    begin(uri, after) {
      end(uri);
      timers.set(uri, [
        host.after(after, () => void reportRoles(uri)),
        host.after(0, () => void reportSyntax(uri)),
      ]);
    },
    end,
  };
}
