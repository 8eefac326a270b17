import { FlowMatch, Vlan } from './flowMatch.ts';
import { EtherType, IpProto, isArpType, isMplsType } from './packetState.ts';
import { Version } from './protocols.ts';

const transports = new Set<bigint>([IpProto.icmp, IpProto.tcp, IpProto.udp, IpProto.sctp]);

/**
 * What is left of a match in the fixed structures of OpenFlow 1.0 and 1.1: what lies above a protocol that the match does
 * not name is not told. Models `ofputil_match_to_ofp10_match`, `ofputil_match_to_ofp11_match` and their way back.
 */
export function standardMatch(match: FlowMatch, version: Version): FlowMatch {
  const kept = new FlowMatch();
  const keep = (...names: readonly string[]): void => {
    for (const name of names) if (match.mask(name) !== 0n) kept.put(name, match.slot(name));
  };
  keep('packet_type', 'in_port', 'eth_src', 'eth_dst', 'eth_type');
  const { value, mask } = match.slot('vlan_tci');
  if ((mask & Vlan.present) !== 0n && (value & Vlan.present) === 0n) {
    kept.put('vlan_tci', { value: 0n, mask: 0xffffn });
  } else keep('vlan_tci');
  const type = match.value('eth_type');
  const isIp = type === EtherType.ip;
  if (isIp) keep('nw_dscp');
  if (isIp || isArpType(type)) keep('nw_proto', 'nw_src', 'nw_dst');
  if (isIp && transports.has(match.value('nw_proto'))) keep('tp_src', 'tp_dst');
  if (version === Version.of10) return kept;
  if (isMplsType(type)) keep('mpls_label', 'mpls_tc');
  keep('metadata');
  return kept;
}
