import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { layoutById } from '../../server/core/facts/layout.ts';
import type { FlowStyle } from '../../server/core/migration/flowStyle.ts';
import { defaultFlowStyle, flowStyleOf } from '../../server/core/migration/flowStyle.ts';
import type { FlowSpelling } from '../../server/core/migration/flowText.ts';
import { flowDump, flowText } from '../../server/core/migration/flowText.ts';
import type { Topology } from '../../server/core/migration/network.ts';
import { simulate } from '../../server/core/migration/simulate.ts';
import type { Micros } from '../../server/core/migration/time.ts';
import type { Timeline } from '../../server/core/migration/timeline.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';
import { preset } from './scenarios.ts';

const chassis = ['hv1', 'hv2', 'hv3'];
const captures: readonly { folder: string; topology: Topology; style: FlowStyle }[] = [
  { folder: 'ovn-23.03/localnet', topology: 'localnet', style: defaultFlowStyle },
  { folder: 'ovn-23.03/overlay', topology: 'overlay', style: defaultFlowStyle },
  { folder: 'ovn-26.03/localnet', topology: 'localnet', style: styleOf('26.03') },
];

describe('flows of a simulated chassis beside those of a real one', () => {
  for (const { folder, topology, style } of captures) {
    for (const [phase, { timeline, time }] of phases(topology)) {
      for (const name of chassis) {
        sharedTest(`${folder} ${phase} ${name}`, () => {
          const real = readFileSync(
            `${sharedRoot}captures/${folder}/${phase}/${name}/br-int.of15.txt`,
            'utf8',
          );
          const simulated = flowText(flowDump(timeline, name, { time }, style));
          const expected = aboutPort(real, style);
          expect(expected.length).toBeGreaterThan(1);
          expect(aboutPort(simulated, style)).toEqual(expected);
        });
      }
    }
  }

  for (const [phase, { timeline, time }] of phases('localnet')) {
    // OpenFlow 1.0 was captured in these two only.
    if (phase !== 'p0' && phase !== 'p2') continue;
    for (const name of chassis) {
      sharedTest(`ovn-23.03/localnet ${phase} ${name}, as OpenFlow 1.0`, () => {
        const file = `${sharedRoot}captures/ovn-23.03/localnet/${phase}/${name}/br-int.of10.txt`;
        const simulated = flowText(flowDump(timeline, name, { time }), 'of10');
        const expected = aboutPort(readFileSync(file, 'utf8'), defaultFlowStyle, 'of10');
        expect(expected.length).toBeGreaterThan(1);
        expect(aboutPort(simulated, defaultFlowStyle, 'of10')).toEqual(expected);
      });
    }
  }
});

/** The phases of the captures, each as a moment in the middle of the simulated one. */
function phases(topology: Topology): readonly [string, { timeline: Timeline; time: Micros }][] {
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

function styleOf(release: string): FlowStyle {
  const layout = layoutById(release);
  if (layout === undefined) throw new Error(`no layout ${release}`);
  return flowStyleOf(layout);
}

/** The rows about vm (key 1, OpenFlow port 3 where it is local) in the tables of ports, without what differs between runs. */
function aboutPort(text: string, style: FlowStyle, spelling: FlowSpelling = 'of15'): readonly string[] {
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
      .replace(/set_field:ZONE\S*?->reg13,(?=set_field:0x800)/, '')
      .replace(/load:ZONE->NXM_NX_REG13\[\],(?=load:0x800)/, '')
  );
}
