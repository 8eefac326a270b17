import { formatIp4 } from '../net/formatAddress.ts';
import { type ControllerOpcode, controllerOpcode } from '../facts/logical.ts';
import type { Layout } from '../facts/layout.ts';
import { decodeText } from '../text/bytes.ts';
import type { ExplanationPart, Inline } from './explanation.ts';
import { fieldOfHeader, nestedActions } from './nestedActions.ts';
import { prose } from './prose/prose.ts';
import { part } from './token.ts';
import { bitsLabel, registerParts, spellings } from './values.ts';

/** The first four bytes of `userdata` (`include/ovn/actions.h`, struct action_header); undefined for fewer. */
export function opcodeOf(userdata: Uint8Array): number | undefined {
  return userdata.length < 4 ? undefined : viewOf(userdata).getUint32(0);
}

export function knownOpcode(layout: Layout, userdata: Uint8Array): ControllerOpcode | undefined {
  const opcode = opcodeOf(userdata);
  return opcode === undefined ? undefined : controllerOpcode(layout, opcode);
}

/** Bytes before an opcode's own arguments: the opcode and four of padding. */
const headerSize = 8;

/** What `userdata` says, in lines: the opcode, then what is known of its arguments (`lib/actions.c`, encode_*). */
export function userdataParts(layout: Layout, userdata: Uint8Array): readonly ExplanationPart[] {
  const opcode = opcodeOf(userdata);
  if (opcode === undefined) return [part('bytes', 'too short for an opcode')];
  const known = controllerOpcode(layout, opcode);
  const rest = userdata.subarray(headerSize);
  return [
    part('bytes 0–3', [
      'opcode ',
      ...spellings(BigInt(opcode)),
      ...(known === undefined ? [', unknown in this release'] : [' ', { code: known.name }]),
    ]),
    ...(rest.length === 0 ? [] : argumentParts(layout, known?.name ?? '', rest)),
  ];
}

function argumentParts(layout: Layout, name: string, rest: Uint8Array): readonly ExplanationPart[] {
  switch (name) {
    case 'ARP':
    case 'ND_NA':
    case 'ND_NA_ROUTER':
    case 'ND_NS':
    case 'ICMP':
    case 'ICMP4_ERROR':
    case 'ICMP6_ERROR':
    case 'TCP_RESET':
    case 'SCTP_ABORT':
    case 'REJECT':
      return nestedParts(rest);
    case 'PUT_DHCP_OPTS':
      return [...resultParts(layout, rest), ...dhcpParts(rest.subarray(resultSize))];
    case 'PUT_DHCPV6_OPTS':
      return [...resultParts(layout, rest), ...dhcpv6Parts(rest.subarray(resultSize))];
    case 'DNS_LOOKUP':
      return resultParts(layout, rest);
    case 'PUT_ND_RA_OPTS':
      return [...resultParts(layout, rest), restPart('router advertisement', rest.length - resultSize)];
    case 'DHCP_RELAY_REQ_CHK':
    case 'DHCP_RELAY_RESP_CHK':
      return [...resultParts(layout, rest), ...relayParts(rest.subarray(resultSize))];
    case 'LOG':
      return logParts(rest);
    case 'EVENT':
      return eventParts(rest);
    case 'BIND_VPORT':
      return bindParts(rest);
    default:
      return [restPart('arguments', rest.length)];
  }
}

function eventParts(rest: Uint8Array): readonly ExplanationPart[] {
  if (rest.length < 4) return [];
  const event = viewOf(rest).getUint32(0);
  const meaning = event === 0 ? 'a packet for a VIP without backends' : [`number ${event}`];
  return [part('event', meaning), restPart('options', rest.length - 4)];
}

function bindParts(rest: Uint8Array): readonly ExplanationPart[] {
  if (rest.length < 4) return [];
  return [part('virtual port', ['tunnel key ', ...spellings(BigInt(viewOf(rest).getUint32(0)))])];
}

function restPart(what: string, size: number): ExplanationPart {
  return part(what, `${Math.max(0, size)} bytes`);
}

/** At most so many nested actions are listed. */
const maxActions = 16;

function nestedParts(rest: Uint8Array): readonly ExplanationPart[] {
  const actions = nestedActions(rest);
  const parts = actions
    .slice(0, maxActions)
    .map((text, idx) => part(idx === 0 ? 'on the new packet' : '', [{ code: text }]));
  return actions.length > maxActions
    ? [...parts, part('', `and ${actions.length - maxActions} more actions`)]
    : parts;
}

/** Where the answer goes: a field's header and the bit's number. */
const resultSize = 8;

function resultParts(layout: Layout, rest: Uint8Array): readonly ExplanationPart[] {
  if (rest.length < resultSize) return [];
  const view = viewOf(rest);
  const field = fieldOfHeader(view.getUint16(0), view.getUint8(2) >> 1);
  const bit = view.getUint32(4);
  if (field === undefined) return [];
  return [
    part('result goes to', [{ code: bitsLabel(field, bit, bit) }]),
    ...registerParts(layout, field, bit, bit).slice(0, 4),
  ];
}

