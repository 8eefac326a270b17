/** Asked by long operations whether anybody still wants the result. An LSP `CancellationToken` fits it. */
export interface Cancel {
  readonly isCancellationRequested: boolean;
}
