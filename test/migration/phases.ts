import type { FlowStyle } from '../../server/core/migration/flowStyle.ts';
import type { FlowSpelling } from '../../server/core/migration/flowText.ts';
import type { Topology } from '../../server/core/migration/network.ts';
import { simulate } from '../../server/core/migration/simulate.ts';
import type { Micros } from '../../server/core/migration/time.ts';
import type { Timeline } from '../../server/core/migration/timeline.ts';
import { preset } from './scenarios.ts';

/** The phases of the captures, each as a moment in the middle of the simulated one. */
export function phases(topology: Topology): readonly [string, { timeline: Timeline; time: Micros }][] {
  const plain = simulate({ ...preset('localnet-multichassis'), topology });
  const rarp = simulate({ ...preset('localnet-rarp'), topology });
  return [
    ['p0', { timeline: rarp, time: middleOf(rarp, 'single') }],
    ['p1', { timeline: plain, time: middleOf(plain, 'both') }],
    ['p2', { timeline: rarp, time: middleOf(rarp, 'blocked') }],
    ['p3', { timeline: rarp, time: middleOf(rarp, 'active') }],
    ['p4', { timeline: rarp, time: middleOf(rarp, 'moved') }],
  ];
}

function middleOf(timeline: Timeline, kind: string): Micros {
  const phase = timeline.phases.find((it) => it.kind === kind);
  if (phase === undefined) throw new Error(`no phase ${kind}`);
  return Math.floor((phase.from + phase.to) / 2) as Micros;
}

/** The rows about vm (key 1, OpenFlow port 3 where it is local) in the tables of ports, without what differs between runs. */
export function aboutPort(
  text: string,
  style: FlowStyle,
  spelling: FlowSpelling = 'of15',
): readonly string[] {
  const tables = new Set([
    style.phyToLog,
    style.largePktDetect,
    style.largePktProcess,
    style.remoteOutput,
    style.remoteVtepOutput,
    style.localOutput,
    style.checkLoopback,
    style.saveInport,
    style.logToPhy,
  ]);
  const isVmLocal = text.includes(
    spelling === 'of15'
      ? 'set_field:0x1->metadata,set_field:0x1->reg14,'
      : 'load:0x1->OXM_OF_METADATA[],load:0x1->NXM_NX_REG14[],',
  );
  const rows = text.split('\n').flatMap((line): readonly string[] => {
    const [, table, flow] = /table=(\d+),.* (priority=.*)$/.exec(line) ?? [];
    if (flow === undefined || !tables.has(Number(table))) return [];
    const [match = ''] = flow.split(' actions=');
    const ofPort = /reg1[45]=0x1,(reg15=\w+,)?metadata=0x1(,|$)/.test(match);
    const fromPort = isVmLocal && /,in_port=3(,|$)/.test(match) && !match.includes('vlan');
    // Flooding reaches the port where it is local.
    const floods = Number(table) === style.localOutput && /,reg15=0x800[04],metadata=0x1$/.test(match);
    if (floods) return [`table=${table}, ${membersInOrder(withoutZones(flow))}`];
    return ofPort || fromPort ? [`table=${table}, ${withoutZones(flow)}`] : [];
  });
  return rows.sort();
}

/** A group's members stand in the order of their UUIDs, which differ from network to network. */
function membersInOrder(flow: string): string {
  const [match = '', actions = ''] = flow.split(' actions=');
  return `${match} actions=${actions
    .split(/(?<=resubmit\(,\d+\)),/)
    .sort()
    .join()}`;
}

/** Conntrack zones are numbered by each ovn-controller as it comes to them. */
function withoutZones(flow: string): string {
  return (
    flow
      .replace(/set_field:0x[\da-f]+(\/0xffff)?->reg1([123])/g, 'set_field:ZONE$1->reg1$2')
      .replace(/load:0x[\da-f]+->NXM_NX_REG1([123])\[\]/g, 'load:ZONE->NXM_NX_REG1$1[]')
      // A member that is elsewhere leaves its zone behind, when it has one here from before.
      .replace(/set_field:ZONE(?:\/0xffff)?->reg13,(?=set_field:(?:0x800|ZONE(?:\/0xffff)?->reg13))/, '')
      .replace(/load:ZONE->NXM_NX_REG13\[\],(?=load:0x800)/, '')
  );
}
