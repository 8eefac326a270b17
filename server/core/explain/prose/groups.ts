/** What groups of OpenFlow say (Open vSwitch's `lib/ofp-group.c`). OVN uses them for load balancers, ECMP and forwarding groups. */
export const groupAttributeProse: Readonly<Record<string, string>> = {
  group_id:
    'The number of the group on this bridge. Rows name it with group:N; ovn-controller takes one for each different list of backends.',
  type: 'How buckets are chosen: all of them, one (select), the only one (indirect), or the first that is live (ff).',
  command_bucket_id: 'The bucket that a change is made at.',
  selection_method:
    'How a select group chooses its bucket: dp_hash by a hash of the datapath, hash by the fields that are listed.',
  selection_method_param: 'A number for the selection method: a seed, or how the datapath’s hash is made.',
  fields: 'Which fields of a packet are hashed: packets alike in these take the same bucket.',
  duration: 'How long the group is there, in seconds.',
  ref_count: 'How many rows use the group.',
  packet_count: 'Packets that came to the group or bucket.',
  byte_count: 'Bytes of these packets.',
  bucket: 'A bucket: actions that are done with packets that the group hands to it.',
  weight: 'How large a share of the packets the bucket gets, by the sum of all weights.',
  watch_port: 'The bucket is live while this port is.',
  watch_group: 'The bucket is live while this group has a live bucket.',
  bucket_id: 'The number of the bucket in its group.',
  actions: 'What the bucket does with a packet. OVN’s buckets translate the destination to one backend each.',
};

export const groupWordProse: Readonly<Record<string, string>> = {
  all: 'Each bucket gets a copy of the packet.',
  select:
    'One bucket gets the packet, by hash and weight: so OVN spreads connections over backends and next hops.',
  indirect: 'The only bucket gets the packet.',
  ff: 'The first live bucket gets the packet (fast failover).',
  fast_failover: 'The first live bucket gets the packet.',
  dp_hash:
    'The datapath’s own hash over the connection’s addresses and ports. Cheap, and the default of OVN.',
  hash: 'A hash over the fields that are listed: OVN uses it where a load balancer or route has selection_fields.',
  any: 'No group in particular.',
  first: 'Before all buckets.',
  last: 'Behind all buckets.',
  group: 'A group follows.',
  add: 'Adds the group that follows.',
  add_or_mod: 'Adds the group that follows, or changes it.',
  modify: 'Changes the group that follows.',
  delete: 'Deletes the group that follows.',
  insert_bucket: 'Adds buckets to the group that follows.',
  remove_bucket: 'Takes buckets out of the group that follows.',
};
