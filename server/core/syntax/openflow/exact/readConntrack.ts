import type { ActionReader } from './actionReader.ts';
import { scanIp4, scanIp6 } from './fieldValue.ts';
import { readPieces } from './keyValues.ts';
import { type Table, tableOf } from './names.ts';
import { scanNumber, wholeInt } from './numbers.ts';
import type { NatAction, NatRange, Ofpact } from './ofpact.ts';
import { helperNames } from './printActions.ts';
import { reject } from './rejection.ts';
import { readSubfield, type Subfield } from './subfield.ts';

/** `ct(commit,table=3,zone=NXM_NX_REG0[0..15],nat(src=10.0.0.1),exec(…))`. Models `parse_CT`. */
export function readConntrack(text: string, reader: ActionReader): Ofpact {
  return readPieces(text, (pieces) => {
    let isCommitting = false;
    let isForced = false;
    let table: Table | undefined;
    let zone: number | Subfield = 0;
    let helperPort = 0;
    const actions: Ofpact[] = [];
    while (pieces.next()) {
      const { key, value } = pieces;
      if (key === 'commit') isCommitting = true;
      else if (key === 'force') isForced = true;
      else if (key === 'table') {
        table = tableOf(value, reader.naming) ?? reject(`unknown table ${value}`);
        if (table === 255) reject('invalid table 0xff');
      } else if (key === 'zone') zone = readZone(value);
      else if (key === 'alg') helperPort = readHelper(value);
      else if (key === 'nat') actions.push(readNat(value));
      else if (key === 'exec') actions.push(...reader.readNested(value, reader, 'ct'));
      else reject(`invalid argument to "ct" action: \`${key}'`);
    }
    if (isForced && !isCommitting) reject('"force" flag requires "commit" flag.');
    return { kind: 'ct', isCommitting, isForced, table, zone, helperPort, actions };
  });
}

function readZone(text: string): number | Subfield {
  const number = wholeInt(text, 0);
  return number !== undefined && number >= 0 && number <= 0xffff ? number : readSubfield(text);
}

function readHelper(text: string): number {
  for (const [port, name] of helperNames) if (name === text) return port;
  return reject(`invalid conntrack helper "${text}"`);
}

/** `src=10.0.0.1-10.0.0.9:1000-2000,random`. Models `parse_NAT`. */
export function readNat(text: string): NatAction {
  return readPieces(text, (pieces) => {
    let hasSource = false;
    let hasDestination = false;
    let range: NatRange | undefined;
    const flags = new Set<string>();
    while (pieces.next()) {
      const { key, value } = pieces;
      if (key === 'src' || key === 'dst') {
        if (key === 'src') hasSource = true;
        else hasDestination = true;
        range = readRange(value);
      } else if (key === 'persistent' || key === 'hash' || key === 'random') flags.add(key);
      else reject(`invalid key "${key}" in "nat" argument`);
    }
    if (hasSource && hasDestination) reject('May only specify one of "src" or "dst".');
    if (!hasSource && !hasDestination && flags.size > 0) reject('Flags allowed only with "src" or "dst".');
    if (flags.has('hash') && flags.has('random')) reject('Both "hash" and "random" are not allowed.');
    return {
      kind: 'nat',
      type: hasSource ? 'src' : hasDestination ? 'dst' : undefined,
      isPersistent: flags.has('persistent'),
      isHashed: flags.has('hash'),
      isRandom: flags.has('random'),
      range,
    };
  });
}

/** Addresses and ports; undefined for no text. Models `str_to_nat_range`. */
function readRange(text: string): NatRange | undefined {
  const fail = (): never => reject(`invalid nat range "${text}"`);
  const ip4 = scanIp4(text, 0);
  const first = ip4 ?? scanIp6(text, 0);
  if (first === undefined) {
    // What only looks like an address has been passed all the same.
    const end = /^(?:\[[0-9a-fA-F:.]{1,46}\]|[0-9a-fA-F:.]{0,46})/.exec(text)?.[0].length ?? 0;
    return end === text.length ? undefined : garbage(text, end);
  }
  const isIp6 = ip4 === undefined;
  let { end } = first;
  let last: bigint | undefined;
  let firstPort: number | undefined;
  let lastPort: number | undefined;
  if (text[end] === '-') {
    const found = isIp6 ? scanIp6(text, end + 1) : scanIp4(text, end + 1);
    if (found === undefined || found.value < first.value) return fail();
    last = found.value;
    ({ end } = found);
  }
  if (text[end] === ':') {
    const from = scanNumber(text, end + 1, 10) ?? fail();
    firstPort = Number(BigInt.asUintN(16, from.value));
    ({ end } = from);
    if (text[end] === '-') {
      const to = scanNumber(text, end + 1, 10) ?? fail();
      lastPort = Number(BigInt.asUintN(16, to.value));
      ({ end } = to);
      if (lastPort < firstPort) return fail();
    }
  }
  if (end !== text.length) return garbage(text, end);
  return { isIp6, first: first.value, last, firstPort, lastPort };
}

function garbage(text: string, at: number): never {
  return reject(`garbage (${text.slice(at)}) after nat range "${text}" (pos: ${at})`);
}
