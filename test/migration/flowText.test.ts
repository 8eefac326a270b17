import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layoutById, layouts } from '../../server/core/facts/layout.ts';
import { defaultFlowStyle, flowStyleOf } from '../../server/core/migration/flowStyle.ts';
import { changesBetween, flowDump, flowText } from '../../server/core/migration/flowText.ts';
import { simulate } from '../../server/core/migration/simulate.ts';
import { fromMilliseconds, micros } from '../../server/core/migration/time.ts';
import type { Timeline } from '../../server/core/migration/timeline.ts';
import { readDumpText } from '../../server/core/model/dump.ts';
import { chooseLayout } from '../../server/core/model/layoutChoice.ts';
import { recognizeRoles } from '../../server/core/roles/recognize.ts';
import { roleTables } from '../../server/core/roles/roleTables.ts';
import { readOpenFlowRow } from '../../server/core/syntax/openflow/entryView.ts';
import { aboutPort, phases } from './phases.ts';
import { preset } from './scenarios.ts';

const chassis = ['hv1', 'hv2', 'hv3'];
const rarp = simulate(preset('deck-rarp'));
const localnet = simulate(preset('localnet-rarp'));

describe('beside the bundled capture', () => {
  const folders = new Map([
    ['p0', 'p0-on-hv1'],
    ['p1', 'p1-both-live'],
    ['p2', 'p2-blocked'],
    ['p3', 'p3-activated'],
    ['p4', 'p4-on-hv2'],
  ]);
  for (const [phase, { timeline, time }] of phases('localnet')) {
    for (const name of chassis) {
      it(`${phase} ${name}: the same rows lead to and from the port`, () => {
        const file = new URL(
          `../fixtures/sample-capture/${folders.get(phase)}/${name}/br-int.txt`,
          import.meta.url,
        );
        // That network has no near2, and its localnet port has the key 4.
        const simulated = aboutPort(flowText(flowDump(timeline, name, { time })), defaultFlowStyle)
          .filter((it) => !it.includes('reg15=0x4,') && !it.includes('reg15=0x80'))
          .map((it) => it.replace('set_field:0x5->reg15', 'set_field:0x4->reg15'));
        const real = aboutPort(readFileSync(file, 'utf8'), defaultFlowStyle).filter(
          (it) => !it.includes('reg15=0x80'),
        );
        // Before vm comes, nothing of the switch is on that hv2, so it has no rows of the switch at all.
        const isEmpty = phase === 'p0' && name === 'hv2';
        expect(real.length === 0).toBe(isEmpty);
        if (!isEmpty) expect(simulated).toEqual(real);
      });
    }
  }
});

