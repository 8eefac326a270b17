import type { Dialect } from '../../../../server/core/syntax/dialect.ts';

/** What the panel's editor and its requests call the text of the flows. */
export const openflowLanguage: Dialect = 'ovs-openflow';
