import type { FlowRow } from './flowRows.ts';
import type { FlowStyle } from './flowStyle.ts';

/** A frame that enters a bridge, as far as the physical flows look at it. */
export interface Entry {
  readonly protocol: 'ip' | 'arp' | 'rarp';
  /** The OpenFlow port it comes in by; absent for what ovn-controller injects into the ingress pipeline. */
  readonly inPort?: number;
  /** For a frame from a tunnel: what its encapsulation says. */
  readonly tunnelled?: { readonly inport: number; readonly outport: number };
  /** Where the ingress pipeline sends it; absent: the pipeline drops it. */
  readonly outport?: number;
  /** The port key of its logical port, for what ovn-controller injects. */
  readonly inport?: number;
}

export interface Walk {
  /** The keys of the rows that it meets, each as often as it does. */
  readonly rows: readonly string[];
  /** The OpenFlow ports that it leaves by. */
  readonly outputs: readonly number[];
}

/**
 * Follows a frame through the physical flows. The logical pipelines between them are not rows here: ingress ends with the
 * entry's outport, egress lets everything pass.
 */
export function walkFlows(rows: readonly FlowRow[], style: FlowStyle, datapath: number, entry: Entry): Walk {
  const walker = new Walker(rows, style, datapath, entry);
  walker.enter();
  return walker;
}

class Walker implements Walk {
  readonly rows: string[] = [];
  readonly outputs: number[] = [];
  readonly #flows: readonly FlowRow[];
  readonly #style: FlowStyle;
  readonly #entry: Entry;
  readonly #fields: Map<string, number>;

  constructor(rows: readonly FlowRow[], style: FlowStyle, datapath: number, entry: Entry) {
    this.#flows = rows;
    this.#style = style;
    this.#entry = entry;
    this.#fields = new Map([
      ['in_port', entry.inPort ?? -1],
      ['metadata', datapath],
      ['reg14', entry.tunnelled?.inport ?? entry.inport ?? 0],
      ['reg15', entry.tunnelled?.outport ?? 0],
      // No VLAN tag: `dl_vlan` matches no number.
      ['dl_vlan', -1],
    ]);
  }

  enter(): void {
    if (this.#entry.inPort === undefined) this.#resubmit(this.#style.logIngress);
    else this.#resubmit(this.#style.phyToLog);
  }

  #resubmit(table: number): void {
    if (table === this.#style.logIngress) this.#leaveIngress();
    else if (table === this.#style.logEgress) this.#lookUp(this.#style.saveInport);
    else this.#lookUp(table);
  }

  #leaveIngress(): void {
    const { outport } = this.#entry;
    if (outport === undefined) return;
    this.#fields.set('reg15', outport);
    this.#lookUp(this.#style.largePktDetect ?? this.#style.remoteOutput);
  }

  #lookUp(table: number): void {
    let best: FlowRow | undefined;
    for (const row of this.#flows) {
      if (row.table !== table || (best !== undefined && best.priority >= row.priority)) continue;
      if (this.#matches(row.match)) best = row;
    }
    if (best === undefined) return;
    this.rows.push(best.key);
    for (const action of best.actions.of15.matchAll(telling)) this.#act(action);
  }

  #act([, table, ofport, value, register]: RegExpExecArray): void {
    if (table !== undefined) this.#resubmit(Number(table));
    else if (ofport !== undefined) this.outputs.push(Number(ofport));
    else if (register !== undefined) this.#fields.set(register, Number(value));
  }

  #matches(match: string): boolean {
    return match === '' || match.split(',').every((it) => this.#matchesField(it));
  }

  #matchesField(text: string): boolean {
    const [name = '', value] = text.split('=');
    if (value === undefined) return name === this.#entry.protocol;
    const [wanted = '0', mask] = value.split('/');
    const field = this.#fields.get(name) ?? 0;
    const masked = mask === undefined ? field : Number(BigInt(field) & BigInt(mask));
    return masked === Number(wanted);
  }
}

/** The actions that decide where a frame goes. What they leave out does not touch the fields above. */
const telling = /resubmit\(,(\d+)\)|output:(\d+)|set_field:(0x[\da-f]+|0)->(reg1[45])(?=,|$)/g;
