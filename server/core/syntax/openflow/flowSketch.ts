import { fields, shorthands } from '../../net/fields.ts';
import { reservedPort } from '../../net/ports.ts';
import { decodeText } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { Tree } from '../tree.ts';
import { actionIndex, keys } from './actionNames.ts';
import type { Action, MatchField, PortRef, Subfield } from './entry.ts';
import { defaultPriority } from './entry.ts';
import { numberOf, unquoted } from './leaves.ts';
import { attributes } from './names.ts';
import { ownTable, resubmitTarget, unknownTable } from './resubmitTarget.ts';

/**
 * A flow as values without their places: what a pass over many rows of ports looks at, in a tenth of the time that an
 * `OpenFlowEntry` takes. Every entry is a sketch too.
 */
export interface FlowSketch {
  readonly table: number;
  readonly priority: number;
  readonly cookie: bigint;
  readonly match: readonly FieldSketch[];
  readonly actions: readonly ActionSketch[];
}

/** Of a sketch that was read as one, `text` is there for ports only, and a prefix as mask is its length. */
export type FieldSketch = Pick<MatchField, 'name' | 'text' | 'value' | 'mask'>;

/** Of a sketch that was read as one, the `text` of a `set` is there for addresses only; nested actions are left out. */
export type ActionSketch =
  | {
      readonly kind: 'set';
      readonly value: bigint | undefined;
      readonly mask: bigint | undefined;
      readonly text: string;
      readonly destination: SubfieldSketch;
    }
  | { readonly kind: 'move'; readonly source: SubfieldSketch; readonly destination: SubfieldSketch }
  | { readonly kind: 'output'; readonly port: Pick<PortRef, 'text'> | undefined }
  | { readonly kind: 'resubmit'; readonly table: number | undefined }
  | { readonly kind: 'controller'; readonly userdata: Uint8Array; readonly isPausing: boolean }
  | { readonly kind: 'checkPacketLarger'; readonly size: number; readonly destination: SubfieldSketch }
  | {
      readonly kind: Exclude<
        Action['kind'],
        'set' | 'move' | 'output' | 'resubmit' | 'controller' | 'checkPacketLarger'
      >;
    };

export type SubfieldSketch = Pick<Subfield, 'field' | 'low' | 'high'>;

const tableAttribute = attributes.findIndex(({ name }) => name === 'table');
const priorityAttribute = attributes.findIndex(({ name }) => name === 'priority');
const cookieAttribute = attributes.findIndex(({ name }) => name === 'cookie');

/** The flow whose tree this is; its row begins at `base`. */
export function readFlowSketch(bytes: Uint8Array, base: number, tree: Tree): FlowSketch {
  let table = 0;
  let priority = defaultPriority;
  let cookie = 0n;
  const match: FieldSketch[] = [];
  const actions: ActionSketch[] = [];
  const end = tree.next(0);
  for (let node = 1; node < end; node = tree.next(node)) {
    const last = tree.next(node);
    switch (tree.kind(node)) {
      case NodeKind.attribute: {
        const value = node + 2;
        if (value >= last || tree.kind(value) !== NodeKind.number) break;
        const idx = tree.value(node);
        if (idx === tableAttribute) table = tree.value(value);
        else if (idx === priorityAttribute) priority = tree.value(value);
        else if (idx === cookieAttribute) cookie = tree.number(value);
        break;
      }
      case NodeKind.match:
        for (let term = node + 1; term < last; term = tree.next(term))
          match.push(readField(bytes, base, tree, term));
        break;
      case NodeKind.actions:
        for (let action = node + 1; action < last; action = tree.next(action))
          if (tree.kind(action) === NodeKind.action) actions.push(readAction(bytes, base, tree, action));
        break;
      default:
    }
  }
  return { table, priority, cookie, match, actions };
}

function readField(bytes: Uint8Array, base: number, tree: Tree, node: number): FieldSketch {
  const name = node + 1;
  if (tree.kind(name) === NodeKind.keyword)
    return { name: shorthands[tree.value(name)]?.name ?? '', text: '', value: undefined, mask: undefined };
  const field = fields[tree.value(node)];
  const end = tree.next(node);
  const value = name + 1;
  const mask = value < end ? tree.next(value) : end;
  const isMasked = mask + 1 < end && tree.kind(mask) === NodeKind.mask;
  const isPort = field?.format === 'port16' || field?.format === 'port32';
  return {
    name: field?.name ?? '',
    text: isPort && value < end ? decodeText(bytes, base + tree.start(value), base + tree.end(value)) : '',
    value: value < end ? numberOf(tree, value) : undefined,
    mask: isMasked ? numberOf(tree, mask + 1) : undefined,
  };
}

const words = {
  drop: actionIndex('drop'),
  output: actionIndex('output'),
  inPort: actionIndex('IN_PORT'),
  local: actionIndex('LOCAL'),
  setField: actionIndex('set_field'),
  load: actionIndex('load'),
  move: actionIndex('move'),
  resubmit: actionIndex('resubmit'),
  controller: actionIndex('controller'),
  checkLarger: actionIndex('check_pkt_larger'),
  setTunnel: actionIndex('set_tunnel'),
  setTunnel64: actionIndex('set_tunnel64'),
} as const;
const userdataKey = keys.indexOf('userdata');
const pauseKey = keys.indexOf('pause');

