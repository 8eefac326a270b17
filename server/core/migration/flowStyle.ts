import type { Layout } from '../facts/layout.ts';
import { layoutById, layoutOrder } from '../facts/layout.ts';
import { oftableNumber } from '../facts/table.ts';

/** The OpenFlow tables that a port's physical flows are in (`controller/lflow.h`, OFTABLE_*). */
interface TableNumbers {
  readonly phyToLog: number;
  readonly logIngress: number;
  /** Absent: a build without path MTU discovery for multichassis ports. */
  readonly largePktDetect?: number;
  readonly largePktProcess?: number;
  readonly remoteOutput: number;
  /** Absent: REMOTE_OUTPUT continues in LOCAL_OUTPUT. */
  readonly remoteVtepOutput?: number;
  readonly localOutput: number;
  readonly checkLoopback: number;
  readonly logEgress: number;
  readonly saveInport: number;
  readonly logToPhy: number;
}

/** How one release writes the physical flows. */
export interface FlowStyle extends TableNumbers, FlowTraits {}

interface FlowTraits {
  /** The upper half of reg13 holds the id of the local encapsulation address. */
  readonly encapIdInReg13: boolean;
  /** The upper half of reg5 holds the id of the tunnel that a packet came in by. */
  readonly tunnelIdInReg5: boolean;
  /** The answer to a packet that is too long swaps inport and outport. */
  readonly tooBigSwapsPorts: boolean;
  /** That answer's MTU is a note, not a nested controller action. */
  readonly tooBigMtuInNote: boolean;
  /** The bits of reg10 that keep a packet from a localport away from the localnet port. */
  readonly localportMask: string;
}

/** The newest 23.03: the layout of most releases, and of the bundled captures. */
export const defaultFlowStyle: FlowStyle = {
  phyToLog: 0,
  logIngress: 8,
  largePktDetect: 37,
  largePktProcess: 38,
  remoteOutput: 39,
  localOutput: 40,
  checkLoopback: 41,
  logEgress: 42,
  saveInport: 64,
  logToPhy: 65,
  encapIdInReg13: false,
  tunnelIdInReg5: false,
  tooBigSwapsPorts: false,
  tooBigMtuInNote: false,
  localportMask: '0x10/0x10',
};

/** From which layout on a trait differs from `defaultFlowStyle`. What was seen in a release only is dated from that one. */
const traitChanges: readonly { readonly since: string; readonly traits: Partial<FlowTraits> }[] = [
  { since: '24.03', traits: { encapIdInReg13: true } },
  { since: '24.09', traits: { tooBigSwapsPorts: true, tooBigMtuInNote: true } },
  { since: '26.03', traits: { tunnelIdInReg5: true, localportMask: '0x10/0x40010' } },
];

/** The style of a layout; `defaultFlowStyle` for one whose tables are not known. */
export function flowStyleOf(layout: Layout): FlowStyle {
  const tables = tableNumbersOf(layout);
  if (tables === undefined) return defaultFlowStyle;
  const traits = traitChanges
    .filter((it) => isSince(layout, it.since))
    .reduce<FlowTraits>((all, it) => ({ ...all, ...it.traits }), defaultTraits);
  return { ...tables, ...traits };
}

const { encapIdInReg13, tunnelIdInReg5, tooBigSwapsPorts, tooBigMtuInNote, localportMask } = defaultFlowStyle;
const defaultTraits: FlowTraits = {
  encapIdInReg13,
  tunnelIdInReg5,
  tooBigSwapsPorts,
  tooBigMtuInNote,
  localportMask,
};

function isSince(layout: Layout, release: string): boolean {
  const [first] = [...layoutOrder].filter(([id]) => layoutById(id)?.release === release);
  return first !== undefined && layout.index >= first[1];
}

function tableNumbersOf(layout: Layout): TableNumbers | undefined {
  const number = (name: string): number | undefined => oftableNumber(layout, `OFTABLE_${name}`);
  const required = {
    phyToLog: number('PHY_TO_LOG'),
    logIngress: number('LOG_INGRESS_PIPELINE'),
    remoteOutput: number('REMOTE_OUTPUT'),
    localOutput: number('LOCAL_OUTPUT'),
    checkLoopback: number('CHECK_LOOPBACK'),
    logEgress: number('LOG_EGRESS_PIPELINE'),
    saveInport: number('SAVE_INPORT'),
    logToPhy: number('LOG_TO_PHY'),
  };
  if (!isComplete(required)) return undefined;
  const detect = number('OUTPUT_LARGE_PKT_DETECT');
  const process = number('OUTPUT_LARGE_PKT_PROCESS');
  const vtep = number('REMOTE_VTEP_OUTPUT');
  return {
    ...required,
    ...(detect !== undefined && process !== undefined
      ? { largePktDetect: detect, largePktProcess: process }
      : {}),
    ...(vtep === undefined ? {} : { remoteVtepOutput: vtep }),
  };
}

function isComplete<T extends Record<string, number | undefined>>(
  numbers: T,
): numbers is T & { [K in keyof T]: number } {
  return Object.values(numbers).every((it) => it !== undefined);
}
