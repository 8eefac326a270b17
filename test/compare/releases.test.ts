import { describe, expect, it } from 'vitest';
import { type FlowSide, numberingsOf } from '../../server/core/compare/numberings.ts';
import { layoutById } from '../../server/core/facts/layout.ts';
import { readDumpText } from '../../server/core/model/dump.ts';
import type { RowMatch } from '../../server/core/compare/matchRows.ts';
import { comparedFlows, isSame } from './compared.ts';

/** Numbers as OVN 23.03 and 26.03 have them (`controller/lflow.h`, `northd/northd.h`). */
const old = {
  localOutput: 40,
  checkLoopback: 41,
  egress: 42,
  l2Lookup: 33,
  outputInit: 37,
  aclHint: 15,
  acl: 16,
};
const now = {
  localOutput: 46,
  checkLoopback: 47,
  egress: 48,
  l2Lookup: 40,
  outputInit: 42,
  aclHint: 16,
  acl: 17,
};

const flow = (table: number, match: string, actions: string): string =>
  ` cookie=0x0, duration=1s, table=${table}, n_packets=0, n_bytes=0, priority=100,${match} actions=${actions}`;

const side = (release: string, text: string): FlowSide => ({
  dump: readDumpText(text, 'ovs-openflow'),
  layout: layoutById(release),
  ports: { names: new Map(), plugged: undefined, tunnels: new Map() },
  datapaths: new Map([[1, { name: 'sw0', key: 1, kind: 'switch' }]]),
  namedPorts: [],
  isIntegration: true,
});

function compare(before: string, after: string): RowMatch {
  const sides = [side('23.03', before), side('26.03', after)] as const;
  return comparedFlows(before, after, numberingsOf(sides[0], sides[1], false));
}

describe('two releases', () => {
  it.each([
    [
      'a table of its own',
      flow(old.localOutput, 'reg15=0x1,metadata=0x1', `set_field:0x7->reg13,resubmit(,${old.checkLoopback})`),
      flow(
        now.localOutput,
        'reg15=0x1,metadata=0x1',
        `set_field:0x9/0xffff->reg13,resubmit(,${now.checkLoopback})`,
      ),
    ],
    [
      'a stage by its name',
      flow(old.l2Lookup, 'metadata=0x1', `set_field:0x8000->reg15,resubmit(,${old.outputInit})`),
      flow(now.l2Lookup, 'metadata=0x1', `set_field:0x8000->reg15,resubmit(,${now.outputInit})`),
    ],
    [
      'the stage that follows, whatever it is called',
      flow(old.aclHint, 'metadata=0x1', `resubmit(,${old.acl})`),
      flow(now.aclHint, 'metadata=0x1', `resubmit(,${now.acl})`),
    ],
    [
      'the egress pipeline, whatever its first stage is',
      flow(old.checkLoopback, 'reg0=0', `resubmit(,${old.egress})`),
      flow(now.checkLoopback, 'reg0=0', `resubmit(,${now.egress})`),
    ],
  ])('agree on %s', (_, before, after) => {
    expect(isSame(compare(before, after))).toBe(true);
  });

  it('do not agree on what only has the same number', () => {
    const row = flow(old.l2Lookup, 'metadata=0x1', `resubmit(,${old.outputInit})`);
    expect(compare(row, row)).toMatchObject({ removed: [0], added: [0] });
  });
});