const wholeFields: readonly SubfieldSketch[] = fields.map(({ name, width }) => ({
  field: name,
  low: 0,
  high: width - 1,
}));
const tunnelId: SubfieldSketch = { field: 'tun_id', low: 0, high: 63 };
const noBytes = new Uint8Array(0);
const drop: ActionSketch = { kind: 'drop' };
const other: ActionSketch = { kind: 'other' };
const noPort: ActionSketch = { kind: 'output', port: undefined };

function readAction(bytes: Uint8Array, base: number, tree: Tree, node: number): ActionSketch {
  const end = tree.next(node);
  const name = node + 1;
  const hasName = tree.kind(name) === NodeKind.actionName;
  const value = hasName ? name + 1 : name;
  switch (tree.value(node)) {
    case words.drop:
      return drop;
    case words.output: {
      if (value >= end || tree.kind(value) === NodeKind.subfield) return noPort;
      const at = tree.kind(value) === NodeKind.argument ? value + 2 : value;
      return { kind: 'output', port: { text: unquoted(textOf(bytes, base, tree, at)) } };
    }
    case words.inPort:
    case words.local:
      return { kind: 'output', port: { text: textOf(bytes, base, tree, name) } };
    case words.setField:
    case words.load:
      return readSet(bytes, base, tree, value, end);
    case words.setTunnel:
    case words.setTunnel64:
      return {
        kind: 'set',
        value: value < end ? numberOf(tree, value) : undefined,
        mask: undefined,
        text: '',
        destination: tunnelId,
      };
    case words.move: {
      const from = subfieldFrom(tree, value, end);
      const source = subfieldOf(tree, from, end);
      const destination = subfieldOf(tree, from < end ? subfieldFrom(tree, tree.next(from), end) : end, end);
      return source === undefined || destination === undefined
        ? other
        : { kind: 'move', source, destination };
    }
    case words.resubmit: {
      const target = resubmitTarget(tree, node, bytes, base);
      return { kind: 'resubmit', table: target === ownTable || target === unknownTable ? undefined : target };
    }
    case words.controller:
      return readController(bytes, base, tree, value, end);
    case words.checkLarger: {
      const destination = subfieldIn(tree, value, end);
      return destination === undefined || tree.kind(value) !== NodeKind.number
        ? other
        : { kind: 'checkPacketLarger', size: tree.value(value), destination };
    }
    default:
      return other;
  }
}

function readSet(bytes: Uint8Array, base: number, tree: Tree, value: number, end: number): ActionSketch {
  const destination = subfieldIn(tree, value, end);
  if (destination === undefined) return other;
  const kind = tree.kind(value);
  const mask = tree.next(value);
  const isMasked = mask + 1 < end && tree.kind(mask) === NodeKind.mask;
  const isAddress = kind === NodeKind.ip4 || kind === NodeKind.ip6;
  return {
    kind: 'set',
    value: numberOf(tree, value) ?? namedPort(bytes, base, tree, value, destination),
    mask: isMasked ? numberOf(tree, mask + 1) : undefined,
    text: isAddress ? textOf(bytes, base, tree, value) : '',
    destination,
  };
}

/** `set_field:ANY->in_port`: a reserved port's number. */
function namedPort(
  bytes: Uint8Array,
  base: number,
  tree: Tree,
  value: number,
  { field }: SubfieldSketch,
): bigint | undefined {
  if (field !== 'in_port' && field !== 'in_port_oxm') return undefined;
  const port = reservedPort(textOf(bytes, base, tree, value));
  return port === undefined ? undefined : BigInt(port);
}

/** The field that is written. */
function subfieldIn(tree: Tree, start: number, end: number): SubfieldSketch | undefined {
  return subfieldOf(tree, subfieldFrom(tree, start, end), end);
}

/** The next subfield, or `end`. */
function subfieldFrom(tree: Tree, start: number, end: number): number {
  let at = start;
  while (at < end && tree.kind(at) !== NodeKind.subfield) at = tree.next(at);
  return at;
}

/** What the subfield says; undefined for `end`. */
function subfieldOf(tree: Tree, node: number, end: number): SubfieldSketch | undefined {
  if (node >= end) return undefined;
  const whole = wholeFields[tree.value(node)];
  const bits = node + 2;
  if (whole === undefined || bits >= tree.next(node) || tree.kind(bits) !== NodeKind.bits) return whole;
  return { field: whole.field, low: tree.value(bits), high: tree.high(bits) };
}

function readController(
  bytes: Uint8Array,
  base: number,
  tree: Tree,
  start: number,
  end: number,
): ActionSketch {
  let userdata = noBytes;
  let isPausing = false;
  for (let at = start; at < end; at = tree.next(at)) {
    if (tree.kind(at) !== NodeKind.argument) continue;
    if (tree.value(at) === pauseKey) isPausing = true;
    else if (tree.value(at) === userdataKey && at + 2 < tree.next(at)) {
      const digits = textOf(bytes, base, tree, at + 2).replaceAll('.', '');
      userdata = Uint8Array.from({ length: digits.length >> 1 }, (_, idx) =>
        Number.parseInt(digits.slice(2 * idx, 2 * idx + 2), 16),
      );
    }
  }
  return { kind: 'controller', userdata, isPausing };
}

function textOf(bytes: Uint8Array, base: number, tree: Tree, node: number): string {
  return decodeText(bytes, base + tree.start(node), base + tree.end(node));
}
