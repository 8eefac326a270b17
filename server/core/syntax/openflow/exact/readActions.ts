/**
 * Actions as Open vSwitch reads them from text, with its own words where it does not take them. Models the `parse_*`
 * functions of `lib/ofp-actions.c`; whether actions suit each other and the match is in `checkActions.ts`.
 */
import { controllerPort, inPort, localPort } from '../../../net/ports.ts';
import type { Span } from '../../../text/span.ts';
import { fieldByName, fieldByOwnName } from '../../../net/fields.ts';
import type { ActionReader, OuterAction } from './actionReader.ts';
import { verifyOrder } from './checkActions.ts';
import { fullMask, printFieldValue, readAnyValue, readFieldValue, scanMac } from './fieldValue.ts';
import { type KeyValues, readPieces, splitAtArrow, Words } from './keyValues.ts';
import { type Naming, portOf, type Port, tableOf } from './names.ts';
import {
  leadingInt,
  ones,
  scanHexBytes,
  scanNumber,
  scanSized,
  takeU16,
  takeU32,
  takeU64,
  takeU8,
} from './numbers.ts';
import type { BareAction, EncapHeader, EncapProperty, Ofpact, SampleAction } from './ofpact.ts';
import { Protocols, protocolsOfField } from './protocols.ts';
import { readBundle, readMultipath } from './readHashActions.ts';
import { readConntrack, readNat } from './readConntrack.ts';
import { readLearn } from './readLearn.ts';
import { reject } from './rejection.ts';
import { readMove, readSubfield, scanSubfield, type Subfield } from './subfield.ts';
import { isValidValue } from './validValue.ts';

/** Actions within actions within …: `MAX_OFPACT_PARSE_DEPTH`. */
const maxDepth = 100;

/** Frames of an Ethernet header's length are the shortest to cut to. */
const minLength = 14;

export function actionReader(naming: Naming, isDump: boolean): ActionReader {
  const readNested: ActionReader['readNested'] = (text, reader, outer) =>
    readActions(text, reader, false, outer);
  return { naming, isDump, readNested, protocols: Protocols.any, depth: 0, places: [] };
}

/** Reads a list of actions; with `allowsInstructions` those of OpenFlow 1.1 too. */
export function readActions(
  text: string,
  reader: ActionReader,
  allowsInstructions: boolean,
  outer: OuterAction,
): readonly Ofpact[] {
  if (reader.depth >= maxDepth) reject('Action nested too deeply');
  reader.depth++;
  const actions = readPieces(text, (pieces) => {
    const found: Ofpact[] = [];
    const places: Span[] = [];
    let drops = false;
    while (pieces.next()) {
      const action = readAction(pieces, reader, allowsInstructions);
      if (action === 'drop') drops = true;
      else {
        found.push(action);
        if (pieces.place !== undefined) places.push(pieces.place);
      }
    }
    if (drops && found.length > 0) {
      reject('"drop" must not be accompanied by any other action or instruction');
    }
    verifyOrder(found, allowsInstructions, outer, places);
    reader.places = places;
    return found;
  });
  reader.depth--;
  return actions;
}

function readAction(
  { key, value, opener }: KeyValues,
  reader: ActionReader,
  allowsInstructions: boolean,
): Ofpact | 'drop' {
  const name = key.toLowerCase();
  const read = readers.get(name);
  if (reader.isDump && name === 'dec_ttl' && value === '' && opener === '(') {
    return { kind: 'dec_ttl', controllers: [] };
  }
  if (read !== undefined) {
    const action = read(value, reader);
    if (name === 'meter' && !allowsInstructions) reader.protocols &= Protocols.of15Up;
    return action;
  }
  if (name === 'drop') return 'drop';
  if (name === 'apply_actions') reject('apply_actions is the default instruction');
  const port = value === '' || /^\d/.test(key) ? portOf(key, reader.naming) : portOf(key, 'reject');
  return port === undefined ? reject(`unknown action ${key}`) : { kind: 'output', port, maxLength: 0 };
}

