import { openFlowField } from '../../facts/openflow.ts';
import { fieldProse, numberedFieldProse } from './fields.ts';
import {
  controllerOpcodeProse,
  logicalActionProse,
  logicalStatementProse,
  ovnactProse,
} from './logicalActions.ts';
import { oftableProse } from './oftables.ts';
import {
  logicalArgumentProse,
  logicalAttributeProse,
  logicalHeadingProse,
  logicalValueProse,
  operatorProse,
} from './logicalWords.ts';
import {
  controllerArgumentProse,
  ctArgumentProse,
  learnArgumentProse,
  openFlowActionProse,
  otherArgumentProse,
} from './openflowActions.ts';
import {
  arpOperations,
  ctStateProse,
  ethernetTypes,
  fragmentProse,
  icmp4Types,
  icmp4UnreachableCodes,
  icmp6Types,
  icmp6UnreachableCodes,
  ipProtocols,
  type NamedNumber,
  tcpFlagProse,
  tunnelFlagProse,
} from './packet.ts';
import {
  aclPriorityOffset,
  aclSystemPriorityProse,
  commonPriorityProse,
  priorityProse,
} from './priorities.ts';
import { registerProse } from './registers.ts';
import {
  attributeProse,
  cookieProse,
  multicastGroupProse,
  reservedPortProse,
  shorthandProse,
} from './rows.ts';
import { stageProse } from './stages.ts';
import { registerSymbolProse, symbolProse } from './symbols.ts';

/** What a row's cookie can point to: see `prose.cookie`. */
type CookieKind = keyof typeof cookieProse;

/** A form of logical statement that has no word of its own. */
type StatementForm = keyof typeof logicalStatementProse;

/**
 * Plain English for every name that the facts know, in one or two sentences, the answer first. Plain text: no Markdown,
 * and nothing of a dump in it. Undefined for a name that has no prose. No release and no number of a table or register
 * is in the texts: those come from the facts of the dump's layout.
 */
export interface Prose {
  /** A stage by the name that flows print: 'ls_in_l2_lkup'. */
  readonly stage: (name: string) => string | undefined;
  /** A table outside the pipelines: 'OFTABLE_REMOTE_OUTPUT'. */
  readonly oftable: (name: string) => string | undefined;
  /** MFF_LOG_*, MLF_*, REG*, REGBIT*. */
  readonly register: (name: string) => string | undefined;
  /** A symbol of the match language: 'ct.est', 'reg0'. */
  readonly symbol: (name: string) => string | undefined;
  /** A word of logical actions: 'ct_next'. */
  readonly logicalAction: (name: string) => string | undefined;
  /** `drop;`, `field = value;`, `field = field;`, `field <-> field;`, `field--;`. */
  readonly logicalStatement: (form: StatementForm) => string;
  /** A constant of OVN's action encodings that no single word stands for: 'LOAD', 'CT_COMMIT_V1'. */
  readonly ovnact: (name: string) => string | undefined;
  /** What a packet in asks of ovn-controller: 'ACTIVATION_STRATEGY'. */
  readonly controllerOpcode: (name: string) => string | undefined;
  /** A field of Open vSwitch by any of its names: 'dl_src', 'NXM_NX_REG10'. */
  readonly field: (name: string) => string | undefined;
  /** An OpenFlow action by the word that begins it, in any case: 'resubmit', 'load', 'drop'. */
  readonly openFlowAction: (word: string) => string | undefined;
  /** An argument of an OpenFlow action, by the action's word: `ct`, `controller`, `learn` … */
  readonly openFlowArgument: (action: string, name: string) => string | undefined;
  /** An argument of a logical action, by the action's word; empty for what is no action. */
  readonly logicalArgument: (action: string, name: string) => string | undefined;
  /** `==`, `&&`, `=`, `->` … */
  readonly operator: (text: string) => string | undefined;
  /** What stands before `=` in a row of a list of logical flows. */
  readonly logicalAttribute: (name: string) => string | undefined;
  /** A heading of such a list, without its colon. */
  readonly logicalHeading: (text: string) => string | undefined;
  /** A word that is the value of an argument. */
  readonly logicalValue: (word: string) => string | undefined;
  /** A reserved port, in any case: 'IN_PORT'. */
  readonly reservedPort: (name: string) => string | undefined;
  /** A protocol keyword of an OpenFlow match: 'rarp'. */
  readonly matchShorthand: (name: string) => string | undefined;
  /** What stands before the match of an OpenFlow row: 'n_packets', 'cookie', 'send_flow_rem'. */
  readonly attribute: (name: string) => string | undefined;
  /** `pipeline`: from a logical flow; `port`, `group`: from a port binding or multicast group; `none`: cookie 0. */
  readonly cookie: (kind: CookieKind) => string;
  /** What a priority says in a table or stage ('OFTABLE_PHY_TO_LOG', 'ls_in_acl_eval'), else what it says anywhere. */
  readonly priority: (place: string, priority: number) => string | undefined;
  /** A group of a logical switch: '_MC_flood'. */
  readonly multicastGroup: (name: string) => string | undefined;
  /** A bit of ct_state, without sign: 'est'. */
  readonly ctState: (bit: string) => string | undefined;
  /** A bit of tcp_flags, without sign: 'syn'. */
  readonly tcpFlag: (bit: string) => string | undefined;
  /** A bit of tun_flags, without sign: 'oam'. */
  readonly tunnelFlag: (bit: string) => string | undefined;
  /** A value of ip_frag: 'later'. */
  readonly fragment: (value: string) => string | undefined;
  readonly ethernetType: (type: number) => NamedNumber | undefined;
  readonly ipProtocol: (protocol: number) => NamedNumber | undefined;
  readonly arpOperation: (operation: number) => NamedNumber | undefined;
  /** With the code, where it says more than the type does. */
  readonly icmp: (version: 4 | 6, type: number, code?: number) => NamedNumber | undefined;
}

