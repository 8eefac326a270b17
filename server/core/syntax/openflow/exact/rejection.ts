import { type Span, span } from '../../../text/span.ts';

/**
 * Why Open vSwitch does not take a text, in its own words, and where. Thrown between the files of this folder, because such
 * a text is left at once from any depth; every function that others call catches it and returns it.
 */
export class Rejection extends Error {
  override readonly name: string = 'Rejection';
  /** In UTF-16 units of the text that was read; undefined where that as a whole is to blame. */
  readonly place: Span | undefined;

  constructor(reason: string, place?: Span) {
    super(reason);
    this.place = place;
  }

  /** The same for a reader of a longer text: what was read begins at `start` in it, and is the value of `whole`. */
  within(whole: Span, start: number): Rejection {
    const { place } = this;
    return new Rejection(
      this.message,
      place === undefined ? whole : span(start + place.start, start + place.end),
    );
  }
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

/** What `read` makes of a part of a text: what it rejects stands in `whole`, whose value begins at `start`. */
export function inPlace<T>(whole: Span, start: number, read: () => T): T {
  const made = orRejection(read);
  if (made instanceof Rejection) throw made.within(whole, start);
  return made;
}
