import { groupBy } from '../base/groupBy.ts';
import { finish, type Steps } from '../base/steps.ts';
import type { Dump } from '../model/dump.ts';
import {
  blockPriority,
  hex,
  list,
  ordinaryPriority,
  type OwnRole,
  type PortKeys,
  type RoleText,
  type RoleTables,
  type Sighting,
  sightingsOf,
} from './sighting.ts';
import type { RoleId } from './role.ts';

export type { PortKeys, RoleTables } from './sighting.ts';

/** A row of one of the dumps that were looked at together. */
export interface RowRef {
  /** Index into the dumps given. */
  readonly dump: number;
  readonly row: number;
}

export interface RoleFinding extends RowRef {
  readonly role: RoleId;
  /** What the row does, in one sentence without names of this file. */
  readonly title: string;
  /** Why the row has the role: one fact of the row, or of a sibling, each. */
  readonly evidence: readonly string[];
  /** The multichassis port: tunnel keys of its datapath and of itself, where the rows tell. */
  readonly port: PortKeys | undefined;
  /** Other rows of the same port with a role, and rows that the evidence rests on. */
  readonly siblings: readonly Sibling[];
}

export interface Sibling extends RowRef {
  /** What it is to the row, such as `trigger of the same port`. */
  readonly relation: string;
}

/**
 * The rules of multichassis port bindings among the OpenFlow rows of one chassis. Models `controller/physical.c`:
 * `put_remote_port_redirect_overlay`, `enforce_tunneling_for_multichassis_ports`, `setup_activation_strategy`,
 * `handle_pkt_too_big`. Some rules need a second row as evidence, so dumps of one chassis are given together.
 */
export function recognizeRoles(dumps: readonly Dump[], tables: RoleTables): RoleFinding[] {
  return finish(roleSteps(dumps, tables));
}

/** Rows between two pauses. */
const rowsOfStep = 256;

/** The same, with pauses. */
export function* roleSteps(dumps: readonly Dump[], tables: RoleTables): Steps<RoleFinding[]> {
  const rows = candidates(dumps, tables);
  yield;
  const index = yield* indexCandidates(rows, dumps, tables);
  const drafts: Draft[] = [];
  for (const [idx, row] of rows.entries()) {
    if (idx % rowsOfStep === 0) yield;
    const draft = recognizeRow(row, index, tables);
    if (draft !== undefined) drafts.push(draft);
  }
  let byPort: ReadonlyMap<string, readonly Draft[]> | undefined;
  const samePort = (draft: Draft): readonly Draft[] => {
    byPort ??= groupInOrder(drafts);
    const group = draft.port === undefined ? [] : (byPort.get(portName(draft.port)) ?? []);
    return group.filter((other) => other !== draft && index.areOfOneBridge(draft.candidate, other.candidate));
  };
  return drafts.map((draft) => new Found(draft, samePort)).sort((a, b) => a.dump - b.dump || a.row - b.row);
}

/**
 * Does the long part of `recognizeRoles` in advance, some hundred rows at a time, so that the caller may pause between.
 * What earlier snapshots of the dumps had already is passed over.
 */
export function* lookThrough(dumps: readonly Dump[], tables: RoleTables): Generator<void, void> {
  for (const dump of dumps) {
    for (const part of dump.parts) {
      sightingsOf(dump, part, tables);
      yield;
    }
  }
}

/** Drafts by port, in the order in which siblings are told. */
function groupInOrder(drafts: readonly Draft[]): ReadonlyMap<string, readonly Draft[]> {
  const inOrder = drafts.toSorted((a, b) => siblingOrder.indexOf(a.role) - siblingOrder.indexOf(b.role));
  return capped(groupBy(inOrder, ({ port }) => portName(port)));
}

/**
 * At most so many rows of one port are looked at as siblings. A bridge has a few dozen, for a switch with many peers some
 * hundreds; a text that repeats a dump a thousand times must not cost a million comparisons.
 */
const maxSiblings = 64;

function capped<Key, Item>(groups: ReadonlyMap<Key, readonly Item[]>): ReadonlyMap<Key, readonly Item[]> {
  return new Map([...groups].map(([key, items]) => [key, items.slice(0, maxSiblings)]));
}

/** Candidates by what a rule looks for in its siblings, so that many ports cost no more than their number. */
interface CandidateIndex {
  /** Rows of table 0 by their `in_port` as written. */
  readonly classifiers: ReadonlyMap<string, readonly Candidate[]>;
  /** Activation rows of table 0 by cookie. */
  readonly activations: ReadonlyMap<bigint, readonly Candidate[]>;
  /** Rows of OFTABLE_LOCAL_OUTPUT by the port that they deliver. */
  readonly deliveries: ReadonlyMap<string, readonly Candidate[]>;
  /** Whether two rows may speak of one bridge: of one dump, or of two that share no table of theirs (a dump cut in parts). */
  areOfOneBridge(a: Candidate, b: Candidate): boolean;
}

