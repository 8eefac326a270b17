/**
 * Groups as `ovs-ofctl add-group` and its like read them. Models `parse_ofp_group_mod_str__` of `lib/ofp-group.c`.
 *
 *     readGroup(text, { naming: 'keep' })   a group, or a `Rejection` whose message is what `ovs-ofctl` says
 */
import { type Field, fieldByOwnName } from '../../../net/fields.ts';
import { firstReservedPort } from '../../../net/ports.ts';
import { prefixLength } from '../../../net/formatAddress.ts';
import { type FieldValue, fullMask, readExactValue } from './fieldValue.ts';
import { KeyValues } from './keyValues.ts';
import { type Naming, type Port, portOf } from './names.ts';
import { takeU16, takeU32, takeU64 } from './numbers.ts';
import type { Ofpact } from './ofpact.ts';
import { Protocol, Protocols, protocolsOfField } from './protocols.ts';
import { actionReader, readActions } from './readActions.ts';
import { orRejection, reject, type Rejection } from './rejection.ts';

/** What a group's text tells a switch to do. */
export type GroupModCommand = 'add' | 'delete' | 'modify' | 'add_or_mod' | 'insert_bucket' | 'remove_bucket';

export type GroupType = 'all' | 'select' | 'indirect' | 'ff';

export interface Bucket {
  readonly weight: number;
  /** Undefined where the text says none. */
  readonly id: number | undefined;
  readonly watchPort: Port | undefined;
  readonly watchGroup: number | undefined;
  readonly actions: readonly Ofpact[];
}

export interface GroupMod {
  readonly command: GroupModCommand;
  /** `anyGroup` for all of them. */
  readonly id: number;
  readonly type: GroupType;
  /** The bucket before which others go in, or which goes; undefined for all. */
  readonly commandBucket: number | undefined;
  readonly selectionMethod: string;
  readonly selectionParam: bigint;
  readonly fields: readonly { readonly field: Field; readonly value: FieldValue }[];
  readonly buckets: readonly Bucket[];
  /** The protocols that can tell the group, as bits of `Protocol`. */
  readonly protocols: number;
}

export interface GroupReading {
  readonly naming: Naming;
  /** Undefined lets the text begin with one, as in a file of `add-groups`. */
  readonly command?: GroupModCommand;
}

/** The group that a text of the group syntax means, or why Open vSwitch does not take it. */
export function readGroup(text: string, { naming, command }: GroupReading): GroupMod | Rejection {
  return orRejection(() => {
    const { body, found } = command === undefined ? commandOf(text) : { body: text, found: command };
    return new GroupReader(naming, found).read(body);
  });
}

/** The number that stands for every group. */
const allGroups = 0xffff_fffc;
export const firstBucket = 0xffff_fffd;
export const lastBucket = 0xffff_fffe;
/** The number that stands for every bucket. */
export const allBuckets = 0xffff_ffff;
/** The highest number of a group or of a bucket. */
const highestId = 0xffff_ff00;
/** The port that stands for none. */
export const anyPort = 0xffff;
const controllerPort = 0xfffd;
const maxMethodLength = 15;

/** Protocols that know what Open vSwitch added to groups. */
const extended = Protocols.of10 | Protocol.of15;

class GroupReader {
  readonly #naming: Naming;
  readonly #command: GroupModCommand;
  readonly #hasType: boolean;
  readonly #hasBuckets: boolean;
  readonly #hasCommandBucket: boolean;
  #protocols: number = Protocols.any;
  #id: number | undefined;
  #type: GroupType | undefined;
  #commandBucket: number | undefined;
  #method = '';
  #param = 0n;
  #fields: { field: Field; value: FieldValue }[] = [];

