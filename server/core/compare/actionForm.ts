import { fields } from '../net/fields.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { actionIndex, actions, keys } from '../syntax/openflow/actionNames.ts';
import { fieldIndex } from '../syntax/openflow/names.ts';
import type { Tree } from '../syntax/tree.ts';
import { commaChar, dotChar } from '../text/ascii.ts';
import { startsWithAscii } from '../text/bytes.ts';
import { Form, forms, ownField, ownShift, reservedPorts } from './actionForms.ts';
import { isNumeric, ones, sharedField, shiftLeft } from './matchForm.ts';
import type { KeyTranslation } from './keyTranslation.ts';
import type { Numbering } from './numbering.ts';
import type { PortForm } from './portForm.ts';
import type { RowBuffer } from './rowBuffer.ts';

const stripVlan = actionIndex('strip_vlan');
const popVlan = actionIndex('pop_vlan');
const pushVlan = actionIndex('push_vlan');
const modVlanPcp = actionIndex('mod_vlan_pcp');
const setVlanPcp = actionIndex('set_vlan_pcp');
const setVlanVid = actionIndex('set_vlan_vid');
const vlanVid = fieldIndex('vlan_vid');
const vlanPcp = fieldIndex('vlan_pcp');
const inPort = fieldIndex('in_port');
const metadata = fieldIndex('metadata');
const tunnelId = fieldIndex('tun_id');
const portKeys: ReadonlySet<number> = new Set(['reg14', 'reg15', 'tun_metadata0'].map(fieldIndex));
/** Registers of conntrack zones (`include/ovn/logical-fields.h`, MFF_LOG_DNAT_ZONE, …_SNAT_ZONE, …_CT_ZONE). */
const zoneFields: ReadonlySet<number> = new Set(['reg11', 'reg12', 'reg13'].map(fieldIndex));
const widths: Uint16Array = Uint16Array.from(fields, ({ width }) => width);
const keyTable = keys.indexOf('table');
const keyMaxLength = keys.indexOf('max_len');
const keyMeter = keys.indexOf('meter_id');
const keyPort = keys.indexOf('port');

/** For the table of the stage that follows. */
const nextTable = 0xfffe;

/** Deeper than Open vSwitch nests actions. */
const maxDepth = 101;

/**
 * A list of OpenFlow actions in the one form that its spellings in all protocol versions share. `load`, `mod_*` and
 * `set_field` all are bits put into a field; arguments that are told by key are in one order; what is numbered by the
 * host alone is written as what it stands for.
 */
export class ActionForm {
  readonly #numbering: Numbering;
  readonly #ports: PortForm;
  readonly #v = new Int32Array(4);
  readonly #m = new Int32Array(4);
  #out!: RowBuffer;
  #bytes!: Uint8Array;
  #tree!: Tree;
  #base = 0;
  #table = -1;
  #datapath = -1;
  #hasVlan = false;
  #depth = 0;
  /** The field of a set that may go on, -1 for none: what one protocol version puts in at once another writes in parts. */
  #openField = -1;
  readonly #openValue = new Int32Array(4);
  readonly #openMask = new Int32Array(4);

  constructor(numbering: Numbering, ports: PortForm) {
    this.#numbering = numbering;
    this.#ports = ports;
  }

  /** `actionsNode` is -1 for none. `table` is the row's, `datapath` and `hasVlan` are what the match says. */
  write(
    bytes: Uint8Array,
    base: number,
    tree: Tree,
    actionsNode: number,
    table: number,
    datapath: number,
    hasVlan: boolean,
    out: RowBuffer,
  ): void {
    this.#bytes = bytes;
    this.#base = base;
    this.#tree = tree;
    this.#out = out;
    this.#table = table;
    this.#datapath = datapath;
    this.#hasVlan = hasVlan;
    this.#depth = 0;
    this.#openField = -1;
    if (actionsNode !== -1) this.#writeList(actionsNode);
  }

