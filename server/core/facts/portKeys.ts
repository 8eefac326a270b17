/** Logical port keys from here on are multicast groups: `OVN_MIN_MULTICAST` of OVN's `lib/mcast-group-index.h`. */
export const firstMulticastKey = 0x8000;
