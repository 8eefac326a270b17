import { reservedPort, shortPort } from '../net/ports.ts';
import { NodeKind } from '../syntax/nodeKind.ts';
import { unquoted } from '../syntax/openflow/leaves.ts';
import type { Tree } from '../syntax/tree.ts';
import { decodeText, encodeText } from '../text/bytes.ts';
import type { RowBuffer } from './rowBuffer.ts';

const numberMark = 0x6e;
const nameMark = 0x70;

/** OpenFlow ports as what they are known by: a reserved port, what is plugged there, else their number. */
export class PortForm {
  /** By number, what the port is known by; a number that is not here stands for itself. */
  readonly #byNumber = new Map<number, Uint8Array>();
  /** By name; a name that is not here stands for itself. */
  readonly #byName: ReadonlyMap<string, string>;
  /** Ports that the rows name, in order, while they are noted instead of written. */
  noted: string[] | undefined;

  constructor(byNumber: ReadonlyMap<number, string>, byName: ReadonlyMap<string, string>) {
    for (const [number, name] of byNumber) this.#byNumber.set(number, encodeText(name));
    this.#byName = byName;
  }

  write(bytes: Uint8Array, base: number, tree: Tree, leaf: number, out: RowBuffer): void {
    if (tree.kind(leaf) === NodeKind.number) {
      this.writeNumber(tree.value(leaf) >>> 0, out);
      return;
    }
    const name = unquoted(decodeText(bytes, base + tree.start(leaf), base + tree.end(leaf)));
    const reserved = reservedPort(name);
    if (reserved !== undefined) this.writeNumber(reserved, out);
    else if (this.noted !== undefined) this.#note(name, out);
    else {
      out.byte(nameMark);
      out.raw(encodeText(this.#byName.get(name) ?? name));
    }
  }

  writeNumber(port: number, out: RowBuffer): void {
    const number = shortPort(port) ?? port;
    if (this.noted !== undefined && number < 0xff00) {
      this.#note(String(number), out);
      return;
    }
    const name = this.#byNumber.get(number);
    if (name === undefined) {
      out.byte(numberMark);
      out.word(number);
    } else {
      out.byte(nameMark);
      out.raw(name);
    }
  }

  #note(port: string, out: RowBuffer): void {
    out.byte(nameMark);
    this.noted?.push(port);
  }
}