  #writeList(list: number): void {
    const tree = this.#tree;
    const out = this.#out;
    if (++this.#depth > maxDepth) {
      this.#depth--;
      return;
    }
    this.#closeSet();
    const end = tree.next(list);
    for (let node = list + 1; node < end; ) {
      if (tree.kind(node) === NodeKind.action && forms[tree.value(node)] === Form.conjunction)
        node = this.#writeConjunctions(node, end);
      else {
        this.#writeAction(node);
        node = tree.next(node);
      }
    }
    this.#closeSet();
    out.byte(0);
    this.#depth--;
  }

  #writeAction(node: number): void {
    const tree = this.#tree;
    const action = tree.kind(node) === NodeKind.action ? tree.value(node) : -1;
    const form = action < 0 ? Form.other : (forms[action] as number);
    if (form < Form.setField || form > Form.setVlan) this.#closeSet();
    if (action < 0) {
      this.#writeText(node);
      return;
    }
    const first = tree.kind(node + 1) === NodeKind.actionName ? node + 2 : node + 1;
    const end = tree.next(node);
    switch (form) {
      case Form.none:
        return;
      case Form.output:
        this.#writeOutput(first, end);
        return;
      case Form.reserved:
        this.#out.byte(1);
        this.#ports.writeNumber(reservedPorts[action] as number, this.#out);
        return;
      case Form.setField:
        this.#writeSetField(node, first, end);
        return;
      case Form.load:
        this.#writeLoad(node, first, end);
        return;
      case Form.setOwn:
        if (first >= end || !isNumeric(tree.kind(first))) this.#writeText(node);
        else {
          this.#readWords(first);
          this.#v[0] = (this.#v[0] as number) >>> (ownShift[action] as number);
          ones(this.#m, widths[ownField[action] as number] as number);
          this.#writeSet(ownField[action] as number);
        }
        return;
      case Form.setVlan:
        this.#writeSetVlan(node, action, first, end);
        return;
      default:
    }
    this.#writeCall(action, first, end);
  }

  /** All other actions: the name, then what it is given. */
  #writeCall(action: number, first: number, end: number): void {
    const tree = this.#tree;
    const out = this.#out;
    out.byte(2);
    out.byte(action === stripVlan ? popVlan : action);
    if (action === popVlan || action === stripVlan) this.#hasVlan = false;
    else if (action === pushVlan) this.#hasVlan = true;
    switch (forms[action]) {
      case Form.resubmit:
        this.#writeResubmit(first, end);
        break;
      case Form.table:
        if (first < end) this.#writeTable(first);
        break;
      case Form.group:
        this.#writeId(first, end, this.#numbering.groups);
        break;
      case Form.meter:
        this.#writeId(first, end, this.#numbering.meters);
        break;
      case Form.keyed:
        this.#writeKeyed(first, end, action);
        break;
      case Form.learn:
        for (let arg = first; arg < end; arg = tree.next(arg)) if (!this.#isCookie(arg)) this.#writeNode(arg);
        break;
      default:
        for (let arg = first; arg < end; arg = tree.next(arg)) this.#writeNode(arg);
    }
    out.byte(0);
  }

  #writeOutput(first: number, end: number): void {
    const tree = this.#tree;
    const out = this.#out;
    out.byte(1);
    if (first >= end) return;
    const kind = tree.kind(first);
    if (kind === NodeKind.subfield) this.#writeSubfield(first);
    else if (kind === NodeKind.argument) this.#writeKeyed(first, end, -1);
    else this.#ports.write(this.#bytes, this.#base, tree, first, out);
  }

  #writeSetField(node: number, value: number, end: number): void {
    const tree = this.#tree;
    let at = tree.next(value);
    let mask = -1;
    if (at < end && tree.kind(at) === NodeKind.mask) {
      mask = at + 1;
      at = tree.next(at);
    }
    const destination = at + 1;
    if (at >= end || destination >= end || tree.kind(destination) !== NodeKind.subfield) {
      this.#writeText(node);
      return;
    }
    const field = tree.value(destination);
    if (fields[field]?.format === 'port16' || fields[field]?.format === 'port32') {
      this.#writeSetPort(field, value);
      return;
    }
    if (!isNumeric(tree.kind(value)) || tree.end(value) - tree.start(value) > 40) {
      this.#writeText(node);
      return;
    }
    this.#readWords(value);
    // The bit that says that there is a VLAN is written with its number.
    ones(this.#m, field === vlanVid ? 13 : (widths[field] as number));
    if (mask !== -1)
      for (let idx = 0; idx < 4; idx++) this.#m[idx] = (this.#m[idx] as number) & tree.word(mask, idx);
    this.#writeSet(field);
  }

  #writeLoad(node: number, value: number, end: number): void {
    const tree = this.#tree;
    const destination = tree.next(value) + 1;
    if (destination >= end || tree.kind(destination) !== NodeKind.subfield || !isNumeric(tree.kind(value))) {
      this.#writeText(node);
      return;
    }
    const field = tree.value(destination);
    if (fields[field]?.format === 'port16' || fields[field]?.format === 'port32') {
      this.#writeSetPort(field, value);
      return;
    }
    const bits = destination + 2;
    const hasBits = bits < tree.next(destination) && tree.kind(bits) === NodeKind.bits;
    const low = hasBits ? tree.value(bits) : 0;
    const nBits = hasBits ? tree.high(bits) - low + 1 : (widths[field] as number);
    if (low + nBits > 128 && (low > 0 || nBits < (widths[field] as number))) {
      this.#writeText(node);
      return;
    }
    this.#readWords(value);
    ones(this.#m, nBits);
    shiftLeft(this.#v, low);
    shiftLeft(this.#m, low);
    this.#writeSet(field);
  }

  #writeSetPort(field: number, value: number): void {
    const out = this.#out;
    this.#closeSet();
    out.byte(3);
    out.short(sharedField[field] ?? inPort);
    this.#ports.write(this.#bytes, this.#base, this.#tree, value, out);
  }

  /** What Open vSwitch writes for it in OpenFlow 1.1 and later: a VLAN is pushed where the packet may have none. */
  #writeSetVlan(node: number, action: number, first: number, end: number): void {
    if (first >= end || !isNumeric(this.#tree.kind(first))) {
      this.#writeText(node);
      return;
    }
    const isPcp = action === modVlanPcp || action === setVlanPcp;
    const mayPush = action !== setVlanVid && action !== setVlanPcp;
    const out = this.#out;
    if (mayPush && !this.#hasVlan) {
      this.#closeSet();
      out.byte(2);
      out.byte(pushVlan);
      this.#writeNumber(0x8100, 0);
      out.byte(0);
    }
    this.#hasVlan = true;
    this.#readWords(first);
    if (!isPcp) this.#v[0] = (this.#v[0] as number) | 0x1000;
    ones(this.#m, isPcp ? 3 : 13);
    this.#writeSet(isPcp ? vlanPcp : vlanVid);
  }

  /** The bits in `#v` under `#m` into a field. */
  #writeSet(field: number): void {
    if (this.#openField !== field) {
      this.#closeSet();
      this.#openField = field;
      this.#openMask.fill(0);
    }
    const value = this.#openValue;
    const mask = this.#openMask;
    for (let idx = 0; idx < 4; idx++) {
      const bits = this.#m[idx] as number;
      value[idx] = ((value[idx] as number) & ~bits) | ((this.#v[idx] as number) & bits);
      mask[idx] = (mask[idx] as number) | bits;
    }
  }

  #closeSet(): void {
    const field = this.#openField;
    if (field === -1) return;
    this.#openField = -1;
    const out = this.#out;
    const v = this.#openValue;
    const m = this.#openMask;
    const bits = widths[field] as number;
    if (field === metadata && m[0] === -1) this.#datapath = (v[0] as number) >>> 0;
    if (this.#numbering.keys !== undefined) translateKey(this.#numbering.keys, field, this.#datapath, v, m);
    out.byte(3);
    out.short(sharedField[field] as number);
    const zoneMask = (m[0] as number) & 0xffff;
    const isZone = this.#numbering.hasZones && zoneFields.has(field) && zoneMask === 0xffff;
    if (isZone) {
      // Which zone it is the host decides; the register says what for. Some releases leave the upper half alone.
      out.byte(((v[0] as number) & 0xffff) === 0 ? 0x30 : 0x7a);
      out.short(((v[0] as number) & (m[0] as number)) >>> 16);
      return;
    }
    const nWords = bits <= 32 ? 1 : bits <= 64 ? 2 : 4;
    for (let idx = 0; idx < nWords; idx++) {
      out.word((v[idx] as number) & (m[idx] as number));
      out.word(m[idx] as number);
    }
  }

  #writeResubmit(first: number, end: number): void {
    const tree = this.#tree;
    const out = this.#out;
    const bytes = this.#bytes;
    for (let arg = first; arg < end; arg = tree.next(arg)) {
      const kind = tree.kind(arg);
      // The port stands before the comma, the table behind it; `resubmit:3` has a port alone.
      const isTable =
        kind === NodeKind.tableName ||
        (kind === NodeKind.number && bytes[this.#base + tree.start(arg) - 1] === commaChar);
      if (kind === NodeKind.keyword) out.byte(0x63);
      else if (isTable) {
        out.byte(0x74);
        if (this.#numbering.isNext(this.#table, tree.value(arg))) out.short(nextTable);
        else this.#writeTable(arg, this.#table);
      } else {
        out.byte(0x70);
        this.#ports.write(bytes, this.#base, tree, arg, out);
      }
    }
  }

  /** `from` is the table that it is entered from, -1 where that says nothing. */
  #writeTable(leaf: number, from = -1): void {
    if (this.#tree.kind(leaf) === NodeKind.number)
      this.#out.short(this.#numbering.tableOf(this.#tree.value(leaf), this.#datapath, from));
    else this.#writeText(leaf);
  }

  #writeId(first: number, end: number, ids: ReadonlyMap<number, number>): void {
    if (first >= end) return;
    const id = this.#tree.value(first);
    this.#out.word(ids.get(id >>> 0) ?? id);
  }

  /** Arguments by key, whatever their order, then those without one. */
  #writeKeyed(first: number, end: number, action: number): void {
    const tree = this.#tree;
    const args: number[] = [];
    for (let arg = first; arg < end; arg = tree.next(arg)) {
      if (tree.kind(arg) === NodeKind.argument) args.push(arg);
      else if (
        tree.kind(arg) === NodeKind.number &&
        action !== -1 &&
        actions[action]?.name === 'controller'
      ) {
        if (tree.value(arg) !== 0xffff) this.#writeKey(keyMaxLength, arg);
      } else this.#writeNode(arg);
    }
    if (args.length > 1) args.sort((a, b) => tree.value(a) - tree.value(b));
    for (const arg of args) {
      const key = tree.value(arg);
      const value = arg + 2;
      const hasValue = value < tree.next(arg);
      if (key === keyMaxLength && hasValue && tree.value(value) === 0xffff && action !== -1) continue;
      if (key === keyTable && hasValue) {
        this.#out.short(key);
        this.#writeTable(value);
      } else if (key === keyMeter && hasValue) {
        this.#out.short(key);
        this.#writeId(value, tree.next(arg), this.#numbering.meters);
      } else if (key === keyPort && hasValue && action === -1) {
        this.#out.short(key);
        this.#ports.write(this.#bytes, this.#base, tree, value, this.#out);
      } else this.#writeNode(arg);
    }
  }

  #writeKey(key: number, value: number): void {
    this.#out.short(key);
    this.#writeNode(value);
  }

  /** A run of `conjunction` actions says a set. Returns the node behind it. */
  #writeConjunctions(first: number, end: number): number {
    const tree = this.#tree;
    const out = this.#out;
    const run: number[] = [];
    let node = first;
    while (
      node < end &&
      tree.kind(node) === NodeKind.action &&
      forms[tree.value(node)] === Form.conjunction
    ) {
      run.push(node);
      node = tree.next(node);
    }
    if (run.length > 1) {
      const numberAt = (each: number, place: number): number => tree.value(each + 2 + place) >>> 0;
      run.sort(
        (a, b) =>
          numberAt(a, 0) - numberAt(b, 0) ||
          numberAt(a, 1) - numberAt(b, 1) ||
          numberAt(a, 2) - numberAt(b, 2),
      );
    }
    for (const each of run) {
      out.byte(2);
      out.byte(tree.value(each));
      const last = tree.next(each);
      for (let arg = each + 2; arg < last; arg = tree.next(arg)) this.#writeNode(arg);
      out.byte(0);
    }
    return node;
  }

  #isCookie(arg: number): boolean {
    const tree = this.#tree;
    const start = this.#base + tree.start(arg);
    return tree.kind(arg) === NodeKind.argument && startsWithAscii(this.#bytes, start, 'cookie=');
  }

  /** Any node by what it says: numbers by their value, names by their letters. */
  #writeNode(node: number): void {
    const tree = this.#tree;
    const out = this.#out;
    const kind = tree.kind(node);
    switch (kind) {
      case NodeKind.number:
        this.#writeNumber(tree.value(node), tree.high(node));
        return;
      case NodeKind.ip4:
      case NodeKind.mac:
      case NodeKind.ip6:
        out.byte(kind);
        for (let place = 0; place < 4; place++) out.word(tree.word(node, place));
        return;
      case NodeKind.subfield:
        this.#writeSubfield(node);
        return;
      case NodeKind.actions:
        this.#writeList(node);
        return;
      case NodeKind.action:
        this.#writeAction(node);
        return;
      case NodeKind.hexBytes:
        this.#writeHexBytes(node);
        return;
      case NodeKind.argument:
      case NodeKind.mask:
      case NodeKind.value: {
        out.byte(kind);
        const end = tree.next(node);
        for (let child = node + 1; child < end; child = tree.next(child)) this.#writeNode(child);
        out.byte(0);
        return;
      }
      default:
        this.#writeText(node);
    }
  }

  #writeNumber(low: number, high: number): void {
    this.#out.byte(NodeKind.number);
    this.#out.word(low);
    this.#out.word(high);
  }

  #writeSubfield(node: number): void {
    const tree = this.#tree;
    const field = tree.value(node);
    const bits = node + 2;
    const hasBits = bits < tree.next(node) && tree.kind(bits) === NodeKind.bits;
    this.#out.byte(NodeKind.subfield);
    this.#out.short(sharedField[field] ?? -1);
    this.#out.short(hasBits ? tree.value(bits) : 0);
    this.#out.short(hasBits ? tree.high(bits) : (widths[field] ?? 0) - 1);
  }

  /** Digits alone: dots between bytes are a matter of taste. */
  #writeHexBytes(node: number): void {
    const out = this.#out;
    const bytes = this.#bytes;
    const end = this.#base + this.#tree.end(node);
    out.byte(NodeKind.hexBytes);
    for (let at = this.#base + this.#tree.start(node); at < end; at++) {
      const byte = bytes[at] as number;
      // Letters in lower case; digits have that bit anyway.
      if (byte !== dotChar) out.byte(byte | 0x20);
    }
    out.byte(0);
  }

  #writeText(node: number): void {
    const tree = this.#tree;
    this.#closeSet();
    this.#out.byte(NodeKind.word);
    this.#out.raw(this.#bytes, this.#base + tree.start(node), this.#base + tree.end(node));
  }

  #readWords(leaf: number): void {
    for (let place = 0; place < 4; place++) this.#v[place] = this.#tree.word(leaf, place);
  }
}

/** Constants that are keys: what a packet is in, comes from and goes to, and the same in the header of a tunnel. */
function translateKey(
  keys: KeyTranslation,
  field: number,
  datapath: number,
  v: Int32Array,
  m: Int32Array,
): void {
  const key = (v[0] as number) >>> 0;
  const mask = m[0] as number;
  if ((field === metadata && mask === -1) || (field === tunnelId && mask === 0xff_ffff))
    v[0] = keys.datapathOf(key);
  else if (portKeys.has(field) && mask === -1) v[0] = keys.portOf(datapath, key);
}
