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
