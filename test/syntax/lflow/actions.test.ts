import { describe, expect, it } from 'vitest';
import { dumpParams, strictParams } from '../../../server/core/syntax/lflow/actionContext.ts';
import { actionWords } from '../../../server/core/syntax/lflow/actionTable.ts';
import { formatExpr } from '../../../server/core/syntax/lflow/expr.ts';
import { formatActions } from '../../../server/core/syntax/lflow/formatActions.ts';
import { parseActions, parseActionsOnward } from '../../../server/core/syntax/lflow/parseActions.ts';
import { encodeText } from '../../../server/core/text/bytes.ts';

const position = { pipeline: 'ingress', table: 10, nIngressTables: 35, nEgressTables: 16 } as const;
const strict = strictParams(position);

function run(text: string, params = strict): { printed: string; prereqs: string } {
  const bytes = encodeText(text);
  const { actions, prereqs, error } = parseActions(bytes, 0, bytes.length, params);
  const printed = error === undefined ? formatActions(actions, params.position) : `error: ${error.message}`;
  return { printed, prereqs: prereqs === undefined ? '' : formatExpr(prereqs) };
}

// Each as OVN prints it, so that reading and printing give the same text.
const printedActions = [
  'drop;',
  'output;',
  'next;',
  'next(5);',
  'next(pipeline=egress, table=3);',
  'reg0[0..7] = 5;',
  'eth.dst = 01:02:03:04:05:06;',
  'ip6.src = fe80::/64;',
  'inport = "a\\"b";',
  'reg1 = reg2;',
  'outport <-> inport;',
  'push(reg0[1..3]); pop(reg1[1..3]);',
  'ip.ttl--;',
  'ct_next(snat);',
  'ct_commit;',
  'ct_commit { ct_mark.blocked = 1; ct_label[0..7] = reg0[0..7]; };',
  'ct_commit_to_zone(dnat);',
  'ct_commit_nat(snat);',
  'ct_dnat;',
  'ct_snat(10.0.0.1,100-200);',
  'ct_dnat_in_czone(fd00::1);',
  'ct_snat_in_czone;',
  'ct_clear;',
  'ct_lb_mark;',
  'ct_lb_mark(backends=10.0.0.1:80,10.0.0.2; hash_fields="ip_src"; force_snat);',
  'ct_lb_mark(backends=[fd00::1]:80,fd00::2);',
  'ct_lb_mark_local(backends="p":10.0.0.1:80);',
  'reg0[0..15] = select(1=100, 2=7);',
  'reg0[0..15] = select(values=(1=100, 2=7); hash_fields="ip_src");',
  'clone { next; };',
  'arp { output; };',
  'icmp4 { drop; };',
  'icmp4_error { icmp4.frag_mtu = 1500; next; };',
  'icmp6 { output; };',
  'icmp6_error { icmp6.frag_mtu = 1280; };',
  'tcp_reset { output; };',
  'sctp_abort { output; };',
  'reject { outport <-> inport; next; };',
  'nd_na { nd.tll = eth.src; };',
  'nd_na_router { drop; };',
  'nd_ns { output; };',
  'get_arp(outport, ip4.dst);',
  'get_nd(outport, ip6.dst);',
  'put_arp(inport, arp.spa, arp.sha);',
  'put_nd(inport, nd.target, nd.tll);',
  'reg0[0] = lookup_arp(inport, arp.spa, arp.sha);',
  'reg0[0] = lookup_nd(inport, ip6.src, nd.sll);',
  'reg0[0] = lookup_arp_ip(inport, arp.spa);',
  'reg0[0] = lookup_nd_ip(inport, nd.target);',
  'reg0[0] = chk_evpn_arp(arp.tpa);',
  'put_fdb(inport, eth.src);',
  'outport = get_fdb(eth.dst);',
  'reg1 = get_remote_fdb(eth.dst);',
  'reg0[0] = lookup_fdb(inport, eth.src);',
  'reg0[0] = put_dhcp_opts(offerip = 10.0.0.4, router = 10.0.0.1, dns_server = {8.8.8.8, 8.8.4.4});',
  'reg0[0] = put_dhcpv6_opts(ia_addr = fd00::4, server_id = 00:00:00:00:10:02);',
  'reg0[0] = put_nd_ra_opts(addr_mode = "dhcpv6_stateful", slla = 00:00:00:00:10:02);',
  'reg0[0] = dhcp_relay_req_chk(10.0.0.1, 10.0.0.2);',
  'reg0[0] = dhcp_relay_resp_chk(10.0.0.1, 10.0.0.2);',
  'trigger_event(event = "empty_lb_backends", vip = "10.0.0.1:80", protocol = "tcp");',
  'set_queue(3);',
  'set_meter(100, 1000);',
  'log(name="acl", verdict=allow, severity=debug, meter="m");',
  'reg0[0] = check_pkt_larger(1500);',
  'bind_vport("vp", inport);',
  'handle_svc_check(inport);',
  'mirror("mp");',
  'fwd_group(liveness="true", childports="a", "b");',
  'commit_ecmp_nh(ipv6 = true, proto = sctp);',
  'commit_lb_aff(vip = "10.0.0.1:80", backend = "10.0.0.2:8080", proto = udp, timeout = 30);',
  'commit_lb_aff(vip = "[fd00::1]", backend = "[fd00::2]", timeout = 30);',
  'sample(probability=10,collector_set=2,obs_domain=3,obs_point=$cookie);',
  'sample(probability=10,collector_set=2,obs_domain=3,obs_point=reg9);',
  'reg0[0] = dns_lookup();',
  'reg0[0] = chk_lb_hairpin();',
  'reg0[0] = chk_lb_hairpin_reply();',
  'reg0[0] = check_in_port_sec();',
  'reg0[0] = check_out_port_sec();',
  'reg0[0] = chk_ecmp_nh_mac();',
  'reg0[0] = chk_ecmp_nh();',
  'reg0[0] = chk_lb_aff();',
  'reg0 = ct_nw_dst();',
  'xxreg0 = ct_ip6_dst();',
  'reg0[0..15] = ct_tp_dst();',
  'reg0[0..7] = ct_proto();',
  'reg0[0..7] = ct_state_save();',
  'igmp;',
  'ct_snat_to_vip;',
  'mac_cache_use;',
  'flood_remote;',
  'handle_dhcpv6_reply;',
  'handle_bfd_msg();',
];

