import { readInterfaces, type Interface } from '../check/interfaces.ts';
import { openTables } from '../check/tables.ts';
import type { Steps } from '../base/steps.ts';
import type { Layout } from '../facts/layout.ts';
import { oftableNames, oftableNumber } from '../facts/table.ts';
import type { CaptureChassis, CaptureMoment } from '../model/capture.ts';
import type { CapturePart } from '../model/captureFile.ts';
import type { Dump } from '../model/dump.ts';
import { chooseLayout, type LayoutChoice } from '../model/layoutChoice.ts';
import { type Names, readNames } from './names.ts';
import type { LinkSource } from './source.ts';
import { partsOf, type StoredRows, storedRows } from './storedRows.ts';

/** A dump of the moment, with whose it is. */
export interface LinkedDump {
  readonly path: string;
  readonly part: CapturePart;
  readonly dump: Dump;
  /** Undefined for what is of no host. */
  readonly chassis: CaptureChassis | undefined;
}

/** Where one looks from: the open dump. */
export interface LinkOrigin {
  readonly moment: CaptureMoment;
  readonly chassis: CaptureChassis | undefined;
  readonly part: CapturePart;
  readonly dump: Dump;
}

/**
 * A moment of a capture as one connected thing, seen from one of its dumps. Files are read when a link needs them; made
 * for one question, since what it was made from changes.
 */
export class Links {
  readonly origin: LinkOrigin;
  readonly source: LinkSource;
  readonly #wantedRelease: string | undefined;

  /** `wantedRelease` is what the user set, `auto` or undefined for nothing. */
  constructor(origin: LinkOrigin, source: LinkSource, wantedRelease: string | undefined) {
    this.origin = origin;
    this.source = source;
    this.#wantedRelease = wantedRelease;
  }

  /** The dump that one looks from. */
  get here(): LinkedDump {
    const { part, dump, chassis } = this.origin;
    return { path: part.path, part, dump, chassis };
  }

  /** Flows of every bridge of every chassis: one spelling of each, this dump before its like. */
  *openFlow(): Steps<readonly LinkedDump[]> {
    const found: LinkedDump[] = [];
    for (const chassis of this.origin.moment.chassis) {
      const flows = chassis.parts.filter(
        ({ kind, dialect }) => kind === 'flows' && dialect === 'ovs-openflow',
      );
      for (const part of bestOfEachBridge(flows, this.origin.part.path)) {
        const dump = yield* this.dumpOf(part);
        if (dump !== undefined) found.push({ path: part.path, part, dump, chassis });
      }
    }
    return found;
  }

  /** Lists of logical flows, those with UUIDs first; this dump before its like. */
  *logical(): Steps<readonly LinkedDump[]> {
    const found: LinkedDump[] = [];
    const { central, chassis } = this.origin.moment;
    const whole = [
      ...central.map((part) => ({ part, of: undefined })),
      ...chassis.flatMap((of) => of.parts.map((part) => ({ part, of }))),
    ];
    for (const { part, of } of whole) {
      if (part.dialect !== 'ovn-lflow') continue;
      const dump = yield* this.dumpOf(part);
      if (dump !== undefined) found.push({ path: part.path, part, dump, chassis: of });
    }
    const score = ({ dump, path, chassis: of }: LinkedDump): number =>
      (path === this.origin.part.path ? 4 : 0) +
      (dump.rows.cookie.length > 0 ? 2 : 0) +
      (of === undefined ? 1 : 0);
    return found.toSorted((a, b) => score(b) - score(a));
  }

  /** Dumps of one kind, this one before others: of its chassis, or of all where it is of none. */
  *beside(kind: CapturePart['kind']): Steps<readonly LinkedDump[]> {
    const found: LinkedDump[] = [];
    const { chassis, moment, part: own } = this.origin;
    for (const of of chassis === undefined ? moment.chassis : [chassis]) {
      for (const part of of.parts) {
        if (part.kind !== kind || !isSameBridge(part, own)) continue;
        const dump = yield* this.dumpOf(part);
        if (dump === undefined) continue;
        const linked = { path: part.path, part, dump, chassis: of };
        if (part.path === own.path) found.unshift(linked);
        else found.push(linked);
      }
    }
    return found;
  }

