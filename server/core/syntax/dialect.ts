/** The languages of dumps, by their VS Code language ids. */
export type Dialect = 'ovn-lflow' | 'ovs-openflow';
