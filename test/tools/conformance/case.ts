/** One line of a case file: what a tool of OVN or Open vSwitch answers to an input. Other members depend on the kind. */
export interface ConformanceCase {
  readonly kind: string;
  readonly src: string;
  readonly line: number;
  readonly group: string;
  readonly [member: string]: unknown;
}

export interface ConformanceResult {
  readonly ok: boolean;
  /** What this project answers, to be shown beside what was expected. */
  readonly got: string;
  /** Why the case does not count. */
  readonly leftOut?: string;
}

/** How to run the cases of each kind. */
export type ConformanceKinds = { readonly [kind: string]: (testCase: ConformanceCase) => ConformanceResult };