function* indexCandidates(
  rows: readonly Candidate[],
  dumps: readonly Dump[],
  tables: RoleTables,
): Steps<CandidateIndex> {
  const tablesOf = dumps.map((dump) => (dumps.length === 1 ? undefined : new Set(dump.rows.table)));
  const inTable0 = rows.filter(({ seen }) => seen.table === 0);
  yield;
  const classifiers = capped(groupBy(inTable0, ({ seen }) => seen.inPort ?? ''));
  yield;
  const activations = capped(
    groupBy(
      inTable0.filter(({ seen }) => seen.priority >= blockPriority),
      ({ seen }) => seen.cookie,
    ),
  );
  yield;
  const deliveries = capped(
    groupBy(
      rows.filter(({ seen }) => seen.table === tables.localOutput),
      ({ seen }) => portName(seen.egress),
    ),
  );
  yield;
  return {
    classifiers,
    activations,
    deliveries,
    areOfOneBridge: (a, b) =>
      a.dump === b.dump ||
      (tablesOf[a.dump]?.has(b.seen.table) === false && tablesOf[b.dump]?.has(a.seen.table) === false),
  };
}

/** A row that may have a role, or be another row's evidence. */
interface Candidate extends RowRef {
  readonly seen: Sighting;
}

interface Draft extends Omit<OwnRole, 'port'> {
  readonly candidate: Candidate;
  readonly port: PortKeys | undefined;
  readonly witnesses: readonly { readonly candidate: Candidate; readonly relation: string }[];
}

/** Siblings are told in this order: what a reader looks for first. */
const siblingOrder: readonly RoleId[] = [
  'activation-trigger',
  'activation-block',
  'clone',
  'tunnel-enforcement',
  'path-mtu',
];

function candidates(dumps: readonly Dump[], tables: RoleTables): Candidate[] {
  const found: Candidate[] = [];
  dumps.forEach((dump, dumpIdx) => {
    for (const part of dump.parts) {
      for (const sighting of sightingsOf(dump, part, tables))
        found.push({ dump: dumpIdx, row: part.first + sighting.row, seen: sighting });
    }
  });
  return found;
}

function recognizeRow(row: Candidate, index: CandidateIndex, tables: RoleTables): Draft | undefined {
  const { table, isDeliveryDrop, role } = row.seen;
  if (table === 0) return trigger(row, index) ?? blockFromPort(row, index);
  if (isDeliveryDrop) return blockTowardsPort(row, index);
  if (role !== undefined) return { candidate: row, ...role, witnesses: [] };
  return clone(row, index, tables);
}

/** F1 to F3: the announcement that makes the port live. */
function trigger(row: Candidate, index: CandidateIndex): Draft | undefined {
  const { announcement: frame, inPort, isActivating } = row.seen;
  if (inPort === undefined || frame === undefined || !isActivating) return undefined;
  return {
    candidate: row,
    role: 'activation-trigger',
    describe: () => ({
      part: `trigger (${frame})`,
      title: `The first ${frame} from this port activates it: ovn-controller then removes the flows that block it.`,
      evidence: [
        'table 0 (OFTABLE_PHY_TO_LOG), priority 1010: only activation rules use it',
        `matches ${frame} from one port (${inPort})`,
        'controller() with userdata opcode 0x1a, the activation strategy',
      ],
    }),
    port: row.seen.ingress,
    witnesses: samePortRows(row, index)
      .filter(({ seen }) => seen.isPortDrop)
      .map((candidate) => ({ candidate, relation: 'the block that this lifts' })),
  };
}

/** F4: nothing that the guest sends enters the pipeline. */
function blockFromPort(row: Candidate, index: CandidateIndex): Draft | undefined {
  if (!row.seen.isPortDrop) return undefined;
  const samePort = samePortRows(row, index);
  const triggers = samePort.filter(({ seen }) => seen.announcement !== undefined);
  const ordinary = samePort.find(({ seen }) => seen.priority === ordinaryPriority);
  return {
    candidate: row,
    role: 'activation-block',
    describe: () => ({
      part: 'block from the port',
      title: 'Drops whatever the port sends, until an announcement activates it.',
      evidence: [
        'table 0 (OFTABLE_PHY_TO_LOG), priority 1000, in_port alone, drop: only activation rules look so',
        triggers.length > 0
          ? `${plural(triggers.length, 'trigger')} at priority 1010 for the same port`
          : 'no trigger for this port here: nothing in this dump would lift the block',
      ],
    }),
    port: triggers[0]?.seen.ingress ?? ordinary?.seen.ingress,
    witnesses: triggers.map((candidate) => ({ candidate, relation: 'what lifts this block' })),
  };
}

