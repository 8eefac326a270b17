/** Actions as `ovs-ofctl` prints them. Models the `format_*` functions of `lib/ofp-actions.c`, `learn.c`, `bundle.c` and `multipath.c`. */
import { formatIp4, formatIp6, formatMac } from '../../../net/formatAddress.ts';
import { assertNever } from '../../../base/invariant.ts';
import { controllerPort, firstReservedPort, inPort } from '../../../net/ports.ts';
import { defaultPriority } from '../entry.ts';
import { fullMask, printFieldValue } from './fieldValue.ts';
import { type Port, printPort, printTable } from './names.ts';
import { ones, printHex, printHexBytes } from './numbers.ts';
import type {
  ConntrackAction,
  ControllerAction,
  LearnAction,
  LearnSource,
  LearnSpec,
  NatAction,
  Ofpact,
} from './ofpact.ts';
import { printSubfield, type Subfield } from './subfield.ts';

/** Actions with commas between them; `drop` for none. */
export function printActions(actions: readonly Ofpact[]): string {
  return actions.length === 0 ? 'drop' : actions.map(printAction).join(',');
}

function printAction(action: Ofpact): string {
  switch (action.kind) {
    case 'output':
      return printOutput(action.port, action.maxLength);
    case 'output_reg':
      return `output:${printSubfield(action.source)}`;
    case 'output_trunc':
      return `output(port=${printPort(action.port)},max_len=${action.maxLength})`;
    case 'group':
    case 'meter':
      return `${action.kind}:${action.id}`;
    case 'controller':
      return printController(action);
    case 'enqueue':
      return `enqueue:${printPort(action.port)}:${action.queue}`;
    case 'bundle': {
      const { fields, basis, algorithm, destination } = action;
      const members = `members:${action.members.map(printPort).join(',')}`;
      const common = `${fields},${basis},${algorithm},ofport`;
      return destination === undefined
        ? `bundle(${common},${members})`
        : `bundle_load(${common},${printSubfield(destination)},${members})`;
    }
    case 'multipath': {
      const { fields, basis, algorithm, nLinks, argument, destination } = action;
      return `multipath(${fields},${basis},${algorithm},${nLinks},${argument},${printSubfield(destination)})`;
    }
    case 'set_field':
      if (action.isLoad) return printLoad(action);
      return `set_field:${printFieldValue(action.field, action.value)}->${action.field.name}`;
    case 'set_vlan_vid':
      return `${action.pushes ? 'mod' : 'set'}_vlan_vid:${action.vid}`;
    case 'set_vlan_pcp':
      return `${action.pushes ? 'mod' : 'set'}_vlan_pcp:${action.pcp}`;
    case 'strip_vlan':
      return action.isPop ? 'pop_vlan' : 'strip_vlan';
    case 'push_vlan':
      return `push_vlan:${printHex(action.etherType)}`;
    case 'mod_dl_src':
    case 'mod_dl_dst':
      return `${action.kind}:${formatMac(action.address)}`;
    case 'mod_nw_src':
    case 'mod_nw_dst':
      return `${action.kind}:${formatIp4(action.address)}`;
    case 'mod_nw_tos':
    case 'mod_nw_ecn':
    case 'mod_nw_ttl':
      return `${action.kind}:${action.value}`;
    case 'mod_tp_src':
    case 'mod_tp_dst':
      return `${action.kind}:${action.port}`;
    case 'move':
      return `move:${printSubfield(action.source)}->${printSubfield(action.destination)}`;
    case 'push':
    case 'pop':
      return `${action.kind}:${printSubfield(action.subfield)}`;
    case 'dec_ttl':
      return action.controllers === undefined ? 'dec_ttl' : `dec_ttl(${action.controllers.join(',')})`;
    case 'set_mpls_label':
    case 'set_mpls_tc':
    case 'set_mpls_ttl':
      return `${action.kind}(${action.value})`;
    case 'push_mpls':
    case 'pop_mpls':
      return `${action.kind}:0x${action.etherType.toString(16).padStart(4, '0')}`;
    case 'delete_field':
      return `delete_field:${action.field.name}`;
    case 'encap':
      return printEncap(action);
    case 'decap': {
      const type = action.packetType;
      if (type === undefined) return 'decap()';
      return `decap(packet_type(ns=${type >>> 16},type=${printHex(type & 0xffff)}))`;
    }
    case 'set_tunnel': {
      const isWide = action.isWide || action.id > 0xffff_ffffn;
      return `set_tunnel${isWide ? '64' : ''}:${printHex(action.id)}`;
    }
    case 'set_queue':
      return `set_queue:${action.queue}`;
    case 'fin_timeout': {
      const { idle, hard } = action;
      return `fin_timeout(${list(idle > 0 && `idle_timeout=${idle}`, hard > 0 && `hard_timeout=${hard}`)})`;
    }
    case 'resubmit':
      return printResubmit(action);
    case 'learn':
      return printLearn(action);
    case 'conjunction':
      return `conjunction(${action.id},${action.clause}/${action.nClauses})`;
    case 'note':
      return `note:${printHexBytes(action.bytes)}`;
    case 'sample': {
      const { samplingPort: port, direction } = action;
      return `sample(${list(
        `probability=${action.probability}`,
        `collector_set_id=${action.collectorSet}`,
        `obs_domain_id=${printNumberOrField(action.domain)}`,
        `obs_point_id=${printNumberOrField(action.point)}`,
        port !== undefined && `sampling_port=${printPort(port)}`,
        direction !== undefined && direction,
      )})`;
    }
    case 'ct':
      return printConntrack(action);
    case 'nat':
      return printNat(action);
    case 'clone':
    case 'write_actions':
      return `${action.kind}(${printActions(action.actions)})`;
    case 'check_pkt_larger':
      return `check_pkt_larger(${action.length})->${printSubfield(action.destination)}`;
    case 'write_metadata': {
      const mask = action.mask === ones(64) ? '' : `/${printHex(action.mask)}`;
      return `write_metadata:${printHex(action.value)}${mask}`;
    }
    case 'goto_table':
      return `goto_table:${printTable(action.table)}`;
    case 'dec_mpls_ttl':
    case 'dec_nsh_ttl':
    case 'pop_queue':
    case 'exit':
    case 'debug_recirc':
    case 'debug_slow':
    case 'ct_clear':
    case 'clear_actions':
      return action.kind;
    default:
      return assertNever(action);
  }
}