describe('the moment of activation', () => {
  const before = flowDump(rarp, 'hv2', { time: micros(8_068_009) });
  const after = flowDump(rarp, 'hv2', { time: micros(8_068_010) });

  it('takes the three rows away and touches no other', () => {
    expect(changesBetween(before, after).map((it) => `${it.kind} ${it.key}`)).toEqual([
      'removed table=0,priority=1010,rarp,in_port=3',
      'removed table=0,priority=1000,in_port=3',
      'removed table=65,priority=1000,reg15=0x1,metadata=0x1',
    ]);
    expect(changesBetween(before, before)).toEqual([]);
    expect(changesBetween(after, before).map((it) => it.kind)).toEqual(['added', 'added', 'added']);
  });

  it('prints the rows as ovs-ofctl does, in both spellings', () => {
    const [heading, trigger] = flowText(before).split('\n');
    expect(heading).toBe('OFPST_FLOW reply (OF1.5) (xid=0x2):');
    // Two announcements of 60 bytes, at 15 and 65 ms; the row is as old as the claim at 5.73 s.
    expect(trigger).toBe(
      ' cookie=0xfd0a1c3f, duration=2.338s, table=0, n_packets=2, n_bytes=120, idle_age=0, priority=1010,rarp,in_port=3 ' +
        'actions=set_field:0x3->reg13,set_field:0x1->reg11,set_field:0x6->reg12,set_field:0x1->metadata,set_field:0x1->reg14,' +
        'controller(userdata=00.00.00.1a.00.00.00.00),resubmit(,8)',
    );
    const old = flowText(before, 'of10').split('\n');
    expect(old[0]).toBe('NXST_FLOW reply (xid=0x4):');
    expect(old[1]).toContain(
      'actions=load:0x3->NXM_NX_REG13[],load:0x1->NXM_NX_REG11[],load:0x6->NXM_NX_REG12[],load:0x1->OXM_OF_METADATA[],' +
        'load:0x1->NXM_NX_REG14[],controller(userdata=00.00.00.1a.00.00.00.00),resubmit(,8)',
    );
    expect(old.length).toBe(before.rows.length + 2);
  });

  it('tells events of one instant apart', () => {
    const idx = rarp.events.findIndex((it) => it.kind === 'flows-installed' && it.reason === 'activation');
    const time = micros(8_068_010);
    expect(changesBetween(flowDump(rarp, 'hv2', { time, nEvents: idx }), after)).toHaveLength(3);
    expect(changesBetween(flowDump(rarp, 'hv2', { time, nEvents: idx + 1 }), after)).toEqual([]);
  });
});

describe('counters', () => {
  it('count the requests that were held back, and start again with a new row', () => {
    const at = (milliseconds: number, timeline = rarp, name = 'hv2') =>
      new Map(
        flowDump(timeline, name, { time: fromMilliseconds(milliseconds) }).rows.map((it) => [it.key, it]),
      );
    // Cloned from 6.03 s on: requests 351 to 464 at hv2 are sent before 8 s, one each 17.222 ms.
    const blocked = at(8_000).get('table=65,priority=1000,reg15=0x1,metadata=0x1');
    expect(blocked).toMatchObject({ nPackets: 114, nBytes: 114 * 98 });
    const clones = at(8_000, rarp, 'hv3').get('table=39,priority=100,reg15=0x1,metadata=0x1');
    expect(clones).toMatchObject({ nPackets: 114, since: 6_030_000 });
    // Until then the row sent to hv1 only, and counted from the start.
    const single = at(6_029, rarp, 'hv3').get('table=39,priority=100,reg15=0x1,metadata=0x1');
    expect(single?.nPackets).toBe(351);
  });

  it('add up: all that ping sent has left hv3, and all that it received has come back', () => {
    const end = flowDump(rarp, 'hv3', { time: rarp.end });
    const rows = new Map(end.rows.map((it) => [it.key, it.nPackets]));
    expect(rows.get('table=0,priority=100,in_port=4')).toBe(1_235);
    // 1231 replies and five announcements: those that met the trigger went through the pipeline as well.
    expect(rows.get('table=65,priority=100,reg15=0x2,metadata=0x1')).toBe(1_231 + 5);
  });

  it('follow a request through the physical network', () => {
    const single = simulate(preset('localnet-single'));
    const dump = (name: string, milliseconds: number) =>
      new Map(
        flowDump(single, name, { time: fromMilliseconds(milliseconds) }).rows.map((it) => [
          it.key,
          it.nPackets,
        ]),
      );
    // After the move, until the physical network has learned, hv1 gets what it would have to send back where it came from.
    const loopback = 'table=41,priority=100,reg10=0/0x1,reg14=0x5,reg15=0x5,metadata=0x1';
    const nLooped = (dump('hv1', 11_050).get(loopback) ?? 0) - (dump('hv1', 10_080).get(loopback) ?? 0);
    expect(nLooped).toBe(Math.floor(11_050 / 17.222) - Math.floor(10_080 / 17.222));
    expect(dump('hv1', 12_000).get(loopback)).toBe(dump('hv1', 11_100).get(loopback));
  });
});

