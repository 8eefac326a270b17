import type { Span } from '../text/span.ts';

/** Something that a token of a dump stands for, and that other files know too. Names are data of the files. */
export type Subject =
  /** The first 32 bits of the UUID of a row of the southbound database: an OpenFlow row's cookie. */
  | { readonly kind: 'cookie'; readonly cookie: number }
  /** `isOwn`: the table that the row is in, not one that it goes to. */
  | { readonly kind: 'table'; readonly table: number; readonly isOwn: boolean }
  | {
      readonly kind: 'stage';
      readonly direction: 'ingress' | 'egress';
      /** Of its pipeline. */
      readonly table: number;
      readonly isOwn: boolean;
    }
  | { readonly kind: 'datapath'; readonly key: number }
  | { readonly kind: 'namedDatapath'; readonly name: string; readonly uuid: string | undefined }
  /** A logical port or a multicast group by its key; without a datapath where the row names none. */
  | { readonly kind: 'portKey'; readonly datapath: number | undefined; readonly key: number }
  | { readonly kind: 'port'; readonly name: string }
  | { readonly kind: 'chassis'; readonly name: string }
  | { readonly kind: 'group'; readonly id: number }
  | { readonly kind: 'meter'; readonly id: number }
  | { readonly kind: 'namedMeter'; readonly name: string }
  /** `isMatch`: `conj_id=`, which is true when all clauses are. */
  | { readonly kind: 'conjunction'; readonly id: number; readonly isMatch: boolean }
  | { readonly kind: 'addressSet'; readonly name: string }
  | { readonly kind: 'portGroup'; readonly name: string }
  /** A port of a bridge by its number or its name, as it is written. */
  | { readonly kind: 'openFlowPort'; readonly text: string }
  /** A port of a datapath: the name of an interface. */
  | { readonly kind: 'interface'; readonly name: string }
  | { readonly kind: 'recirculation'; readonly id: number; readonly isMatch: boolean }
  | { readonly kind: 'datapathFlow'; readonly ufid: string }
  /** A row of a database. */
  | { readonly kind: 'row'; readonly uuid: string }
  /** The northbound row that a logical flow was made for, by the first 32 bits of its UUID. */
  | { readonly kind: 'hint'; readonly hint: number }
  /** An OpenFlow flow that a trace passed. */
  | {
      readonly kind: 'openFlow';
      readonly table: number;
      readonly priority: number;
      readonly cookie: number;
      readonly match: string;
    }
  /** A logical flow that a trace passed. */
  | {
      readonly kind: 'logicalFlow';
      readonly stage: string;
      readonly priority: number;
      readonly cookie: number;
    };

/** A subject with the bytes of the row that name it. */
export interface SubjectToken {
  readonly subject: Subject;
  readonly span: Span;
}

/** Whether two tokens speak of the same thing. A key without a datapath is that key of any datapath. */
export function isSameSubject(a: Subject, b: Subject): boolean {
  switch (a.kind) {
    case 'table':
      return b.kind === 'table' && a.table === b.table;
    case 'stage':
      return b.kind === 'stage' && a.table === b.table && a.direction === b.direction;
    case 'portKey':
      return (
        b.kind === 'portKey' &&
        a.key === b.key &&
        (a.datapath === b.datapath || a.datapath === undefined || b.datapath === undefined)
      );
    case 'namedDatapath':
      return b.kind === 'namedDatapath' && a.name === b.name;
    case 'conjunction':
      return b.kind === 'conjunction' && a.id === b.id;
    case 'recirculation':
      return b.kind === 'recirculation' && a.id === b.id;
    default:
      return JSON.stringify(a) === JSON.stringify(b);
  }
}