function dhcpParts(options: Uint8Array): readonly ExplanationPart[] {
  if (options.length < 4) return [];
  const parts = [part('offered address', [{ code: formatIp4(BigInt(viewOf(options).getUint32(0))) }])];
  for (let at = 4; at + 2 <= options.length; ) {
    const code = options[at] as number;
    const value = options.subarray(at + 2, at + 2 + (options[at + 1] as number));
    const { name, kind } = dhcpOptions[code] ?? { name: `option ${code}`, kind: 'bytes' };
    parts.push(
      part(
        [`DHCP option ${code}`],
        [name === `option ${code}` ? '' : `${name} `, ...optionText(kind, value)],
      ),
    );
    at += 2 + value.length;
    if (parts.length > maxActions) break;
  }
  return parts;
}

interface DhcpOption {
  readonly name: string;
  readonly kind: 'ip' | 'number' | 'text' | 'bytes';
}

/** Options of DHCP that OVN knows (`lib/ovn-l7.h`), by their code. */
const dhcpOptions: { readonly [code: number]: DhcpOption | undefined } = {
  1: { name: 'netmask', kind: 'ip' },
  3: { name: 'router', kind: 'ip' },
  6: { name: 'DNS server', kind: 'ip' },
  12: { name: 'hostname', kind: 'text' },
  15: { name: 'domain name', kind: 'text' },
  26: { name: 'MTU', kind: 'number' },
  28: { name: 'broadcast address', kind: 'ip' },
  42: { name: 'NTP server', kind: 'ip' },
  51: { name: 'lease time in seconds', kind: 'number' },
  54: { name: 'server', kind: 'ip' },
  58: { name: 'renewal after seconds', kind: 'number' },
  59: { name: 'rebinding after seconds', kind: 'number' },
  66: { name: 'TFTP server', kind: 'text' },
  67: { name: 'boot file', kind: 'text' },
  119: { name: 'search domains', kind: 'bytes' },
  121: { name: 'classless static routes', kind: 'bytes' },
  249: { name: 'classless static routes, as Windows has them', kind: 'bytes' },
};

function optionText(kind: DhcpOption['kind'], value: Uint8Array): readonly Inline[] {
  if (kind === 'text') return [{ code: decodeText(value) }];
  const number = value.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  if (kind === 'ip' && value.length % 4 === 0 && value.length > 0) {
    const view = viewOf(value);
    const all = Array.from({ length: value.length / 4 }, (_, idx) =>
      formatIp4(BigInt(view.getUint32(4 * idx))),
    );
    return [{ code: all.join(', ') }];
  }
  return kind === 'number' ? [{ code: number.toString() }] : [`${value.length} bytes`];
}

function dhcpv6Parts(options: Uint8Array): readonly ExplanationPart[] {
  const parts: ExplanationPart[] = [];
  const view = viewOf(options);
  for (let at = 0; at + 4 <= options.length && parts.length < maxActions; ) {
    const code = view.getUint16(at);
    const size = view.getUint16(at + 2);
    parts.push(part(`DHCPv6 option ${code}`, [dhcpv6Options[code] ?? '', ` ${size} bytes`]));
    at += 4 + size;
  }
  return parts;
}

const dhcpv6Options: { readonly [code: number]: string | undefined } = {
  2: 'server identifier,',
  3: 'addresses (IA_NA),',
  5: 'an address,',
  23: 'DNS servers,',
  24: 'search domains,',
  25: 'prefixes (IA_PD),',
  59: 'boot file,',
};

function relayParts(rest: Uint8Array): readonly ExplanationPart[] {
  if (rest.length < 8) return [];
  const view = viewOf(rest);
  return [
    part('relay', [{ code: formatIp4(BigInt(view.getUint32(0))) }]),
    part('server', [{ code: formatIp4(BigInt(view.getUint32(4))) }]),
  ];
}

/** Severities of ACLs' logs, numbered as in syslog (`lib/acl-log.h`). */
const severities: { readonly [number: number]: string | undefined } = {
  1: 'alert',
  4: 'warning',
  5: 'notice',
  6: 'info',
  7: 'debug',
};

/** Of `struct log_pin_header`: the verdict, the severity, then the ACL's name. */
function logParts(rest: Uint8Array): readonly ExplanationPart[] {
  if (rest.length < 2) return [];
  const verdict = ['allow', 'drop', 'reject', 'pass'][rest[0] as number] ?? `number ${rest[0]}`;
  const severity = severities[rest[1] as number] ?? `number ${rest[1]}`;
  return [
    part('verdict', [{ code: verdict }]),
    part('severity', [{ code: severity }]),
    ...(rest.length > 2 ? [part('name of the ACL', [{ code: decodeText(rest, 2, rest.length) }])] : []),
  ];
}

/** What `controller(…)` asks for, in half a line. */
export function userdataGist(layout: Layout, userdata: Uint8Array): string | undefined {
  const known = knownOpcode(layout, userdata);
  return known === undefined ? undefined : prose.controllerOpcode(known.name);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
