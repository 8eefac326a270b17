declare const brand: unique symbol;

/** A primitive with a name, so that small integers that mean different things do not mix. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
