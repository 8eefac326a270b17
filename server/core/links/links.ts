import { readInterfaces, type Interface } from '../check/interfaces.ts';
import { openTables } from '../check/tables.ts';
import type { Steps } from '../base/steps.ts';
import type { Layout } from '../facts/layout.ts';
import { isBridgeFlows, spellingScore } from '../model/bridgeFlows.ts';
import type { CaptureChassis, CaptureMoment } from '../model/capture.ts';
import { choiceInMoment } from '../model/captureChoice.ts';
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
  /** Where it is rows of one of the moment's dumps only: that, which tells how they are read and has what they lead to. */
  readonly whole?: CapturePart | undefined;
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
    const open = (this.origin.whole ?? this.origin.part).path;
    for (const chassis of this.origin.moment.chassis) {
      for (const part of bestOfEachBridge(chassis.parts, open)) {
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

  /** How a dump's numbers are to be read, as far as all dumps of the moment together show. */
  *choiceOf({ part: { path }, part, dump, chassis }: LinkedDump): Steps<LayoutChoice> {
    const whole = path === this.origin.part.path ? this.origin.whole : undefined;
    const ofWhole = whole === undefined ? undefined : yield* this.#choiceOfPart(whole);
    const own = ofWhole ?? (yield* this.#ownChoice(part, dump));
    return yield* choiceInMoment(own, { part: whole ?? part, chassis }, this.origin.moment, (placed) =>
      this.#choiceOfPart(placed.part),
    );
  }

  *layoutOf(linked: LinkedDump): Steps<Layout> {
    return (yield* this.choiceOf(linked)).layout;
  }

  *#choiceOfPart(part: CapturePart): Steps<LayoutChoice | undefined> {
    const dump = yield* this.dumpOf(part);
    return dump === undefined ? undefined : yield* this.#ownChoice(part, dump);
  }

  *#ownChoice(part: CapturePart, dump: Dump): Steps<LayoutChoice> {
    const wanted = this.#wantedRelease;
    return yield* this.source.derive(`links: layout ${wanted ?? ''}`, [part], function* () {
      yield;
      return chooseLayout([dump], wanted);
    });
  }

  *dumpOf(part: CapturePart): Steps<Dump | undefined> {
    if (part.path === this.origin.part.path) return this.origin.dump;
    yield;
    return yield* this.source.dumpSteps(part);
  }
}

/** The flows that a dump of a host speaks of: of its own bridge and chassis, as far as it is known whose it is. */
export function* flowsHere(links: Links): Steps<readonly LinkedDump[]> {
  const { chassis, part, whole } = links.origin;
  if (part.dialect === 'ovs-openflow' && whole === undefined) return [links.here];
  const flows = yield* links.openFlow();
  return flows.filter(
    (each) => (chassis === undefined || each.chassis?.name === chassis.name) && isSameBridge(each.part, part),
  );
}

/** Of the spellings of a bridge's flows the one that says most, or the one that is open. */
function bestOfEachBridge(parts: readonly CapturePart[], open: string): readonly CapturePart[] {
  const best = new Map<string, CapturePart>();
  const score = (part: CapturePart): number => (part.path === open ? 8 : 0) + spellingScore(part);
  for (const part of parts) {
    if (!isBridgeFlows(part)) continue;
    const bridge = part.bridge ?? 'br-int';
    const known = best.get(bridge);
    if (known === undefined || score(part) > score(known)) best.set(bridge, part);
  }
  return [...best.values()];
}

function isSameBridge(part: CapturePart, own: CapturePart): boolean {
  return part.bridge === undefined || own.bridge === undefined || part.bridge === own.bridge;
}