function printOutput(port: Port, maxLength: number): string {
  const isInterface = typeof port === 'string' || port < firstReservedPort;
  const length = port === controllerPort ? `:${maxLength}` : '';
  return `${isInterface ? 'output:' : ''}${printPort(port)}${length}`;
}

function printController(action: ControllerAction): string {
  const { maxLength, reason, id, userdata, isPausing, meter } = action;
  if (reason === 'action' && id === 0 && userdata.length === 0 && !isPausing && meter === undefined) {
    return `CONTROLLER:${maxLength}`;
  }
  return `controller(${list(
    reason !== 'action' && `reason=${reason}`,
    maxLength !== 0xffff && `max_len=${maxLength}`,
    id !== 0 && `id=${id}`,
    userdata.length > 0 && `userdata=${printHexBytes(userdata)}`,
    isPausing && 'pause',
    meter !== undefined && `meter_id=${meter}`,
  )})`;
}

/** A load for every run of bits that is set. */
function printLoad({ field, value: { value, mask } }: Extract<Ofpact, { kind: 'set_field' }>): string {
  return loadSegments(mask, field.width)
    .map(({ low, width }) => {
      const number = (value >> BigInt(low)) & ones(width);
      return `load:${printHex(number)}->${printSubfield({ field, low, width })}`;
    })
    .join(',');
}

/** The runs of ones in a mask, each of 64 bits at most: as many loads does it take. Models `next_load_segment`. */
export function loadSegments(
  mask: bigint,
  fieldWidth: number,
): readonly { readonly low: number; readonly width: number }[] {
  const segments: { low: number; width: number }[] = [];
  const isOne = (bit: number): boolean => ((mask >> BigInt(bit)) & 1n) !== 0n;
  for (let low = 0; low < fieldWidth; low++) {
    if (!isOne(low)) continue;
    let width = 1;
    while (width < 64 && low + width < fieldWidth && isOne(low + width)) width++;
    segments.push({ low, width });
    low += width - 1;
  }
  return segments;
}

function printEncap({ header, properties }: Extract<Ofpact, { kind: 'encap' }>): string {
  if (properties.length === 0) return `encap(${header})`;
  const shown = properties.map((property) => {
    if (property.kind === 'md_type') return `md_type=${property.value}`;
    const bytes = property.bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
    return `tlv(0x${property.class.toString(16).padStart(4, '0')},${property.type},${printHex(bytes)})`;
  });
  return `encap(${header}(${shown.join(',')}))`;
}