type Read = (text: string, reader: ActionReader) => Ofpact;

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['output', readOutput],
  ['output_reg', readOutput],
  ['output_trunc', (text) => reject(`unknown action ${text}`)],
  ['group', (text) => ({ kind: 'group', id: takeU32(text) })],
  ['controller', readController],
  ['enqueue', readEnqueue],
  ['bundle', (text, reader) => readBundle(text, reader.naming, false)],
  ['bundle_load', (text, reader) => readBundle(text, reader.naming, true)],
  ['set_field', readSetField],
  ['load', readLoad],
  ['set_vlan_vid', (text) => readVlanVid(text, false)],
  ['mod_vlan_vid', (text) => readVlanVid(text, true)],
  ['set_vlan_pcp', (text) => readVlanPcp(text, false)],
  ['mod_vlan_pcp', (text) => readVlanPcp(text, true)],
  ['strip_vlan', () => ({ kind: 'strip_vlan', isPop: false })],
  ['pop_vlan', () => ({ kind: 'strip_vlan', isPop: true })],
  ['push_vlan', readPushVlan],
  ['mod_dl_src', (text) => ({ kind: 'mod_dl_src', address: takeMac(text) })],
  ['mod_dl_dst', (text) => ({ kind: 'mod_dl_dst', address: takeMac(text) })],
  ['mod_nw_src', (text) => ({ kind: 'mod_nw_src', address: takeIp4(text) })],
  ['mod_nw_dst', (text) => ({ kind: 'mod_nw_dst', address: takeIp4(text) })],
  ['mod_nw_tos', (text) => ({ kind: 'mod_nw_tos', value: takeBits(text, 'TOS', 0xfc) })],
  ['mod_nw_ecn', (text) => ({ kind: 'mod_nw_ecn', value: takeBits(text, 'ECN', 3) })],
  ['mod_nw_ttl', (text) => ({ kind: 'mod_nw_ttl', value: takeU8(text, 'TTL') })],
  ['set_nw_ttl', (text) => ({ kind: 'mod_nw_ttl', value: takeU8(text, 'TTL') })],
  ['mod_tp_src', (text) => ({ kind: 'mod_tp_src', port: takeU16(text, 'source port') })],
  ['mod_tp_dst', (text) => ({ kind: 'mod_tp_dst', port: takeU16(text, 'destination port') })],
  ['move', (text) => ({ kind: 'move', ...readMove(text) })],
  ['push', (text) => ({ kind: 'push', subfield: readStackField(text) })],
  ['pop', (text) => ({ kind: 'pop', subfield: readStackField(text) })],
  ['dec_ttl', readDecTtl],
  ['set_mpls_label', readMplsLabel],
  ['set_mpls_tc', readMplsTc],
  ['set_mpls_ttl', readMplsTtl],
  ['push_mpls', (text) => ({ kind: 'push_mpls', etherType: takeU16(text, 'push_mpls') })],
  ['pop_mpls', (text) => ({ kind: 'pop_mpls', etherType: takeU16(text, 'pop_mpls') })],
  ['delete_field', readDeleteField],
  ['encap', readEncap],
  ['decap', readDecap],
  ['set_tunnel', (text) => ({ kind: 'set_tunnel', id: takeU64(text), isWide: false })],
  ['set_tunnel64', (text) => ({ kind: 'set_tunnel', id: takeU64(text), isWide: true })],
  ['set_queue', (text) => ({ kind: 'set_queue', queue: takeU32(text) })],
  ['fin_timeout', readFinTimeout],
  ['resubmit', readResubmit],
  ['learn', (text, reader) => readLearn(text, reader.naming)],
  ['conjunction', readConjunction],
  ['multipath', readMultipath],
  ['note', readNote],
  ['sample', readSample],
  ['unroll_xlate', () => reject("UNROLL is an internal action that shouldn't be used via OpenFlow")],
  ['ct', readConntrack],
  ['nat', readNat],
  ['clone', readClone],
  ['check_pkt_larger', readCheckLarger],
  ['meter', readMeter],
  ['write_actions', readWriteActions],
  ['write_metadata', readWriteMetadata],
  ['goto_table', readGotoTable],
  ...(
    [
      'dec_mpls_ttl',
      'dec_nsh_ttl',
      'pop_queue',
      'exit',
      'debug_recirc',
      'debug_slow',
      'ct_clear',
      'clear_actions',
    ] as const
  ).map((kind: BareAction): readonly [string, Read] => [kind, () => ({ kind })]),
]);

// Output

