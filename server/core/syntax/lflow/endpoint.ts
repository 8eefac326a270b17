import { encodeText } from '../../text/bytes.ts';
import type { Endpoint } from './actions.ts';
import { ip4At, readIp6 } from '../../net/readAddress.ts';

/**
 * An address with an optional port, as a load balancer has it: `10.0.0.1:80`, `[::1]:80`, `10.0.0.1`. Open vSwitch's
 * `inet_parse_active()` without names of hosts. Undefined for anything else.
 */
export function readEndpoint(text: string): Endpoint | undefined {
  const outside = text.replace(/\[[^\]]*\]?/g, (group) => '_'.repeat(group.length));
  const nColons = outside.split(':').length - 1;
  const colon = nColons === 1 ? outside.lastIndexOf(':') : -1;
  const host = nColons > 1 ? text : unbracket(colon < 0 ? text : text.slice(0, colon));
  const portText = colon < 0 ? '' : unbracket(text.slice(colon + 1));
  if (!/^\d*$/.test(portText)) return undefined;
  const port = Number(portText === '' ? 0 : portText);
  if (port > 65_535) return undefined;
  const bytes = encodeText(host);
  if (host.includes(':')) {
    const groups = new Uint16Array(8);
    if (!readIp6(bytes, 0, bytes.length, groups)) return undefined;
    const address = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
    return { address, isIp6: true, port };
  }
  const address = ip4At(bytes, 0, bytes.length);
  return address < 0 ? undefined : { address: BigInt(address), isIp6: false, port };
}

function unbracket(text: string): string {
  return text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
}