export const prose: Prose = {
  stage: (name) => own(stageProse, name),
  oftable: (name) => own(oftableProse, name),
  register: (name) => own(registerProse, name),
  symbol: (name) => own(symbolProse, name) ?? registerSymbolProse(name),
  logicalAction: (name) => own(logicalActionProse, name),
  logicalStatement: (form) => logicalStatementProse[form],
  ovnact: (name) => own(ovnactProse, name),
  controllerOpcode: (name) => own(controllerOpcodeProse, name),
  field: (name) => {
    const field = openFlowField(name);
    return field === undefined ? undefined : (own(fieldProse, field.name) ?? numberedFieldProse(field.name));
  },
  openFlowAction: (word) => own(openFlowActionProse, word.toLowerCase()),
  openFlowArgument: (action, name) =>
    own(own<Texts>(argumentProse, action) ?? {}, name) ?? own(otherArgumentProse, name),
  logicalArgument: (action, name) =>
    own(logicalArgumentProse, `${action}.${name}`) ?? own(logicalArgumentProse, name),
  operator: (text) => own(operatorProse, text),
  logicalAttribute: (name) => own(logicalAttributeProse, name),
  logicalHeading: (text) => own(logicalHeadingProse, text),
  logicalValue: (word) => own(logicalValueProse, word),
  reservedPort: (name) => own(reservedPortProse, name.toUpperCase()),
  matchShorthand: (name) => own(shorthandProse, name),
  attribute: (name) => own(attributeProse, name),
  cookie: (kind) => cookieProse[kind],
  priority: (place, priority) =>
    own(own(priorityProse, place) ?? {}, priority) ??
    (aclStage.test(place) ? aclPriority(priority) : own(commonPriorityProse, priority)),
  multicastGroup: (name) => own(multicastGroupProse, name),
  ctState: (bit) => own(ctStateProse, bit),
  tcpFlag: (bit) => own(tcpFlagProse, bit),
  tunnelFlag: (bit) => own(tunnelFlagProse, bit),
  fragment: (value) => own(fragmentProse, value),
  ethernetType: (type) => own(ethernetTypes, type),
  ipProtocol: (protocol) => own(ipProtocols, protocol),
  arpOperation: (operation) => own(arpOperations, operation),
  icmp: (version, type, code) => {
    const types = version === 4 ? icmp4Types : icmp6Types;
    const unreachable = version === 4 ? icmp4UnreachableCodes : icmp6UnreachableCodes;
    const isUnreachable = type === (version === 4 ? 3 : 1);
    return (isUnreachable && code !== undefined ? own(unreachable, code) : undefined) ?? own(types, type);
  },
};

type Texts = Readonly<Record<string, string>>;

const argumentProse: Readonly<Record<string, Texts>> = {
  ct: ctArgumentProse,
  nat: ctArgumentProse,
  controller: controllerArgumentProse,
  learn: learnArgumentProse,
};

/** The text of a name in one of the tables of this folder. */
export function proseOf(texts: Texts, name: string): string | undefined {
  return own(texts, name);
}

/** Stages whose flows are ACLs; those that sample or act on the verdict are not. */
const aclStage = /^ls_(in|out)_acl(_after_lb)?(_eval)?$/;

function aclPriority(priority: number): string | undefined {
  const fixed = own(aclSystemPriorityProse, priority);
  if (fixed !== undefined) return fixed;
  const ofAcl = priority - aclPriorityOffset;
  return ofAcl >= 0 && ofAcl <= 32767 ? `An ACL of priority ${ofAcl}.` : undefined;
}

/** The names come from dumps: “constructor” is not one of ours. */
function own<T>(record: Readonly<Record<string | number, T>>, key: string | number): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
