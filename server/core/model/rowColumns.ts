/** What a line of a dump is. */
export const RowKind = {
  blank: 0,
  /** A logical flow, or an OpenFlow flow in an OpenFlow dump. */
  flow: 1,
  /** `Datapath: … Pipeline: …`, or the header of an OpenFlow reply. */
  header: 2,
  comment: 3,
  /** An OpenFlow flow below its logical flow (`lflow-list --ovs`). */
  nestedFlow: 4,
  /** A line that is none of these. */
  other: 5,
} as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];

/**
 * What the head of each line says, as columns: enough for outline, look-ups and counts without parsing a row's match and
 * actions. Row `idx` is line `idx`. A column that no row of the dialect fills is empty. With the rows'
 * starts, an OpenFlow row takes a little more than 18 bytes, a logical one 9, or 13 with UUIDs.
 */
export interface RowColumns {
  readonly nRows: number;
  readonly kind: Uint8Array;
  /** `noTable` where a row says none, or none that there is. */
  readonly table: Uint8Array;
  /** 0 where a row is no flow; what an OpenFlow flow has that says none is `defaultPriority`. */
  readonly priority: Uint16Array;
  /**
   * The low 32 bits: OVN's cookies have no more. Of logical flows the UUID's first 32 bits. 0 where a row says none;
   * empty when no row of a logical list says one.
   */
  readonly cookie: Uint32Array;
  /** Of logical flows: index into `stages`, or `noStage`. */
  readonly stage: Uint8Array;
  /** Of OpenFlow flows: the key of the datapath that the match names exactly, 0 for none, `largeKey` for a larger one. */
  readonly datapathKey: Uint16Array;
  /** Which ports a row may name: see `portMarks.ts` and `findRows.ts`. */
  readonly ports: Uint16Array;
  readonly stages: readonly string[];
  /** The pipelines' sections, in order of their headers. */
  readonly datapaths: readonly DatapathSection[];
  /** Packets of an OpenFlow row; floating point, since counters have 64 bits. -1 when not printed. */
  nPackets(row: number): number;
  /** Of what all columns take in memory, and the starts of the rows, in bytes. */
  readonly size: number;
}

/** The rows of one pipeline of one datapath, under their header. */
export interface DatapathSection {
  readonly name: string;
  /** The second name, and the UUID: undefined where the header has none. */
  readonly aka: string | undefined;
  readonly uuid: string | undefined;
  readonly pipeline: 'ingress' | 'egress';
  readonly headerRow: number;
}

/** In `table`. Neither OVN nor OpenFlow has a table of this number. */
export const noTable = 255;
/** In `stage`. */
export const noStage = 255;
/** In `datapathKey`. */
export const largeKey = 0xffff;

/** The section of a logical row; undefined before the first header. */
export function datapathOf({ datapaths }: RowColumns, row: number): DatapathSection | undefined {
  let low = 0;
  let high = datapaths.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((datapaths[middle] as DatapathSection).headerRow <= row) low = middle + 1;
    else high = middle;
  }
  return datapaths[low - 1];
}

/** Names are short; a longer header is cut so that a hostile one costs nothing. */
export const headerSize = 2_048;

/** What a header line says: `Datapath: "name" aka "other name" (UUID)  Pipeline: ingress`. */
export function readDatapathHeader(text: string, headerRow: number): DatapathSection {
  let rest = text;
  // One step after the other, so that no text takes more than one look at each of its characters.
  const take = (pattern: RegExp): string | undefined => {
    rest = rest.trimStart();
    const found = pattern.exec(rest);
    rest = rest.slice(found?.[0].length ?? 0);
    return found?.[1] ?? found?.[2];
  };
  take(/^Datapath:/);
  const name = take(/^"([^"]*)"|^([^\s(]\S*)/) ?? '';
  take(/^aka/);
  const aka = take(/^"([^"]*)"/);
  const uuid = take(/^\(([^\s)]*)\)/);
  const pipeline = /Pipeline:\s*egress/.test(rest) ? 'egress' : 'ingress';
  return { name, aka, uuid, pipeline, headerRow };
}
