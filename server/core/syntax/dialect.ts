/** The languages of dumps, by their VS Code language ids. */
export const dialects = [
  'ovn-lflow',
  'ovs-openflow',
  'ovs-groups',
  'ovs-meters',
  'ovs-ports',
  'ovs-datapath',
  'ovs-conntrack',
] as const;

export type Dialect = (typeof dialects)[number];