/** F5: nothing reaches the guest. */
function blockTowardsPort(row: Candidate, index: CandidateIndex): Draft {
  const partners = (index.activations.get(row.seen.cookie) ?? []).filter((other) =>
    index.areOfOneBridge(row, other),
  );
  return {
    candidate: row,
    role: 'activation-block',
    describe: () => ({
      part: 'block towards the port',
      title: 'Drops whatever is delivered to the port here, until an announcement activates it.',
      evidence: [
        `table ${row.seen.table} (OFTABLE_LOG_TO_PHY), priority 1000, one logical port, drop: only activation rules look so`,
        ...(partners.length > 0 ? ['the same cookie as the block and the trigger in table 0'] : []),
      ],
    }),
    port: row.seen.egress,
    witnesses: [],
  };
}

/** A unicast packet for the port goes to every chassis that it is bound on. */
function clone(row: Candidate, index: CandidateIndex, tables: RoleTables): Draft | undefined {
  const { copies: outputs, egress: port } = row.seen;
  if (outputs === undefined || port === undefined) return undefined;
  // The row of OFTABLE_LOCAL_OUTPUT that delivers the port on this chassis (`physical.c put_local_common_flows`).
  const twin = index.deliveries
    .get(portName(port))
    ?.find(
      (other) =>
        other.seen.isDelivery && other.seen.cookie === row.seen.cookie && index.areOfOneBridge(row, other),
    );
  const isCloned = new Set(outputs).size >= 2 || twin !== undefined;
  if (!isCloned) return undefined;
  const place = `table ${row.seen.table} (OFTABLE_REMOTE_OUTPUT), priority 100, one logical port (outport ${hex(port.port)})`;
  return {
    candidate: row,
    role: 'clone',
    describe: () => ({
      part: 'clone',
      title:
        twin === undefined
          ? `A packet for port ${hex(port.port)} leaves ${outputs.length} times, once for each chassis that the port is bound on.`
          : `A packet for port ${hex(port.port)} is delivered here and also sent to ${outputs.length === 1 ? 'the other chassis' : `${outputs.length} other chassis`} that the port is bound on.`,
      evidence: [
        place,
        outputs.length > 1
          ? `the encapsulation is written anew before each of ${outputs.length} outputs (${list(outputs)}): a flooded group writes it once`
          : `encapsulates and outputs to ${list(outputs)}, then goes on`,
        ...(twin === undefined
          ? []
          : [
              `table ${tables.localOutput} also delivers the port here (same keys, same cookie): local and remote at once`,
            ]),
      ],
    }),
    port,
    witnesses:
      twin === undefined ? [] : [{ candidate: twin, relation: 'delivers the same port on this chassis' }],
  };
}

/** The other rows of table 0 for the same OpenFlow port. */
function samePortRows(row: Candidate, index: CandidateIndex): readonly Candidate[] {
  if (row.seen.inPort === undefined) return [];
  return (index.classifiers.get(row.seen.inPort) ?? []).filter(
    (other) => other !== row && other.dump === row.dump,
  );
}

function portName(port: PortKeys | undefined): string {
  return port === undefined ? '' : `${port.datapath}/${port.port}`;
}

/** A bridge may have thousands: what is said of one is made when somebody wants to know. */
class Found implements RoleFinding {
  readonly dump: number;
  readonly row: number;
  readonly role: RoleId;
  readonly port: PortKeys | undefined;
  readonly #draft: Draft;
  readonly #samePort: (draft: Draft) => readonly Draft[];
  #text: RoleText | undefined;
  #siblings: readonly Sibling[] | undefined;

  constructor(draft: Draft, samePort: (draft: Draft) => readonly Draft[]) {
    this.dump = draft.candidate.dump;
    this.row = draft.candidate.row;
    this.role = draft.role;
    this.port = draft.port;
    this.#draft = draft;
    this.#samePort = samePort;
  }

  get title(): string {
    return this.#said.title;
  }

  get evidence(): readonly string[] {
    return this.#said.evidence;
  }

  get siblings(): readonly Sibling[] {
    return (this.#siblings ??= siblingsOf(this.#draft, this.#samePort(this.#draft)));
  }

  get #said(): RoleText {
    return (this.#text ??= this.#draft.describe());
  }
}

function siblingsOf({ witnesses }: Draft, samePort: readonly Draft[]): readonly Sibling[] {
  const siblings: Sibling[] = witnesses.map(({ candidate: { dump, row }, relation }) => ({
    dump,
    row,
    relation,
  }));
  const isListed = (ref: RowRef): boolean =>
    siblings.some(({ dump, row }) => dump === ref.dump && row === ref.row);
  for (const other of samePort) {
    if (isListed(other.candidate)) continue;
    siblings.push({
      dump: other.candidate.dump,
      row: other.candidate.row,
      relation: `${other.describe().part}, same port`,
    });
  }
  return siblings;
}

function plural(count: number, noun: string): string {
  return count === 1 ? `one ${noun}` : `${count} ${noun}s`;
}
