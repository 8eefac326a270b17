/** The languages of dumps, by their VS Code language ids. */
export const dialects = [
  'ovn-lflow',
  'ovs-openflow',
  'ovs-groups',
  'ovs-meters',
  'ovs-ports',
  'ovs-datapath',
  'ovs-conntrack',
  'ovsdb-dump',
  'ovsdb-list',
  'ovsdb-show',
  'ovsdb-log',
  'ovn-trace',
  'ovs-trace',
] as const;

export type Dialect = (typeof dialects)[number];

/** The dialects in which a row depends on others: those that `model/rowChecks.ts` has a check for. */
export const sequentialDialects: ReadonlySet<Dialect> = new Set<Dialect>(['ovsdb-log']);