function readOutput(text: string, reader: ActionReader): Ofpact {
  if (text.includes('port') && text.includes('max_len')) return readTruncatedOutput(text, reader.naming);
  const port = portOf(text, 'reject');
  if (port !== undefined) return outputTo(port);
  // A field first, where the bridge's ports have names: no port has a field's name.
  const name = /^\w*/.exec(text)?.[0] ?? '';
  if (fieldByName(name.replace(/_W$/, '')) !== undefined || reader.naming === 'reject') {
    try {
      return { kind: 'output_reg', source: readSubfield(text) };
    } catch {
      return reject(`${text}: output to unknown port`);
    }
  }
  const named = portOf(text, reader.naming);
  return named === undefined ? reject(`${text}: output to unknown port`) : outputTo(named);
}

function outputTo(port: Port): Ofpact {
  return { kind: 'output', port, maxLength: port === controllerPort ? 0xffff : 0 };
}

function readTruncatedOutput(text: string, naming: Naming): Ofpact {
  return readPieces(text, (pieces) => {
    let port: Port = 0;
    let maxLength = 0;
    while (pieces.next()) {
      const { key, value } = pieces;
      if (key === 'port') {
        port = portOf(value, naming) ?? reject(`output to unknown truncate port: ${value}`);
        if (typeof port === 'number' && port > 0xff00 && port !== inPort && port !== localPort) {
          reject(`output to unsupported truncate port: ${value}`);
        }
      } else if (key === 'max_len') {
        maxLength = takeU32(value);
        if (maxLength < minLength) {
          reject(`max_len ${maxLength} is less than the minimum value ${minLength}`);
        }
      } else reject(`invalid key '${key}' in output_trunc argument`);
    }
    return { kind: 'output_trunc', port, maxLength };
  });
}

/** Reasons for sending a packet to the controller, by their number. */
const reasons = ['no_match', 'action', 'invalid_ttl', 'action_set', 'group', 'packet_out', '', ''];

function readController(text: string): Ofpact {
  return readPieces(text, (pieces) => {
    let [maxLength, id] = [0xffff, 0];
    let reason = 'action';
    let meter: number | undefined;
    let userdata: string | undefined;
    let isPausing = false;
    if (/^\d+$/.test(text)) maxLength = takeU16(text, 'max_len');
    else {
      while (pieces.next()) {
        const { key, value } = pieces;
        if (key === 'reason') {
          reason = reasons.includes(value.toLowerCase())
            ? value.toLowerCase()
            : reject(`unknown reason "${value}"`);
        } else if (key === 'max_len') maxLength = takeU16(value, 'max_len');
        else if (key === 'id') id = takeU16(value, 'id');
        else if (key === 'userdata') userdata = value;
        else if (key === 'pause') isPausing = true;
        else if (key === 'meter_id') meter = takeU32(value);
        else reject(`unknown key "${key}" parsing controller action`);
      }
    }
    if (meter === noMeter) meter = undefined;
    if (reason === 'action' && id === 0 && userdata === undefined && !isPausing && meter === undefined) {
      return { kind: 'output', port: controllerPort, maxLength };
    }
    const bytes = takeHexBytes(userdata ?? '', "bad hex digit in `controller' action `userdata'");
    return { kind: 'controller', maxLength, reason, id, userdata: bytes, isPausing, meter };
  });
}

const noMeter = 0xffff_ffff;

function readEnqueue(text: string, reader: ActionReader): Ofpact {
  const words = new Words(text);
  const portText = words.next(':q,');
  const queue = words.rest();
  if (portText === undefined || queue === undefined) {
    return reject('"enqueue" syntax is "enqueue:PORT:QUEUE" or "enqueue(PORT,QUEUE)"');
  }
  const port = portOf(portText, reader.naming) ?? reject(`${portText}: enqueue to unknown port`);
  return { kind: 'enqueue', port, queue: takeU32(queue) };
}

function readResubmit(text: string, reader: ActionReader): Ofpact {
  const [portText = '', tableText = '', ctText = ''] = text.split(',');
  const port =
    portText === ''
      ? inPort
      : (portOf(portText, reader.naming) ?? reject(`${portText}: resubmit to unknown port`));
  const table =
    tableText === ''
      ? 255
      : (tableOf(tableText, reader.naming) ?? reject(`${tableText}: resubmit to unknown table`));
  if (ctText !== '' && ctText !== 'ct') reject(`${ctText}: unknown parameter`);
  if (port === inPort && table === 255) {
    reject('at least one "in_port" or "table" must be specified on resubmit');
  }
  return { kind: 'resubmit', port, table, isConntrack: ctText !== '' };
}

