/** Asked by long operations whether anybody still wants the result. An LSP `CancellationToken` fits it. */
export interface Cancel {
  readonly isCancellationRequested: boolean;
}

/** For callers that never cancel. */
export const neverCancelled: Cancel = Object.freeze({ isCancellationRequested: false });
