import { fields } from '../../net/fields.ts';
import { reservedPort } from '../../net/ports.ts';
import { decodeText } from '../../text/bytes.ts';
import { NodeKind } from '../nodeKind.ts';
import type { Tree } from '../tree.ts';
import { actions as actionSpecs } from './actionNames.ts';
import type { Action, PortRef, Subfield } from './entry.ts';
import { nodeSpan, numberOf, unquoted } from './leaves.ts';

/** The actions of an `actions` node. `base` is where the row begins in `bytes`. */
export function readActions(bytes: Uint8Array, base: number, tree: Tree, list: number): readonly Action[] {
  const found: Action[] = [];
  for (const node of tree.children(list)) {
    if (tree.kind(node) === NodeKind.action) found.push(readAction({ bytes, base, tree }, node));
  }
  return found;
}

interface Source {
  readonly bytes: Uint8Array;
  readonly base: number;
  readonly tree: Tree;
}

/** Actions that set one field to a constant, and the field. */
const settersOfFields: { readonly [name: string]: string } = {
  mod_dl_src: 'eth_src',
  mod_dl_dst: 'eth_dst',
  mod_nw_src: 'ip_src',
  mod_nw_dst: 'ip_dst',
  mod_nw_tos: 'nw_tos',
  mod_nw_ecn: 'nw_ecn',
  mod_nw_ttl: 'nw_ttl',
  mod_tp_src: 'tcp_src',
  mod_tp_dst: 'tcp_dst',
  mod_vlan_vid: 'dl_vlan',
  set_vlan_vid: 'dl_vlan',
  mod_vlan_pcp: 'dl_vlan_pcp',
  set_vlan_pcp: 'dl_vlan_pcp',
  set_mpls_label: 'mpls_label',
  set_mpls_tc: 'mpls_tc',
  set_mpls_ttl: 'mpls_ttl',
  set_tunnel: 'tun_id',
  set_tunnel64: 'tun_id',
  write_metadata: 'metadata',
};

function readAction(source: Source, node: number): Action {
  const { tree } = source;
  const first = tree.children(node)[0] ?? -1;
  const hasName = first !== -1 && tree.kind(first) === NodeKind.actionName;
  const base = {
    node,
    span: nodeSpan(tree, node),
    nameSpan: first === -1 ? nodeSpan(tree, node) : nodeSpan(tree, first),
  };
  const spec = actionSpecs[tree.value(node)];
  if (spec === undefined) return { ...base, kind: 'unknown', text: textOf(source, node) };
  const args = tree.children(node).filter((child) => tree.kind(child) !== NodeKind.actionName);
  switch (spec.name) {
    case 'drop':
      return { ...base, kind: 'drop' };
    case 'output':
    case 'output_trunc':
      return { ...base, kind: 'output', ...readOutput(source, args) };
    case 'LOCAL':
    case 'IN_PORT':
    case 'NORMAL':
    case 'FLOOD':
    case 'ALL':
    case 'TABLE':
    case 'NONE': {
      const port = { span: base.nameSpan, text: textOf(source, first), number: reservedPort(spec.name) };
      return { ...base, kind: 'output', port, field: undefined, maxLength: undefined };
    }
    case 'group': {
      const id = args[0];
      return {
        ...base,
        kind: 'group',
        id: id === undefined ? undefined : smallNumber(tree, id),
        text: id === undefined ? '' : textOf(source, id),
      };
    }
    case 'resubmit':
      return { ...base, kind: 'resubmit', ...readResubmit(source, node, args) };
    case 'goto_table':
      return { ...base, kind: 'gotoTable', ...readTable(source, args[0]) };
    case 'set_field':
    case 'load':
      return readSet(source, base, args);
    case 'move': {
      const [from, to] = args.filter((arg) => tree.kind(arg) === NodeKind.subfield);
      const ends = from !== undefined && to !== undefined;
      return ends
        ? { ...base, kind: 'move', source: readSubfield(source, from), destination: readSubfield(source, to) }
        : { ...base, kind: 'unknown', text: textOf(source, node) };
    }
    case 'push':
    case 'pop': {
      const field = args.find((arg) => tree.kind(arg) === NodeKind.subfield);
      return field === undefined
        ? { ...base, kind: 'unknown', text: textOf(source, node) }
        : { ...base, kind: spec.name, field: readSubfield(source, field) };
    }
    case 'controller':
      return { ...base, kind: 'controller', ...readController(source, args) };
    case 'check_pkt_larger': {
      const field = args.find((arg) => tree.kind(arg) === NodeKind.subfield);
      const size = args[0] === undefined ? undefined : smallNumber(tree, args[0]);
      return field === undefined || size === undefined
        ? { ...base, kind: 'unknown', text: textOf(source, node) }
        : { ...base, kind: 'checkPacketLarger', size, destination: readSubfield(source, field) };
    }
    case 'conjunction': {
      const [id, clause, nClauses] = args.map((arg) => smallNumber(tree, arg));
      return id === undefined || clause === undefined || nClauses === undefined
        ? { ...base, kind: 'unknown', text: textOf(source, node) }
        : { ...base, kind: 'conjunction', id, clause, nClauses };
    }
    case 'ct':
      return { ...base, kind: 'ct', ...readConntrack(source, args) };
    case 'clone':
      return { ...base, kind: 'clone', actions: nestedActions(source, node) };
    case 'learn': {
      const table = argument(source, args, 'table');
      return { ...base, kind: 'learn', table: table === undefined ? 1 : smallNumber(tree, table + 2) };
    }
    case 'note':
      return { ...base, kind: 'note', bytes: args[0] === undefined ? noBytes : hexBytes(source, args[0]) };
    default: {
      const fieldName = settersOfFields[spec.name];
      if (fieldName !== undefined && hasName && args[0] !== undefined) {
        return readSetter(source, base, args, fieldName);
      }
      return {
        ...base,
        kind: 'other',
        name: spec.name,
        text: textOf(source, node),
        actions: nestedActions(source, node),
      };
    }
  }
}