// Fields

function readSetField(text: string, reader: ActionReader): Ofpact {
  const { before, behind } = splitAtArrow(text);
  const field = fieldByOwnName(behind) ?? reject(`${behind} is not a valid OXM field name`);
  if (!field.isWritable) reject(`${behind} is read-only`);
  if (reader.isDump) {
    return { kind: 'set_field', field, value: readAnyValue(field, before, reader.naming), isLoad: false };
  }
  const value = readFieldValue(field, before, reader.naming);
  if (!isValidValue(field, value.value)) reject(`${before} is not a valid value for field ${behind}`);
  reader.protocols &= protocolsOfField(field, 'exact');
  return { kind: 'set_field', field, value, isLoad: false };
}

function readLoad(text: string): Ofpact {
  const { before, behind } = splitAtArrow(text);
  const { field, low, width } = readSubfield(behind);
  const number = scanSized(before, 0, field.size);
  if (typeof number === 'string') return reject(`${text}: cannot parse integer value`);
  const { value } = number;
  if (value >> BigInt(width) !== 0n) {
    const shown = printFieldValue(field, { value, mask: fullMask(field) });
    reject(`${text}: value ${shown} does not fit into ${width} bits`);
  }
  const shift = BigInt(low);
  return {
    kind: 'set_field',
    field,
    value: { value: value << shift, mask: ones(width) << shift },
    isLoad: true,
  };
}

function readStackField(text: string): Subfield {
  const { subfield, end } = scanSubfield(text, 0);
  if (end < text.length) reject(`${text.slice(end)}: trailing garbage following push or pop`);
  return subfield;
}

function readDeleteField(text: string): Ofpact {
  return { kind: 'delete_field', field: fieldByName(text) ?? reject(`unknown field \`${text}'`) };
}

function readCheckLarger(text: string): Ofpact {
  const { before, behind } = splitAtArrow(text);
  const destination = readSubfield(behind);
  if (destination.width !== 1) reject('Only 1-bit destination field is allowed');
  const number = before.endsWith(')') ? before.slice(0, -1) : before;
  return { kind: 'check_pkt_larger', length: takeU16(number, '(null)'), destination };
}

// VLAN, MPLS, IP

function readVlanVid(text: string, pushes: boolean): Ofpact {
  const vid = takeU16(text, 'VLAN VID');
  if (vid > 0xfff) reject(`${text}: not a valid VLAN VID`);
  return { kind: 'set_vlan_vid', vid, pushes };
}

function readVlanPcp(text: string, pushes: boolean): Ofpact {
  const pcp = takeU8(text, 'VLAN PCP');
  if (pcp > 7) reject(`${text}: not a valid VLAN PCP`);
  return { kind: 'set_vlan_pcp', pcp, pushes };
}

function readPushVlan(text: string, reader: ActionReader): Ofpact {
  reader.protocols &= Protocols.of11Up;
  const etherType = takeU16(text, 'ethertype');
  if (etherType !== 0x8100 && etherType !== 0x88a8) reject(`${text}: not a valid VLAN ethertype`);
  return { kind: 'push_vlan', etherType };
}

function readMplsLabel(text: string): Ofpact {
  if (text === '') reject('set_mpls_label: expected label.');
  const value = takeU32(text);
  if (value > 0xfffff) reject(`${text}: not a valid MPLS label`);
  return { kind: 'set_mpls_label', value };
}

function readMplsTc(text: string): Ofpact {
  if (text === '') reject('set_mpls_tc: expected tc.');
  const value = takeU8(text, 'MPLS TC');
  if (value > 7) reject(`${text}: not a valid MPLS TC`);
  return { kind: 'set_mpls_tc', value };
}

function readMplsTtl(text: string): Ofpact {
  if (text === '') reject('set_mpls_ttl: expected ttl.');
  return { kind: 'set_mpls_ttl', value: takeU8(text, 'MPLS TTL') };
}

function takeMac(text: string): bigint {
  return scanMac(text, 0)?.value ?? reject(`invalid mac address ${text}`);
}

