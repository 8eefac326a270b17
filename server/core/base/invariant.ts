/** A bug in this program, never a fault of the input: input does not throw. Caught at the edge of a request. */
export class InvariantError extends Error {
  override readonly name: string = 'InvariantError';
}

/** For the `default` of a switch over a closed union. */
export function assertNever(value: never): never {
  throw new InvariantError(`unexpected value ${JSON.stringify(value)}`);
}
