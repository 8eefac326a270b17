/** Ports with a meaning of their own, as numbers of OpenFlow 1.0: `OFPP_…` of Open vSwitch. */
export const unsetPort = 0xfff7;
export const inPort = 0xfff8;
export const controllerPort = 0xfffd;
export const localPort = 0xfffe;
export const nonePort = 0xffff;

/** The names that are printed and read. Models `OFPUTIL_NAMED_PORTS` in `lib/ofp-port.c`. */
const reserved: readonly (readonly [name: string, port: number])[] = [
  ['UNSET', unsetPort],
  ['IN_PORT', inPort],
  ['TABLE', 0xfff9],
  ['NORMAL', 0xfffa],
  ['FLOOD', 0xfffb],
  ['ALL', 0xfffc],
  ['CONTROLLER', controllerPort],
  ['LOCAL', localPort],
  ['ANY', nonePort],
  ['NONE', nonePort],
];

const numbers: ReadonlyMap<string, number> = new Map(reserved);

/** First port number that no interface can have: `OFPP_MAX`. */
export const firstReservedPort = 0xff00;

/** The number of a reserved port by its name in any case; undefined for other names. */
export function reservedPort(name: string): number | undefined {
  return numbers.get(name.toUpperCase());
}

/** Name of a reserved port; undefined for other numbers. 32-bit numbers of OpenFlow 1.1 and later are understood. */
export function reservedPortName(port: number): string | undefined {
  const short = shortPort(port);
  return reserved.find(([, number]) => number === short)?.[0];
}

/** A port of OpenFlow 1.1 and later as one of 1.0; undefined where 1.0 has none for it. Models `ofputil_port_from_ofp11`. */
export function shortPort(port: number): number | undefined {
  if (port < firstReservedPort) return port;
  if (port >= 0xffff_ff00) return port - 0xffff_0000;
  return port <= 0xffff ? port : undefined;
}