/** An IPv4 address alone; Open vSwitch would ask the resolver for any other word. */
function takeIp4(text: string): bigint {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (octets === undefined || octets.some((octet) => octet > 255)) {
    return reject(`${text}: could not convert to IP address`);
  }
  return octets.reduce((address, octet) => (address << 8n) | BigInt(octet), 0n);
}

function takeBits(text: string, name: string, allowed: number): number {
  const value = takeU8(text, name);
  return (value & ~allowed) === 0 ? value : reject(`${text}: not a valid ${name}`);
}

function readDecTtl(text: string): Ofpact {
  if (text === '') return { kind: 'dec_ttl', controllers: undefined };
  const controllers: number[] = [];
  const words = new Words(text);
  for (let word = words.next(', '); word !== undefined; word = words.next(', ')) {
    controllers.push(leadingInt(word) & 0xffff);
  }
  if (controllers.length === 0) reject('dec_ttl_cnt_ids: expected at least one controller id.');
  return { kind: 'dec_ttl', controllers };
}

// Encapsulation

const encapHeaders: readonly EncapHeader[] = ['ethernet', 'nsh', 'mpls', 'mpls_mc'];

function readEncap(text: string, reader: ActionReader): Ofpact {
  reader.protocols &= Protocols.of13Up;
  return readPieces(text, (pieces) => {
    if (!pieces.next()) reject(`Missing encap hdr: ${text}`);
    const { key, value } = pieces;
    const header = encapHeaders.find((name) => name === key);
    if (header === undefined) return reject(`Encap hdr not supported: ${value}`);
    return { kind: 'encap', header, properties: readPieces(value, (items) => readProperties(header, items)) };
  });
}

function readProperties(header: EncapHeader, items: KeyValues): readonly EncapProperty[] {
  const properties: EncapProperty[] = [];
  while (items.next()) {
    const { key, value } = items;
    if (header !== 'nsh' || (key !== 'md_type' && key !== 'tlv')) reject(`Invalid property: ${key}`);
    if (value === '') reject('Value missing for encap property');
    properties.push(key === 'md_type' ? readMetadataType(value) : readTlv(value));
  }
  return properties;
}

function readMetadataType(text: string): EncapProperty {
  const value = takeU8(text, 'md_type');
  return value < 1 || value > 2 ? reject('invalid md_type') : { kind: 'md_type', value };
}

function readTlv(text: string): EncapProperty {
  const found = /^0x([0-9a-fA-F]+),(\d+),0x([0-9a-fA-F]{1,251})/.exec(text);
  if (found === null) return reject(`Invalid NSH TLV header: ${text}`);
  const [, tlvClass = '', type = '', digits = ''] = found;
  return {
    kind: 'tlv',
    class: Number(BigInt(`0x${tlvClass}`) & 0xffffn),
    type: Number((scanNumber(type, 0, 10)?.value ?? 0n) & 0xffn),
    bytes: scanHexBytes(digits, 0).bytes,
  };
}

function readDecap(text: string): Ofpact {
  return readPieces(text, (pieces) => {
    if (!pieces.next()) return { kind: 'decap', packetType: undefined };
    if (pieces.key !== 'packet_type') reject(`Invalid decap argument: ${pieces.key}`);
    return { kind: 'decap', packetType: readPieces(pieces.value, readPacketType) };
  });
}

function readPacketType(parts: KeyValues): number | undefined {
  const space = takeU16(namedPart(parts, 'ns'), 'ns');
  if (space >= 2) reject(`Unsupported ns value: ${space}`);
  const type = takeU16(namedPart(parts, 'type'), 'type');
  // The type that stands for none: the next protocol decides.
  const packetType = space * 0x10000 + type;
  return packetType === 0x1fffe ? undefined : packetType;
}

function namedPart(parts: KeyValues, name: string): string {
  return parts.next() && parts.key === name ? parts.value : reject(`Missing packet_type attribute ${name}`);
}

// Others

function readFinTimeout(text: string): Ofpact {
  return readPieces(text, (pieces) => {
    let [idle, hard] = [0, 0];
    while (pieces.next()) {
      const { key, value } = pieces;
      if (key === 'idle_timeout') idle = takeU16(value, key);
      else if (key === 'hard_timeout') hard = takeU16(value, key);
      else reject(`invalid key '${key}' in 'fin_timeout' argument`);
    }
    return { kind: 'fin_timeout', idle, hard };
  });
}

