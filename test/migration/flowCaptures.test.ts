import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { layoutById } from '../../server/core/facts/layout.ts';
import type { FlowStyle } from '../../server/core/migration/flowStyle.ts';
import { defaultFlowStyle, flowStyleOf } from '../../server/core/migration/flowStyle.ts';
import { flowDump, flowText } from '../../server/core/migration/flowText.ts';
import type { Topology } from '../../server/core/migration/network.ts';
import { sharedRoot, sharedTest } from '../support/shared.ts';
import { aboutPort, phases } from './phases.ts';

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

function styleOf(release: string): FlowStyle {
  const layout = layoutById(release);
  if (layout === undefined) throw new Error(`no layout ${release}`);
  return flowStyleOf(layout);
}