  names(): Steps<Names> {
    return readNames(this.source, this.origin.moment.central);
  }

  southbound(): Steps<StoredRows> {
    return storedRows(this.source, this.origin.moment.central, 'OVN_Southbound');
  }

  northbound(): Steps<StoredRows> {
    return storedRows(this.source, this.origin.moment.central, 'OVN_Northbound');
  }

  /** Of one host's Open vSwitch. */
  local(chassis: CaptureChassis): Steps<StoredRows> {
    return storedRows(this.source, chassis.parts, 'Open_vSwitch');
  }

  /** Undefined when no file has the host's interfaces with their ids. */
  *interfaces(chassis: CaptureChassis): Steps<readonly Interface[] | undefined> {
    const { source } = this;
    const parts = partsOf(chassis.parts, 'Open_vSwitch');
    return yield* source.derive('links: interfaces', parts, function* () {
      yield;
      return readInterfaces(openTables(parts, 'Open_vSwitch', source.read));
    });
  }

  /**
   * How a dump's table numbers are to be read. Releases that share the OpenFlow numbers differ in the names of stages:
   * those are as the list of logical flows has them. What shows nothing is read as another dump of the moment is.
   */
  *layoutOf(linked: LinkedDump): Steps<Layout> {
    const own = yield* this.#choiceOf(linked);
    if (own.source === 'set') return own.layout;
    const [list] = yield* this.logical();
    const named = list === undefined ? undefined : yield* this.#choiceOf(list);
    const isNamed = named !== undefined && named.source !== 'assumed';
    if (own.source !== 'assumed')
      return isNamed && sharesTables(own.layout, named.layout) ? named.layout : own.layout;
    for (const other of yield* this.openFlow()) {
      if (other.path === linked.path) continue;
      const choice = yield* this.#choiceOf(other);
      if (choice.source !== 'assumed') return choice.layout;
    }
    return isNamed ? named.layout : own.layout;
  }

  *#choiceOf({ part, dump }: LinkedDump): Steps<LayoutChoice> {
    const wanted = this.#wantedRelease;
    return yield* this.source.derive(`links: layout ${wanted ?? ''}`, [part], function* () {
      yield;
      return chooseLayout([dump], wanted);
    });
  }

  *dumpOf(part: CapturePart): Steps<Dump | undefined> {
    if (part.path === this.origin.part.path) return this.origin.dump;
    yield;
    return this.source.dump(part);
  }
}

/** The flows that a dump of a host speaks of: of its own bridge and chassis, as far as it is known whose it is. */
export function* flowsHere(links: Links): Steps<readonly LinkedDump[]> {
  const { chassis, part } = links.origin;
  if (part.dialect === 'ovs-openflow') return [links.here];
  const flows = yield* links.openFlow();
  return flows.filter(
    (each) => (chassis === undefined || each.chassis?.name === chassis.name) && isSameBridge(each.part, part),
  );
}

/** Of the spellings of a bridge's flows the one that says most, or the one that is open. */
function bestOfEachBridge(parts: readonly CapturePart[], open: string): readonly CapturePart[] {
  const best = new Map<string, CapturePart>();
  const score = ({ path }: CapturePart): number =>
    (path === open ? 8 : 0) +
    (/no[-_.]?stats/i.test(path) ? 0 : 2) +
    (/[-_.]names?(?![a-z])/i.test(path) ? 0 : 1) +
    (/of1[0-2]/i.test(path) ? 0 : 0.5);
  for (const part of parts) {
    if (part.isCompressed || part.size === 0) continue;
    const bridge = part.bridge ?? 'br-int';
    const known = best.get(bridge);
    if (known === undefined || score(part) > score(known)) best.set(bridge, part);
  }
  return [...best.values()];
}

/** Whether two releases number alike what both have. */
function sharesTables(a: Layout, b: Layout): boolean {
  return oftableNames.every((name) => {
    const [one, other] = [oftableNumber(a, name), oftableNumber(b, name)];
    return one === undefined || other === undefined || one === other;
  });
}

function isSameBridge(part: CapturePart, own: CapturePart): boolean {
  return part.bridge === undefined || own.bridge === undefined || part.bridge === own.bridge;
}