function readConjunction(text: string): Ofpact {
  const id = scanNumber(text, 0, 0);
  const rest = id === undefined ? '' : text.slice(id.end);
  const found = /^\s*,\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(rest);
  if (id === undefined || found === null) {
    return reject('"conjunction" syntax is "conjunction(id,i/n)"');
  }
  const [clause = 0, nClauses = 0] = found
    .slice(1)
    .map((digits) => Number(BigInt.asUintN(8, BigInt(digits))));
  if (nClauses < 2) reject('conjunction must have at least 2 clauses');
  if (nClauses > 64) reject('conjunction must have at most 64 clauses');
  if (clause < 1) reject('clause index must be positive');
  if (clause > nClauses) reject('clause index must be less than or equal to number of clauses');
  return { kind: 'conjunction', id: Number(BigInt.asUintN(32, id.value)), clause, nClauses };
}

function readNote(text: string): Ofpact {
  return { kind: 'note', bytes: takeHexBytes(text, "bad hex digit in `note' argument") };
}

function takeHexBytes(text: string, failure: string): readonly number[] {
  const { bytes, end } = scanHexBytes(text, 0);
  return end === text.length ? bytes : reject(failure);
}

function readSample(text: string, reader: ActionReader): Ofpact {
  return readPieces(text, (pieces) => {
    let [probability, collectorSet] = [0, 0];
    let domain: number | Subfield = 0;
    let point: number | Subfield = 0;
    let samplingPort: Port | undefined;
    let direction: SampleAction['direction'];
    while (pieces.next()) {
      const { key, value } = pieces;
      if (key === 'probability') {
        probability = takeU16(value, 'probability');
        if (probability === 0) reject(`invalid probability value "${value}"`);
      } else if (key === 'collector_set_id') collectorSet = takeU32(value);
      else if (key === 'obs_domain_id') domain = readNumberOrField(value, 'obs_domain_id');
      else if (key === 'obs_point_id') point = readNumberOrField(value, 'obs_point_id');
      else if (key === 'sampling_port') {
        samplingPort = portOf(value, reader.naming) ?? reject(`${value}: unknown port`);
      } else if (key === 'ingress' || key === 'egress') direction = key;
      else reject(`invalid key "${key}" in "sample" argument`);
    }
    if (probability === 0) reject('non-zero "probability" must be specified on sample');
    if (samplingPort === 0xffff) samplingPort = undefined;
    return { kind: 'sample', probability, collectorSet, domain, point, samplingPort, direction };
  });
}

function readNumberOrField(text: string, name: string): number | Subfield {
  const number = scanNumber(text, 0, 0);
  if (number?.end === text.length && number.value >= 0n && number.value <= 0xffff_ffffn)
    return Number(number.value);
  const subfield = readSubfield(text);
  if (subfield.width > 32) reject(`size of ${name} field (${subfield.width}) exceeds maximum (32)`);
  return subfield;
}

function readClone(text: string, reader: ActionReader): Ofpact {
  // Open vSwitch forgets here what the actions before can be told by.
  reader.protocols = Protocols.any;
  return { kind: 'clone', actions: readActions(text, reader, false, 'clone') };
}

function readWriteActions(text: string, reader: ActionReader): Ofpact {
  return { kind: 'write_actions', actions: readActions(text, reader, false, 'write_actions') };
}

function readMeter(text: string, reader: ActionReader): Ofpact {
  reader.protocols &= Protocols.of13Up;
  return { kind: 'meter', id: takeU32(text) };
}

function readWriteMetadata(text: string, reader: ActionReader): Ofpact {
  reader.protocols &= Protocols.nxmAndOf11Up;
  const slash = text.indexOf('/');
  const mask = slash === -1 ? ones(64) : takeU64(text.slice(slash + 1));
  return { kind: 'write_metadata', value: takeU64(slash === -1 ? text : text.slice(0, slash)), mask };
}

function readGotoTable(text: string, reader: ActionReader): Ofpact {
  return { kind: 'goto_table', table: tableOf(text, reader.naming) ?? reject(`unknown table "${text}"`) };
}
