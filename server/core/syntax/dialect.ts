/** The languages of dumps, by their VS Code language ids. */
export const dialects = ['ovn-lflow', 'ovs-openflow'] as const;

export type Dialect = (typeof dialects)[number];