function printResubmit({ port, table, isConntrack }: Extract<Ofpact, { kind: 'resubmit' }>): string {
  if (port !== inPort && table === 255) return `resubmit:${printPort(port)}`;
  const from = port === inPort ? '' : printPort(port);
  return `resubmit(${from},${table === 255 ? '' : printTable(table)}${isConntrack ? ',ct' : ''})`;
}

function printLearn(action: LearnAction): string {
  const { resultDestination } = action;
  return `learn(${list(
    `table=${printTable(action.table)}`,
    action.idleTimeout > 0 && `idle_timeout=${action.idleTimeout}`,
    action.hardTimeout > 0 && `hard_timeout=${action.hardTimeout}`,
    action.finIdleTimeout > 0 && `fin_idle_timeout=${action.finIdleTimeout}`,
    action.finHardTimeout > 0 && `fin_hard_timeout=${action.finHardTimeout}`,
    action.priority !== defaultPriority && `priority=${action.priority}`,
    action.sendsFlowRemoved && 'send_flow_rem',
    action.deletesLearned && 'delete_learned',
    action.cookie !== 0n && `cookie=${printHex(action.cookie)}`,
    action.limit !== 0 && `limit=${action.limit}`,
    resultDestination !== undefined && `result_dst=${printSubfield(resultDestination)}`,
    ...action.specs.map(printLearnSpec),
  )})`;
}

function printLearnSpec(spec: LearnSpec): string {
  if (spec.kind === 'output') return `output:${printSubfield(spec.source)}`;
  const { destination, source } = spec;
  if (spec.kind === 'load') return `load:${printLearnSource(source)}->${printSubfield(destination)}`;
  const { field, low } = destination;
  if ('field' in source) {
    const isSame = source.field === field && source.low === low;
    return printSubfield(destination) + (isSame ? '' : `=${printSubfield(source)}`);
  }
  if (low === 0 && destination.width === field.width) {
    return `${field.name}=${printFieldValue(field, { ...source, mask: fullMask(field) })}`;
  }
  return `${printSubfield(destination)}=${printHex(source.value)}`;
}

function printLearnSource(source: LearnSource): string {
  return 'field' in source ? printSubfield(source) : printHex(source.value);
}

function printConntrack(action: ConntrackAction): string {
  const { table, zone, helperPort } = action;
  const [first, ...others] = action.actions;
  const nat = first?.kind === 'nat' ? first : undefined;
  const executed = nat === undefined ? action.actions : others;
  return `ct(${list(
    action.isCommitting && 'commit',
    action.isForced && 'force',
    table !== undefined && `table=${printTable(table)}`,
    zone !== 0 && `zone=${printNumberOrField(zone)}`,
    nat !== undefined && printNat(nat),
    executed.length > 0 && `exec(${printActions(executed)})`,
    helperPort !== 0 && `alg=${helperNames.get(helperPort) ?? helperPort}`,
  )})`;
}

/** Helpers of connection tracking by their port. */
export const helperNames: ReadonlyMap<number, string> = new Map([
  [21, 'ftp'],
  [69, 'tftp'],
]);

function printNat(action: NatAction): string {
  const { type, range } = action;
  if (type === undefined) return 'nat';
  if (range === undefined) return `nat(${type})`;
  const { isIp6, first, last, firstPort = 0, lastPort = 0 } = range;
  const address = (value: bigint): string => {
    if (!isIp6) return formatIp4(value);
    return firstPort === 0 ? formatIp6(value) : `[${formatIp6(value)}]`;
  };
  let text = address(first);
  if (last !== undefined && last !== 0n && last !== first) text += `-${address(last)}`;
  if (firstPort !== 0) {
    text += `:${firstPort}`;
    if (lastPort !== 0 && lastPort !== firstPort) text += `-${lastPort}`;
  }
  return `nat(${list(
    `${type}=${text}`,
    action.isPersistent && 'persistent',
    action.isHashed && 'hash',
    action.isRandom && 'random',
  )})`;
}

function printNumberOrField(value: number | Subfield): string {
  return typeof value === 'number' ? String(value) : printSubfield(value);
}

function list(...items: readonly (string | false)[]): string {
  return items.filter((item) => item !== false).join(',');
}