describe('actions, read and printed', () => {
  it.each(printedActions)('%s', (text) => {
    expect(run(text).printed).toBe(text);
  });

  it('are of every word that OVN has', () => {
    const missing = actionWords.filter(
      ({ name, isLegacy }) =>
        !isLegacy && !printedActions.some((text) => new RegExp(`(?:^|= |; )${name}\\b`).test(text)),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('say the same when they stand together', () => {
    const together = printedActions.filter((text) => text !== 'drop;').join(' ');
    expect(run(together).printed).toBe(together);
  });

  it('are as a dump has them when nobody knows where the flow is', () => {
    for (const text of [
      'next;',
      'next(11);',
      'next(pipeline=ingress, table=40);',
      'ct_lb(backends=10.0.0.1:80);',
    ]) {
      expect(run(text, dumpParams).printed).toBe(text);
    }
  });
});

describe('prerequisites', () => {
  it.each([
    ['ip.ttl--;', 'ip'],
    ['ip4.src = 1.2.3.4;', 'eth.type == 0x800'],
    ['reg0[0] = dns_lookup();', 'udp'],
    ['clone { ip4.src = 1.2.3.4; };', 'eth.type == 0x800'],
    ['arp { ip6.src = ::1; };', 'ip'],
    ['next;', ''],
  ])('%s', (text, prereqs) => {
    expect(run(text).prereqs).toBe(prereqs);
  });
});

describe('what OVN does not take', () => {
  it.each([
    ['next(35);', '"next" action cannot advance beyond table 35.'],
    ['next(pipeline=egress, table=16);', '"next" action cannot advance beyond table 16.'],
    ['next(pipeline=up);', 'Syntax error at `up\' expecting "ingress" or "egress".'],
    ['ct_lb(backends=10.0.0.1:80);', "Syntax error at `ct_lb' expecting action."],
    ['set_queue(;7);', "Syntax error at `7'."],
    ['reg9[1] = check_pkt_larger(;x', "Syntax error at `x' expecting action."],
    ['drop; next;', "Syntax error at `next' expecting end of input."],
    ['next; drop;', "Syntax error at `drop' expecting action."],
    ['reg0 = 0x1ffffffff;', '33-bit constant is not compatible with 32-bit field reg0.'],
    ['reg0 = $as;', "Syntax error at `$as' expecting address set name."],
    ['ct_mark = 1;', 'Field ct_mark is not modifiable.'],
    ['ct_commit { reg0 = 1; };', 'Field reg0 is not modifiable.'],
    ['ct_snat(10.0.0.1, 0);', "Syntax error at `0' range can't be 0."],
    ['log(name="x");', "Syntax error at `;' expecting verdict."],
    ['log(verdict=drop, severity=7);', "Syntax error at `7' expecting severity."],
    ['log(verdict=maybe);', "Syntax error at `maybe' unknown verdict."],
    ['set_meter(0);', 'Rate 0 for set_meter is not in valid.'],
    ['sample(probability=10,obs_domain=300);', "Syntax error at `300' obs_domain must be 8-bit long."],
    ['trigger_event(event = "x");', "Syntax error at `\"x\"' Unknown event '-1'."],
    [
      'commit_lb_aff(vip = "10.0.0.1:80", backend = "[::1]:80", proto = tcp, timeout = 1);',
      'Syntax error at `"[::1]:80"\' invalid protocol family.',
    ],
    ['mirror(x);', "Syntax error at `x' expecting port name string."],
    [
      'reg0[0] = put_dhcp_opts(offerip = 1.2.3.4, colour = 1);',
      "Syntax error at `colour' expecting DHCPv4 option name.",
    ],
    ['reg0[0] = put_dhcp_opts(offerip = "x");', 'DHCPv4 option offerip requires numeric value.'],
    [`${'clone { '.repeat(32)}next;`, 'maximum depth of nested actions reached'],
  ])('%s', (text, message) => {
    expect(run(text).printed).toBe(`error: ${message}`);
  });
});

describe('reading on', () => {
  it('makes an unknown of what is faulty, with its place, and keeps the rest', () => {
    const text = 'reg0 = 1; foo("a;b", 1); clone { bar; next; }; next;';
    const bytes = encodeText(text);
    const { actions, errors } = parseActionsOnward(bytes, 0, bytes.length);
    expect(actions.map(({ kind, span }) => [kind, text.slice(span.start, span.end).trim()])).toEqual([
      ['load', 'reg0 = 1'],
      ['unknown', 'foo("a;b", 1)'],
      ['unknown', 'clone { bar; next; }'],
      ['next', 'next'],
    ]);
    expect(errors.map(({ message }) => message)).toEqual([
      "Syntax error at `foo' expecting action.",
      "Syntax error at `bar' expecting action.",
    ]);
  });

  it('reads options and words that are not of OVN today', () => {
    const bytes = encodeText(
      'reg0[0] = put_dhcp_opts(offerip = 1.2.3.4, vendor_option = "x"); ct_lb(backends=1.2.3.4);',
    );
    expect(parseActionsOnward(bytes, 0, bytes.length).errors).toEqual([]);
  });
});