  constructor(naming: Naming, command: GroupModCommand) {
    this.#naming = naming;
    this.#command = command;
    this.#hasType = command === 'add' || command === 'modify' || command === 'add_or_mod';
    this.#hasBuckets = this.#hasType || command === 'insert_bucket';
    this.#hasCommandBucket = command === 'insert_bucket' || command === 'remove_bucket';
    if (this.#hasCommandBucket) this.#protocols = extended;
  }

  read(text: string): GroupMod {
    if (this.#command === 'delete' && text === '') return this.#group([], allGroups);
    const at = text.indexOf('bucket=');
    if (at !== -1 && !this.#hasBuckets) reject('bucket is not needed');
    const pieces = new KeyValues(at === -1 ? text : text.slice(0, at));
    while (pieces.next()) this.#readAttribute(pieces.key, pieces.value);
    this.#checkAttributes();
    return this.#group(at === -1 ? [] : this.#readBuckets(text.slice(at)), this.#id ?? allGroups);
  }

  #group(buckets: readonly Bucket[], id: number): GroupMod {
    const bucket = this.#commandBucket;
    return {
      command: this.#command,
      id,
      type: this.#type ?? 'all',
      commandBucket: bucket === allBuckets ? undefined : bucket,
      selectionMethod: this.#method,
      selectionParam: this.#param,
      fields: this.#fields,
      buckets,
      protocols: this.#protocols,
    };
  }

  #readAttribute(key: string, value: string): void {
    const needsType = (what: string): void => {
      if (!this.#hasType) reject(`${what} not needed`);
    };
    switch (key) {
      case 'command_bucket_id':
        this.#readCommandBucket(value);
        return;
      case 'group_id':
        this.#id = value === 'all' ? allGroups : takeU32(value);
        if (this.#id > highestId && this.#id !== allGroups) reject(`invalid group id ${this.#id}`);
        return;
      case 'type':
        needsType('type is');
        this.#type = types.get(value) ?? reject(`invalid group type ${value}`);
        return;
      case 'selection_method':
        needsType('selection method is');
        if (value.length > maxMethodLength) {
          reject(`selection method is longer than ${maxMethodLength} bytes long`);
        }
        this.#method = value;
        break;
      case 'selection_method_param':
        needsType('selection method param is');
        this.#param = takeU64(value);
        break;
      case 'fields':
        needsType('fields are');
        this.#readFields(value);
        break;
      default:
        reject(`unknown keyword ${key}`);
    }
    this.#protocols &= extended;
  }

  #readCommandBucket(text: string): void {
    if (!this.#hasCommandBucket) reject('command bucket id is not needed');
    const id = namedBuckets.get(text) ?? takeU32(text);
    if (id > highestId && id < firstBucket) reject(`invalid command bucket id ${id}`);
    if (id === allBuckets && this.#command !== 'remove_bucket') {
      reject('command_bucket_id=all is not permitted');
    }
    this.#commandBucket = id;
  }

  #readFields(text: string): void {
    const pieces = new KeyValues(text);
    while (pieces.next()) {
      const { key, value } = pieces;
      // Open vSwitch names what it has not read yet instead of what is wrong.
      const rest = text.slice(pieces.at);
      const field = fieldByOwnName(key) ?? reject(`${rest}: unknown field ${key}`);
      if (this.#fields.some((other) => other.field === field)) reject(`${key}: duplicate field`);
      this.#fields.push({ field, value: this.#readMask(field, value, rest) });
    }
  }

  /** Which bits of a field are hashed: all of them unless a value says others. */
  #readMask(field: Field, text: string, rest: string): FieldValue {
    const full = fullMask(field);
    const value: FieldValue =
      text === '' ? { value: full, mask: full } : readExactValue(field, text, this.#naming);
    if (value.value === 0n && !field.name.startsWith('tun_metadata')) {
      reject(`${rest}: values are wildcards here and must not be all-zeros`);
    }
    const isFull = value.value === full;
    if (!isFull && !field.isMaskable) reject(`${text}: invalid mask for field ${field.name}`);
    const isPrefix = prefixLength(value.value, field.width) >= 0;
    this.#protocols &= protocolsOfField(field, isFull ? 'exact' : isPrefix ? 'prefix' : 'bits');
    return value;
  }

  #checkAttributes(): void {
    if (this.#id === undefined) reject('must specify a group_id');
    if (this.#hasType && this.#type === undefined) reject('must specify a type');
    if (this.#method !== 'hash' && this.#fields.length > 0) {
      reject('fields may only be specified with "selection_method=hash"');
    }
    if (this.#method === '' && this.#param !== 0n) {
      reject('selection_method_param is only allowed with "selection_method"');
    }
    if (this.#command === 'insert_bucket' && this.#commandBucket === undefined) {
      reject('must specify a command bucket id');
    }
  }

  #readBuckets(text: string): readonly Bucket[] {
    const buckets: Bucket[] = [];
    // What is in front of the first `bucket=` is nothing.
    for (const content of text.split('bucket=').slice(1)) {
      const bucket = this.#readBucket(content);
      buckets.push(bucket);
      if (this.#command !== 'insert_bucket' && this.#type !== 'select' && bucket.weight !== 0) {
        reject('Only select groups can have bucket weights.');
      }
    }
    if (this.#type === 'indirect' && buckets.length > 1) {
      reject('Indirect groups can have at most one bucket.');
    }
    return buckets;
  }

  #readBucket(text: string): Bucket {
    let weight = this.#type === 'select' ? 1 : 0;
    let id: number | undefined;
    let watchPort: Port | undefined;
    let watchGroup: number | undefined;
    const actions: string[] = [];
    const pieces = new KeyValues(text);
    while (pieces.next()) {
      const { key, value } = pieces;
      switch (key.toLowerCase()) {
        case 'weight':
          weight = takeU16(value, 'weight');
          break;
        case 'watch_port':
          watchPort = this.#readWatchPort(value);
          break;
        case 'watch_group':
          watchGroup = takeU32(value);
          if (watchGroup > highestId) reject(`invalid watch_group id ${watchGroup}`);
          break;
        case 'bucket_id':
          id = takeU32(value);
          if (id > highestId) reject(`invalid bucket_id id ${id}`);
          break;
        case 'action':
        case 'actions':
          actions.push(value);
          break;
        default:
          actions.push(`${key}(${value})`);
      }
    }
    if (actions.length === 0) reject('bucket must specify actions');
    if (this.#type === 'ff' && (watchPort ?? anyPort) === anyPort && watchGroup === undefined) {
      reject('fast failover bucket requires watch_port or watch_group');
    }
    const reader = actionReader(this.#naming, false);
    const read = readActions(actions.join(','), reader, false, undefined);
    // Open vSwitch forgets what it knew before: the actions of the last bucket decide.
    this.#protocols = reader.protocols;
    return { weight, id, watchPort, watchGroup, actions: read };
  }

  #readWatchPort(text: string): Port {
    const port = portOf(text, this.#naming);
    const isReserved = typeof port === 'number' && port >= firstReservedPort;
    if (port === undefined || (isReserved && port !== anyPort && port !== controllerPort)) {
      return reject(`${text}: invalid watch_port`);
    }
    return port;
  }
}

const types: ReadonlyMap<string, GroupType> = new Map([
  ['all', 'all'],
  ['select', 'select'],
  ['indirect', 'indirect'],
  ['ff', 'ff'],
  ['fast_failover', 'ff'],
]);

const namedBuckets: ReadonlyMap<string, number> = new Map([
  ['all', allBuckets],
  ['first', firstBucket],
  ['last', lastBucket],
]);

const commands: readonly GroupModCommand[] = [
  'add',
  'delete',
  'modify',
  'add_or_mod',
  'insert_bucket',
  'remove_bucket',
];

/** The command that a line of a file begins with, `add` if none. Open vSwitch takes the beginning of one for it. */
function commandOf(text: string): { readonly body: string; readonly found: GroupModCommand } {
  const body = text.trimStart();
  const word = /^[^, \t\r\n]*/.exec(body)?.[0] ?? '';
  const found = commands.find((command) => command.startsWith(word));
  return found === undefined ? { body, found: 'add' } : { body: body.slice(word.length), found };
}