describe('any moment', () => {
  it('parses without an unknown word, on every chassis', () => {
    for (const id of ['deck-single', 'deck-rarp', 'localnet-single', 'localnet-multichassis', 'abort']) {
      const timeline = simulate(preset(id));
      for (const name of chassis) {
        for (const time of [7_000, 8_010, 15_000].map(fromMilliseconds)) {
          for (const spelling of ['of15', 'of10'] as const) {
            const lines = flowText(flowDump(timeline, name, { time }), spelling)
              .split('\n')
              .slice(1, -1);
            expect(lines.filter((it) => readOpenFlowRow(it).problems.length > 0)).toEqual([]);
          }
        }
      }
    }
  });

  it('shows the roles that it is made of', () => {
    expect(rolesAt(rarp, 'hv3', 7_000)).toEqual(['clone']);
    expect(rolesAt(rarp, 'hv1', 7_000)).toEqual(['clone']);
    expect(rolesAt(rarp, 'hv2', 7_000)).toEqual([
      'activation-block',
      'activation-block',
      'activation-trigger',
      'clone',
    ]);
    expect(rolesAt(rarp, 'hv2', 9_000)).toEqual(['clone']);
    for (const name of chassis) {
      expect(rolesAt(rarp, name, 4_000)).toEqual([]);
      expect(rolesAt(rarp, name, 15_000)).toEqual([]);
    }
    const enforced = rolesAt(localnet, 'hv1', 7_000);
    expect(enforced.filter((it) => it === 'path-mtu')).toHaveLength(8);
    expect(enforced.filter((it) => it === 'tunnel-enforcement')).toHaveLength(2);
  });
});

describe('styles of releases', () => {
  it('of the newest 23.03 is the default', () => {
    expect(flowStyleOf(layout('23.03'))).toEqual(defaultFlowStyle);
  });

  it('follow the tables and the traits of their layout', () => {
    expect(flowStyleOf(layout('23.03.0'))).toMatchObject({
      remoteOutput: 37,
      localOutput: 38,
      logEgress: 40,
    });
    expect(flowStyleOf(layout('23.03.0')).largePktDetect).toBeUndefined();
    expect(flowStyleOf(layout('24.03'))).toMatchObject({ encapIdInReg13: true, tooBigMtuInNote: false });
    expect(flowStyleOf(layout('26.03'))).toMatchObject({
      remoteOutput: 44,
      remoteVtepOutput: 45,
      localOutput: 46,
    });
    expect(flowStyleOf(layout('main'))).toMatchObject({ logToPhy: 89, tunnelIdInReg5: true });
  });

  it('of every layout parse, and give themselves away', () => {
    for (const it of layouts) {
      const style = flowStyleOf(it);
      const text = flowText(flowDump(localnet, 'hv2', { time: fromMilliseconds(7_000) }, style));
      const lines = text.split('\n').slice(1, -1);
      expect(lines.filter((line) => readOpenFlowRow(line).problems.length > 0)).toEqual([]);
      const inferred = chooseLayout([readDumpText(text, 'ovs-openflow')], undefined).layout;
      expect(flowStyleOf(inferred)).toMatchObject({
        remoteOutput: style.remoteOutput,
        localOutput: style.localOutput,
        logToPhy: style.logToPhy,
      });
    }
  });
});

function layout(id: string): NonNullable<ReturnType<typeof layoutById>> {
  const found = layoutById(id);
  if (found === undefined) throw new Error(`no layout ${id}`);
  return found;
}

function rolesAt(timeline: Timeline, name: string, milliseconds: number): readonly string[] {
  const text = flowText(flowDump(timeline, name, { time: fromMilliseconds(milliseconds) }));
  const tables = roleTables(layout('23.03'));
  if (tables === undefined) throw new Error('no tables');
  return recognizeRoles([readDumpText(text, 'ovs-openflow')], tables)
    .map((it) => it.role)
    .sort();
}
