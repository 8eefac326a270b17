/**
 * Why Open vSwitch does not take a text, in its own words. Thrown between the files of this folder, because such a text
 * is left at once from any depth; every function that others call catches it and returns the words.
 */
export class Rejection extends Error {
  override readonly name: string = 'Rejection';
}

export function reject(reason: string): never {
  throw new Rejection(reason);
}

/** What `read` gives, or the words of its rejection. */
export function orRejection<T>(read: () => T): T | Rejection {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Rejection) return fault;
    throw fault;
  }
}