type Base = Pick<Action, 'node' | 'span' | 'nameSpan'>;
type Part<Kind extends Action['kind']> = Omit<
  Extract<Action, { kind: Kind }>,
  'kind' | 'node' | 'span' | 'nameSpan'
>;

const noBytes = new Uint8Array(0);

function readOutput(source: Source, args: readonly number[]): Part<'output'> {
  const { tree } = source;
  const portArgument = argument(source, args, 'port');
  const lengthArgument = argument(source, args, 'max_len');
  const target = portArgument === undefined ? args.find(isNotArgument(tree)) : portArgument + 2;
  const isField = target !== undefined && tree.kind(target) === NodeKind.subfield;
  return {
    port: target === undefined || isField ? undefined : readPort(source, target),
    field: isField ? readSubfield(source, target) : undefined,
    maxLength: lengthArgument === undefined ? undefined : smallNumber(tree, lengthArgument + 2),
  };
}

function readResubmit(source: Source, node: number, args: readonly number[]): Part<'resubmit'> {
  const { tree, bytes, base } = source;
  const isConntrack = args.some((arg) => tree.kind(arg) === NodeKind.keyword);
  const values = args.filter(
    (arg) => tree.kind(arg) !== NodeKind.keyword && tree.kind(arg) !== NodeKind.unknown,
  );
  const [first] = values;
  const none = { port: undefined, table: undefined, tableName: undefined, isConntrack };
  if (first === undefined) return none;
  // Whether a comma stands before the first value tells a table from a port.
  const between = decodeText(bytes, base + tree.end(node + 1), base + tree.start(first));
  if (between.includes(',')) return { ...none, ...readTable(source, first) };
  return { ...none, ...readTable(source, values[1]), port: readPort(source, first) };
}

function readTable(source: Source, node: number | undefined): Part<'gotoTable'> {
  if (node === undefined) return { table: undefined, tableName: undefined };
  const isName = source.tree.kind(node) === NodeKind.tableName;
  return {
    table: smallNumber(source.tree, node),
    tableName: isName ? unquoted(textOf(source, node)) : undefined,
  };
}

function readSet(source: Source, base: Base, args: readonly number[]): Action {
  const { tree } = source;
  const field = args.find((arg) => tree.kind(arg) === NodeKind.subfield);
  const value = args.find(
    (arg) => tree.kind(arg) !== NodeKind.subfield && tree.kind(arg) !== NodeKind.operator,
  );
  if (field === undefined || value === undefined) {
    return { ...base, kind: 'unknown', text: textOf(source, base.node) };
  }
  return {
    ...base,
    kind: 'set',
    value: numberOf(tree, value) ?? namedValue(source, value, field),
    mask: readMaskOf(source, args),
    text: textOf(source, value),
    destination: readSubfield(source, field),
  };
}

/** `set_field:ANY->in_port`: a reserved port's number. */
function namedValue(source: Source, value: number, field: number): bigint | undefined {
  const format = fields[source.tree.value(field)]?.format;
  if (format !== 'port16' && format !== 'port32') return undefined;
  const port = reservedPort(textOf(source, value));
  return port === undefined ? undefined : BigInt(port);
}

