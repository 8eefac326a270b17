import type { FlowStyle } from './flowStyle.ts';

/**
 * The `userdata` of the controller action that answers a packet too long for a tunnel: an `icmp` opcode and the OpenFlow
 * actions that turn the packet into its answer (`physical.c handle_pkt_too_big_for_ip_version`). Hexadecimal bytes with
 * dots between, as `ovs-ofctl` prints them.
 */
export function tooBigUserdata(family: 'ip' | 'ipv6', mtu: number, style: FlowStyle): string {
  const ethDst = '00.00.02.06';
  const ethSrc = '00.00.04.06';
  const [ipDst, ipSrc, ipBits] =
    family === 'ip' ? ['00.00.10.04', '00.00.0e.04', '00.20'] : ['00.01.28.10', '00.01.26.10', '00.80'];
  return [
    // ACTION_OPCODE_ICMP
    '00.00.00.0a.00.00.00.00',
    // reg9: the mark of a packet that is too long is cleared
    setField('00.01.13.08', '00.00.00.00.00.00.00.02'),
    // reg10: the answer may leave by the port that the packet came in by
    setField('00.01.15.08', '00.00.00.01.00.00.00.01'),
    ...(style.tooBigSwapsPorts ? swap('00.01.1c.04', '00.01.1e.04', '00.20') : []),
    ...swap(ethDst, ethSrc, '00.30'),
    ...swap(ipDst, ipSrc, ipBits),
    // TTL 255
    '00.17.00.08.ff.00.00.00',
    ...(family === 'ip'
      ? [
          setField('80.00.26.01', '03.00.00.00.00.00.00.00'),
          setField('80.00.28.01', '04.00.00.00.00.00.00.00'),
        ]
      : [
          setField('80.00.3a.01', '02.00.00.00.00.00.00.00'),
          setField('80.00.3c.01', '00.00.00.00.00.00.00.00'),
        ]),
    fragmentMtu(family, mtu, style.tooBigMtuInNote),
    // resubmit to the ingress pipeline
    `ff.ff.00.10.00.00.23.20.00.0e.ff.f8.${byte(style.logIngress)}.00.00.00`,
  ].join('.');
}

/** OFPAT_SET_FIELD of 16 bytes. */
function setField(header: string, value: string): string {
  return `00.19.00.10.${header}.${value}`;
}

/** Both are pushed on the stack and popped in the same order, into each other. */
function swap(a: string, b: string, bits: string): readonly string[] {
  const stack = (subtype: string, field: string): string =>
    `ff.ff.00.18.00.00.23.20.00.${subtype}.00.00.${field}.${bits}.00.00.00.00.00.00`;
  return [stack('1b', a), stack('1b', b), stack('1c', a), stack('1c', b)];
}

/** `icmp4.frag_mtu` and `icmp6.frag_mtu`: an action of the controller's own, nested or in a note. */
function fragmentMtu(family: 'ip' | 'ipv6', mtu: number, inNote: boolean): string {
  const short = `${byte(mtu >> 8)}.${byte(mtu & 0xff)}`;
  if (inNote) {
    const note = family === 'ip' ? `00.00.00.00.${short}.00.00.00.00` : `00.01.00.00.00.00.${short}.00.00`;
    return `ff.ff.00.18.00.00.23.20.00.08.6f.76.6e.00.${note}`;
  }
  const userdata =
    family === 'ip'
      ? `00.03.00.0e.00.00.00.0d.00.00.00.00.${short}.00.00`
      : `00.03.00.10.00.00.00.15.00.00.00.00.00.00.${short}`;
  return `ff.ff.00.28.00.00.23.20.00.25.00.00.00.00.00.00.${userdata}.00.04.00.04.00.00.00.00`;
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
