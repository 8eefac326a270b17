import { openFlowFieldOf } from '../syntax/datapath/filter.ts';
import { prose } from './prose/prose.ts';

/** OpenFlow's fields behind the items of the datapath's language. */
export const ItemField = {
  /** The field of an item, which may stand in another one; undefined where OpenFlow has none. */
  of(outer: string | undefined, name: string): string | undefined {
    const own =
      outer === undefined || outer === 'set' || outer === 'encap' ? openFlowFieldOf(name) : undefined;
    if (own !== undefined) return own;
    if (outer === undefined) return undefined;
    return openFlowFieldOf(outer, name) ?? tupleFields[`${outer}.${name}`] ?? markFields[`${outer}.${name}`];
  },
  /** What the field holds; undefined where the datapath's own words say more. */
  prose(outer: string | undefined, name: string): string | undefined {
    const field = outer === undefined ? undefined : this.of(outer, name);
    return field === undefined || outer === 'tunnel' ? undefined : prose.field(field);
  },
} as const;

const tupleFields: { readonly [item: string]: string | undefined } = {
  'ct_tuple4.src': 'ct_nw_src',
  'ct_tuple4.dst': 'ct_nw_dst',
  'ct_tuple4.proto': 'ct_nw_proto',
  'ct_tuple4.tp_src': 'ct_tp_src',
  'ct_tuple4.tp_dst': 'ct_tp_dst',
  'ct_tuple6.src': 'ct_ipv6_src',
  'ct_tuple6.dst': 'ct_ipv6_dst',
  'ct_tuple6.proto': 'ct_nw_proto',
  'ct_tuple6.tp_src': 'ct_tp_src',
  'ct_tuple6.tp_dst': 'ct_tp_dst',
};

/** What is written into a connection, or shown of one. */
const markFields: { readonly [item: string]: string | undefined } = {
  'ct.mark': 'ct_mark',
  'ct.label': 'ct_label',
  'connection.mark': 'ct_mark',
  'connection.labels': 'ct_label',
};
