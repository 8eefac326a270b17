import { firstMulticastKey } from '../facts/portKeys.ts';
import type { ExplainContext } from './context.ts';
import type { Inline } from './explanation.ts';

/** `logical datapath with tunnel key 1`, with its name where the capture has it. */
export function datapathText({ names }: ExplainContext, key: bigint): readonly Inline[] {
  if (key === 0n) return ['no logical datapath yet'];
  const name = names?.datapathName?.(Number(key));
  return [
    'logical datapath ',
    ...(name === undefined ? [] : [{ code: name }, ' ']),
    `with tunnel key ${key}`,
  ];
}

/** The same of a port or group of the datapath; the datapath's key is undefined where the row does not say it. */
export function logicalPortText(
  { names }: ExplainContext,
  datapathKey: bigint | undefined,
  key: bigint,
  isOutput: boolean,
): readonly Inline[] {
  if (key === 0n) return ['no logical port'];
  const name = datapathKey === undefined ? undefined : names?.portName?.(Number(datapathKey), Number(key));
  const isGroup = isOutput && key >= firstMulticastKey && key <= 0xffffn;
  const named = name === undefined ? [] : [{ code: name }, ' '];
  return isGroup
    ? ['multicast group ', ...named, `with key ${key}`]
    : ['logical port ', ...named, `with tunnel key ${key}`];
}

/** What is behind an OpenFlow port of the dump's host; empty where the capture does not say. */
export function ofportText({ names }: ExplainContext, port: number): readonly Inline[] {
  const chassis = names?.chassisOfTunnel?.(port);
  const logicalPort = names?.logicalPortOf?.(port);
  const device = names?.interfaceOfPort?.(port);
  if (chassis !== undefined)
    return [
      'tunnel to ',
      { code: chassis },
      ...(device === undefined ? [] : [', interface ', { code: device }]),
    ];
  if (logicalPort !== undefined)
    return [
      'logical port ',
      { code: logicalPort },
      ...(device === undefined || device === logicalPort ? [] : [', interface ', { code: device }]),
    ];
  return device === undefined ? [] : ['interface ', { code: device }];
}

export function zoneText({ names }: ExplainContext, zone: bigint): readonly Inline[] {
  const owner = names?.zoneOwner?.(Number(zone));
  return owner === undefined ? [] : ['zone of ', { code: owner }];
}

/** The row that a cookie, or the first digits of a UUID, names; empty where the capture does not have it. */
export function cookieText({ names }: ExplainContext, cookie: bigint): readonly Inline[] {
  const found = names?.cookieOwner?.(Number(cookie));
  return found === undefined ? [] : [`${found.table} `, { code: found.name }];
}

export function uuidText({ names }: ExplainContext, uuid: string): readonly Inline[] {
  const found = names?.rowOf?.(uuid);
  return found === undefined ? [] : [`${found.table} `, { code: found.name }];
}
