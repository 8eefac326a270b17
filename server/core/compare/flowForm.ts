import { NodeKind } from '../syntax/nodeKind.ts';
import { defaultPriority } from '../syntax/openflow/entry.ts';
import { attributes } from '../syntax/openflow/names.ts';
import type { Tree } from '../syntax/tree.ts';
import { startsWithAscii } from '../text/bytes.ts';
import { ActionForm } from './actionForm.ts';
import { MatchForm } from './matchForm.ts';
import type { Numbering } from './numbering.ts';
import { PortForm } from './portForm.ts';
import type { RowBuffer } from './rowBuffer.ts';

const At = Object.fromEntries(attributes.map(({ name }, idx) => [name, idx])) as Readonly<
  Record<string, number>
>;
const atTable = At['table'];
const atTableId = At['table_id'];
const atPriority = At['priority'];
const atCookie = At['cookie'];
/** What a flow does, of what is neither match nor action; the rest counts or measures. */
const kept: ReadonlySet<number | undefined> = new Set([
  At['idle_timeout'],
  At['hard_timeout'],
  At['importance'],
]);

/** Flows of a dump in the one form that all their spellings share. */
export class FlowForm {
  readonly ports: PortForm;
  readonly #match: MatchForm;
  readonly #actions: ActionForm;
  readonly #numbering: Numbering;

  constructor(numbering: Numbering) {
    this.#numbering = numbering;
    this.ports = new PortForm(numbering.ports, numbering.portNames);
    this.#match = new MatchForm(this.ports, numbering.keys);
    this.#actions = new ActionForm(numbering, this.ports);
  }

  /** Table, priority and match are the key; timeouts, flags and actions the body. `tree` is of `bytes` from `base`. */
  write(bytes: Uint8Array, base: number, tree: Tree, out: RowBuffer): void {
    let table = 0;
    let tableName = -1;
    let priority = defaultPriority;
    let cookie = -1;
    let actionsNode = -1;
    let hasMore = false;
    this.#match.begin();
    const end = tree.nNodes === 0 ? 0 : tree.next(0);
    for (let node = 1; node < end; node = tree.next(node)) {
      const kind = tree.kind(node);
      if (kind === NodeKind.match) this.#match.add(tree, node);
      else if (kind === NodeKind.actions) actionsNode = node;
      else if (kind === NodeKind.attribute) {
        const attribute = tree.value(node);
        if (attribute === atPriority) priority = tree.value(node + 2);
        else if (attribute === atTable || attribute === atTableId) {
          if (tree.kind(node + 2) === NodeKind.number) table = tree.value(node + 2);
          else tableName = node + 2;
        } else if (attribute === atCookie) cookie = node + 2;
        else if (attribute < 0 || kept.has(attribute)) hasMore = true;
      }
    }
    out.reset();
    const { datapath } = this.#match;
    if (tableName === -1) out.short(this.#numbering.tableOf(table, datapath, -1));
    else out.raw(bytes, base + tree.start(tableName), base + tree.end(tableName));
    out.short(priority);
    this.#match.write(bytes, base, tree, out);
    out.closeKey();
    if (hasMore) this.#writeMore(bytes, base, tree, out);
    if (this.#numbering.hasCookies && cookie !== -1) {
      out.word(tree.value(cookie));
      out.word(tree.high(cookie));
    }
    this.#actions.write(bytes, base, tree, actionsNode, table, datapath, this.#match.hasVlan, out);
  }

  #writeMore(bytes: Uint8Array, base: number, tree: Tree, out: RowBuffer): void {
    const end = tree.next(0);
    for (let node = 1; node < end; node = tree.next(node)) {
      if (tree.kind(node) !== NodeKind.attribute) continue;
      const attribute = tree.value(node);
      if (kept.has(attribute) && tree.value(node + 2) !== 0) {
        out.short(attribute);
        out.word(tree.value(node + 2));
      } else if (attribute < 0 && startsWithAscii(bytes, base + tree.start(node), 'send_flow_rem'))
        out.short(0xff);
    }
  }
}
