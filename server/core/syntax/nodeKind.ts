/**
 * Kinds of nodes in a row's tree. Plain numbers, because a tree keeps them in a typed column.
 * Leaves first: every dialect shares them, so that one function gives them their colours.
 */
export const NodeKind = {
  /** Text that no rule explains. Always has a diagnostic. */
  unknown: 0,
  punctuation: 1,
  operator: 2,
  number: 3,
  mac: 4,
  ip4: 5,
  ip6: 6,
  /** A quoted string, quotes included. */
  string: 7,
  /** A bare word that is a value: a port name, a flag such as `trk`, an enumerated value. */
  word: 8,
  keyword: 9,
  fieldName: 10,
  /** The bit range behind a field, brackets included: `[0..15]`, `[]`, `[3]`. */
  bits: 11,
  actionName: 12,
  attributeName: 13,
  /** A time with its unit, such as `6.966s`. */
  duration: 14,
  uuid: 15,
  /** Dotted hex bytes: `00.00.00.1a`. */
  hexBytes: 16,
  portName: 17,
  tableName: 18,
  stageName: 19,
  datapathName: 20,
  /** `$set`, `@group` with its sigil. */
  addressSet: 21,
  portGroup: 22,
  comment: 23,
  /** A number of more than 64 bits. */
  bigNumber: 24,
  /** Inner nodes. */
  row: 32,
  /** `name=value` of the row that is neither match nor action: cookie, duration, priority, … */
  attribute: 33,
  match: 34,
  /** One term of an OpenFlow match. `value` = index into the dialect's field table, -1 when unknown. */
  matchField: 35,
  actions: 36,
  /** `value` = index into the dialect's action table, -1 when unknown. */
  action: 37,
  argument: 38,
  /** A field with its bits, as source or destination of an action. `value` = field index. */
  subfield: 39,
  value: 40,
  mask: 41,
  /** A header line of a reply or of a datapath. */
  header: 42,
  /** A logical expression: see `lflow/`. */
  comparison: 48,
  conjunction: 49,
  disjunction: 50,
  negation: 51,
  constantSet: 52,
  parenthesized: 53,
  functionCall: 54,
} as const;

/** Kinds below this are leaves, all others inner nodes, even where they have no children. */
export const firstInnerKind = 32;

export type NodeKind = (typeof NodeKind)[keyof typeof NodeKind];
