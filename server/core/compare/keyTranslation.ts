import type { NamedDatapath, NamedPort } from './names.ts';

/** Tunnel keys of datapaths and ports by those that the same names have on the other side. */
export interface KeyTranslation {
  datapathOf(key: number): number;
  /** `datapath` is the key that this side has for it. */
  portOf(datapath: number, key: number): number;
}

/** What a side's databases say of keys. */
export interface KeySide {
  readonly datapaths: ReadonlyMap<number, NamedDatapath>;
  readonly namedPorts: readonly NamedPort[];
}

/** A key that means something else on the other side is moved to where no key is: they have at most 24 bits. */
const outOfTheWay = 0x4000_0000;

/** Undefined when every name that both sides have has one key: as a rule, databases of one network. */
export function keyTranslation(before: KeySide, after: KeySide): KeyTranslation | undefined {
  const datapaths = translated(
    [...before.datapaths.values()].map(({ name, key }) => [name, key] as const),
    [...after.datapaths.values()].map(({ name, key }) => [name, key] as const),
  );
  const ports = new Map<string, number>();
  const old = portsByDatapath(before);
  for (const [datapath, { key, own }] of portsByDatapath(after)) {
    const others = old.get(datapath)?.own;
    if (others === undefined) continue;
    for (const [from, to] of translated(others, own)) ports.set(`${key}/${from}`, to);
  }
  if (datapaths.size === 0 && ports.size === 0) return undefined;
  return {
    datapathOf: (key) => datapaths.get(key) ?? key,
    portOf: (datapath, key) => ports.get(`${datapath}/${key}`) ?? key,
  };
}

type NamedKeys = readonly (readonly [name: string, key: number])[];

/** Of the keys after, those that are others before. */
function translated(before: NamedKeys, after: NamedKeys): ReadonlyMap<number, number> {
  const keys = new Map(before);
  const names = new Map(before.map(([name, key]) => [key, name]));
  const still = new Set(after.map(([name]) => name));
  const found = new Map<number, number>();
  for (const [name, key] of after) {
    const old = keys.get(name);
    const holder = names.get(key);
    if (old !== undefined && old !== key) found.set(key, old);
    else if (old === undefined && holder !== undefined && still.has(holder))
      found.set(key, key | outOfTheWay);
  }
  return found;
}

/** Ports by the name of their datapath, with its key. */
function portsByDatapath({
  datapaths,
  namedPorts,
}: KeySide): ReadonlyMap<string, { readonly key: number; readonly own: [string, number][] }> {
  const found = new Map<string, { readonly key: number; readonly own: [string, number][] }>();
  for (const { name, datapath, key } of namedPorts) {
    const of = datapath === undefined ? undefined : datapaths.get(datapath);
    if (of === undefined) continue;
    const known = found.get(of.name);
    if (known === undefined) found.set(of.name, { key: of.key, own: [[name, key]] });
    else known.own.push([name, key]);
  }
  return found;
}