function readMaskOf(source: Source, args: readonly number[]): bigint | undefined {
  const { tree } = source;
  const mask = args.find((arg) => tree.kind(arg) === NodeKind.mask);
  return mask === undefined || tree.isLeaf(mask) ? undefined : numberOf(tree, mask + 1);
}

function readSetter(source: Source, base: Base, args: readonly number[], name: string): Action {
  const value = args[0] as number;
  const field = fields.find((candidate) => candidate.name === name);
  return {
    ...base,
    kind: 'set',
    value: numberOf(source.tree, value),
    mask: readMaskOf(source, args),
    text: textOf(source, value),
    destination: { node: base.node, span: base.nameSpan, field: name, low: 0, high: (field?.width ?? 1) - 1 },
  };
}

function readController(source: Source, args: readonly number[]): Part<'controller'> {
  const { tree } = source;
  const numberAt = (key: string): number | undefined => {
    const node = argument(source, args, key);
    return node === undefined ? undefined : smallNumber(tree, node + 2);
  };
  const bare = args.find(isNotArgument(tree));
  const userdata = argument(source, args, 'userdata');
  const reason = argument(source, args, 'reason');
  const hasBytes = userdata !== undefined && userdata + 2 < tree.next(userdata);
  return {
    maxLength: numberAt('max_len') ?? (bare === undefined ? undefined : smallNumber(tree, bare)),
    userdata: hasBytes ? hexBytes(source, userdata + 2) : noBytes,
    userdataSpan: hasBytes ? nodeSpan(tree, userdata + 2) : undefined,
    isPausing: argument(source, args, 'pause') !== undefined,
    id: numberAt('id'),
    meterId: numberAt('meter_id'),
    reason: reason === undefined || reason + 2 >= tree.next(reason) ? undefined : textOf(source, reason + 2),
  };
}

function readConntrack(source: Source, args: readonly number[]): Part<'ct'> {
  const { tree } = source;
  const table = argument(source, args, 'table');
  const zone = argument(source, args, 'zone');
  const nat = argument(source, args, 'nat');
  const exec = argument(source, args, 'exec');
  const hasZone = zone !== undefined && zone + 2 < tree.next(zone);
  return {
    isCommitting: argument(source, args, 'commit') !== undefined,
    table: table === undefined || table + 2 >= tree.next(table) ? undefined : smallNumber(tree, table + 2),
    zone: !hasZone
      ? undefined
      : tree.kind(zone + 2) === NodeKind.subfield
        ? readSubfield(source, zone + 2)
        : smallNumber(tree, zone + 2),
    nat: nat === undefined ? undefined : textOf(source, nat),
    actions: exec === undefined ? [] : nestedActions(source, exec),
  };
}

function nestedActions(source: Source, node: number): readonly Action[] {
  const list = source.tree.child(node, NodeKind.actions);
  return list === -1 ? [] : readActions(source.bytes, source.base, source.tree, list);
}

/** The `argument` with that key. */
function argument(source: Source, args: readonly number[], key: string): number | undefined {
  const { tree } = source;
  return args.find((arg) => tree.kind(arg) === NodeKind.argument && textOf(source, arg + 1) === key);
}

function isNotArgument(tree: Tree): (node: number) => boolean {
  return (node) => tree.kind(node) !== NodeKind.argument;
}

function readPort(source: Source, node: number): PortRef {
  const text = unquoted(textOf(source, node));
  return {
    span: nodeSpan(source.tree, node),
    text,
    number: smallNumber(source.tree, node) ?? reservedPort(text),
  };
}

/** The field, or the bits of one, whose node this is. */
export function subfieldAt(bytes: Uint8Array, base: number, tree: Tree, node: number): Subfield {
  return readSubfield({ bytes, base, tree }, node);
}

function readSubfield(source: Source, node: number): Subfield {
  const { tree } = source;
  const field = fields[tree.value(node)];
  const bits = tree.child(node, NodeKind.bits);
  return {
    node,
    span: nodeSpan(tree, node),
    field: field?.name ?? textOf(source, node + 1),
    low: bits === -1 ? 0 : tree.value(bits),
    high: bits === -1 ? (field?.width ?? 1) - 1 : tree.high(bits),
  };
}

function smallNumber(tree: Tree, node: number): number | undefined {
  return tree.kind(node) === NodeKind.number ? Number(tree.number(node)) : undefined;
}

function hexBytes(source: Source, node: number): Uint8Array {
  const digits = textOf(source, node).replaceAll('.', '');
  const found = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < found.length; i++) found[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return found;
}

function textOf(source: Source, node: number): string {
  const { bytes, base, tree } = source;
  return decodeText(bytes, base + tree.start(node), base + tree.end(node));
}
