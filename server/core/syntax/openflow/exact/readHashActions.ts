/** `bundle` and `multipath`: one of several members by a hash of the packet. Model `lib/bundle.c` and `lib/multipath.c`. */
import { Words } from './keyValues.ts';
import { type Naming, type Port, portOf } from './names.ts';
import { leadingInt } from './numbers.ts';
import type { Ofpact } from './ofpact.ts';
import { hasShortHeader } from './protocols.ts';
import { reject } from './rejection.ts';
import { readSubfield, type Subfield } from './subfield.ts';

/** What can be hashed: `flow_hash_fields_to_str`. */
const hashes = new Set([
  'eth_src',
  'symmetric_l4',
  'symmetric_l3l4',
  'symmetric_l3l4+udp',
  'nw_src',
  'nw_dst',
  'symmetric_l3',
]);

const bundleAlgorithms = new Set(['active_backup', 'hrw']);
const multipathAlgorithms = new Set(['modulo_n', 'hash_threshold', 'hrw', 'iter_hash']);

const maxMembers = 2048;

export function readBundle(text: string, naming: Naming, isLoad: boolean): Ofpact {
  const words = new Words(text);
  const next = (): string => words.next(', ') ?? '';
  const [fields, basis, algorithm, type] = [next(), next(), next(), next()];
  const destinationText = isLoad ? next() : undefined;
  const delimiter = words.next(': ');
  if (delimiter === undefined) return reject(`${text}: not enough arguments to bundle action`);
  if (!['members', 'slaves'].includes(delimiter.toLowerCase())) {
    reject(`${text}: missing member delimiter, expected \`members', got \`${delimiter}'`);
  }
  const members: Port[] = [];
  while (members.length < maxMembers) {
    const word = words.next(', []');
    if (word === undefined) break;
    members.push(portOf(word, naming) ?? reject(`${word}: bad port number`));
  }
  const hash = takeHash(text, fields);
  const how = takeAlgorithm(text, algorithm, bundleAlgorithms);
  if (type.toLowerCase() !== 'ofport') reject(`${text}: unknown member_type \`${type}'`);
  const destination = destinationText === undefined ? undefined : takeDestination(text, destinationText);
  const shortBasis = leadingInt(basis) & 0xffff;
  return { kind: 'bundle', fields: hash, basis: shortBasis, algorithm: how, members, destination };
}

export function readMultipath(text: string): Ofpact {
  const words = new Words(text);
  const next = (): string | undefined => words.next(', ');
  const [fields = '', basis = '', algorithm = '', links = '', argument = ''] = [
    next(),
    next(),
    next(),
    next(),
    next(),
  ];
  const destinationText = next();
  if (destinationText === undefined) return reject(`${text}: not enough arguments to multipath action`);
  const hash = takeHash(text, fields);
  const how = takeAlgorithm(text, algorithm, multipathAlgorithms);
  const nLinks = leadingInt(links);
  if (nLinks < 1 || nLinks > 65536) reject(`${text}: n_links ${nLinks} is not in valid range 1 to 65536`);
  const destination = takeDestination(text, destinationText);
  const { width } = destination;
  if (width < 16 && nLinks > 2 ** width) {
    reject(
      `${text}: ${width}-bit destination field has ${2 ** width} possible values, less than specified n_links ${nLinks}`,
    );
  }
  return {
    kind: 'multipath',
    fields: hash,
    basis: leadingInt(basis) & 0xffff,
    algorithm: how,
    nLinks,
    argument: leadingInt(argument) >>> 0,
    destination,
  };
}

function takeHash(text: string, name: string): string {
  const known = name.toLowerCase();
  return hashes.has(known) ? known : reject(`${text}: unknown fields \`${name}'`);
}

function takeAlgorithm(text: string, name: string, known: ReadonlySet<string>): string {
  const lower = name.toLowerCase();
  return known.has(lower) ? lower : reject(`${text}: unknown algorithm \`${name}'`);
}

function takeDestination(text: string, destination: string): Subfield {
  const subfield = readSubfield(destination);
  if (!hasShortHeader(subfield.field))
    reject(`${text}: experimenter OXM field '${destination}' not supported`);
  return subfield;
}
