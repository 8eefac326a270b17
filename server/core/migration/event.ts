import type { Brand } from '../base/brand.ts';
import type { ChassisName } from './network.ts';
import type { Micros } from './time.ts';
import type { GuestState, PortFlows } from './world.ts';

/** An event's place in its timeline: events are numbered from 0 in the order in which they are applied. */
export type EventId = Brand<number, 'EventId'>;

/** Who acts. Components that run on every chassis name theirs. */
export interface Lane {
  readonly component: Component;
  readonly chassis?: ChassisName;
}

export type Component =
  | 'cms'
  | 'nb'
  | 'northd'
  | 'sb'
  | 'controller'
  | 'vswitchd'
  | 'qemu'
  | 'guest'
  | 'fabric'
  | 'ping';

/** `controller hv2`, `northd`. */
export function laneName(lane: Lane): string {
  return lane.chassis === undefined ? lane.component : `${lane.component} ${lane.chassis}`;
}

interface Happening {
  readonly id: EventId;
  /** When it took effect. */
  readonly time: Micros;
  /** When the work that ended in this event began; equal to `time` when there was none. The lane is busy in between. */
  readonly began: Micros;
  readonly lane: Lane;
  /** The event that set this one off; absent for what the scenario itself does. Always an earlier one. */
  readonly cause?: EventId;
  /** One sentence in plain words. */
  readonly text: string;
}

export type MigrationEvent = Happening & EventBody;

/** What an event does to the world, by `kind`. `apply.ts` is the only reader that changes a world. */
export type EventBody =
  /** The CMS starts a step of its own plan. */
  | { readonly kind: 'cms-step'; readonly step: CmsStep }
  /** The CMS's transaction on the port's Logical_Switch_Port row is committed. */
  | {
      readonly kind: 'northbound-written';
      readonly requestedChassis: readonly ChassisName[];
      readonly activationStrategy: string;
    }
  /** northd has worked through the change; its transaction is on the way. */
  | { readonly kind: 'northd-ran' }
  /** northd's transaction on the Port_Binding row is committed. */
  | {
      readonly kind: 'southbound-requested';
      readonly requestedChassis: readonly ChassisName[];
      readonly requestedAdditionalChassis: readonly ChassisName[];
      readonly activationStrategy: string;
    }
  | { readonly kind: 'interface-plugged'; readonly chassis: ChassisName }
  | { readonly kind: 'interface-unplugged'; readonly chassis: ChassisName }
  /** A run of ovn-controller's main loop has ended: flow changes and southbound writes are on the way. */
  | { readonly kind: 'controller-ran'; readonly chassis: ChassisName }
  | { readonly kind: 'port-claimed'; readonly chassis: ChassisName; readonly role: BindingRole }
  | { readonly kind: 'port-released'; readonly chassis: ChassisName; readonly role: BindingRole }
  /** Open vSwitch has the new rows, and its datapath's cache follows them. `flows` is the whole new state. */
  | {
      readonly kind: 'flows-installed';
      readonly chassis: ChassisName;
      readonly flows: PortFlows;
      readonly reason: FlowReason;
    }
  /** `ovn-installed` is set on, or removed from, the interface. */
  | { readonly kind: 'ovn-installed'; readonly chassis: ChassisName; readonly installed: boolean }
  /** Port_Binding.up */
  | { readonly kind: 'southbound-up'; readonly up: boolean }
  /** Logical_Switch_Port.up, copied by northd. */
  | { readonly kind: 'northbound-up'; readonly up: boolean }
  | { readonly kind: 'guest-changed'; readonly chassis: ChassisName; readonly guest: GuestState }
  /** A frame that tells where the port now is, sent from its interface on `chassis`. */
  | {
      readonly kind: 'announced';
      readonly chassis: ChassisName;
      readonly frame: 'rarp';
      /** 1 for the first. */
      readonly round: number;
      readonly fate: AnnouncementFate;
    }
  /** pinctrl has the copy of the activating frame. */
  | { readonly kind: 'packet-in'; readonly chassis: ChassisName }
  /** The main loop has handled it: the blocking rows are no longer wanted. */
  | { readonly kind: 'activation-handled'; readonly chassis: ChassisName }
  /** `additional-chassis-activated` is committed. */
  | { readonly kind: 'activation-recorded'; readonly chassis: ChassisName }
  /** ovn-controller's own announcement, only from the main chassis of a switch with a localnet port. */
  | { readonly kind: 'garp-sent'; readonly chassis: ChassisName; readonly round: number }
  | { readonly kind: 'fabric-learned'; readonly chassis: ChassisName }
  | { readonly kind: 'controller-disconnected'; readonly chassis: ChassisName }
  | { readonly kind: 'controller-connected'; readonly chassis: ChassisName }
  | { readonly kind: 'southbound-hung' }
  | { readonly kind: 'southbound-answers' }
  | { readonly kind: 'ping-started'; readonly sender: string }
  | { readonly kind: 'ping-finished'; readonly sender: string };

/** prepare: before pre-copy. switch: the list is reduced to the destination. abort: it is put back to the source. */
export type CmsStep = 'prepare' | 'switch' | 'abort';

type BindingRole = 'main' | 'additional';

/** Why a chassis's rows changed; `activation` is the moment at which the destination's guest can be reached. */
export type FlowReason = 'claim' | 'block' | 'activation' | 'release' | 'targets';

/**
 * activates: matched the trigger row while the port was blocked. forwarded: the port was local and not blocked.
 * dropped: no rows for the port on that chassis yet.
 */
export type AnnouncementFate = 'activates' | 'forwarded' | 'dropped';
