import type { Dump } from '../model/dump.ts';
import type { LayoutChoice } from '../model/layoutChoice.ts';
import type { RoleFinding } from '../roles/recognize.ts';

/** What an explanation may draw on. */
export interface ExplainContext {
  readonly dump: Dump;
  readonly choice: LayoutChoice;
  /** Of this dump's bridge; `dump` index 0 is this dump. */
  readonly roles: readonly RoleFinding[];
  /** What other files of the same capture call the numbers of this dump; absent for a dump that stands alone. */
  readonly names?: Names | undefined;
  /** Rows are told one after the other: what needs a look at all of them for each is left out. */
  readonly isListing?: boolean | undefined;
  /** What the dump's file name says of a database in it. */
  readonly hints?:
    | { readonly table?: string | undefined; readonly database?: string | undefined }
    | undefined;
}

/**
 * Names for what a dump says in numbers, as the databases and the other dumps of its capture know them. Each look-up may
 * be missing, and each may not know. What comes back is text of a capture: data, never markup.
 */
export interface Names {
  /** The logical switch or router of a datapath's tunnel key. */
  readonly datapathName?: (datapathKey: number) => string | undefined;
  /** The logical port, or the multicast group, of a key in that datapath. */
  readonly portName?: (datapathKey: number, portKey: number) => string | undefined;
  /** The chassis that the tunnel behind this OpenFlow port of the dump's host leads to. */
  readonly chassisOfTunnel?: (ofport: number) => string | undefined;
  /** The interface behind this OpenFlow port of the dump's host. */
  readonly interfaceOfPort?: (ofport: number) => string | undefined;
  /** The logical port behind this OpenFlow port of the dump's host. */
  readonly logicalPortOf?: (ofport: number) => string | undefined;
  /** Whose conntrack zone this is on the dump's host: a logical port, or a router with `dnat` or `snat`. */
  readonly zoneOwner?: (zone: number) => string | undefined;
  /** The row of the southbound database whose UUID begins with this cookie. */
  readonly cookieOwner?: (cookie: number) => NamedRow | undefined;
  /** The row of any database of the capture that has this UUID. */
  readonly rowOf?: (uuid: string) => NamedRow | undefined;
  /** What the address set or port group, without its sigil, holds. */
  readonly contentsOf?: (name: string) => readonly string[] | undefined;
}

/** A row of a database, as a person would call it. */
export interface NamedRow {
  /** `Logical_Flow`, `Port_Binding` … */
  readonly table: string;
  /** `vm`, `ls_in_l2_lkup of sw0` … */
  readonly name: string;
}
