import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatActions } from '../../../server/core/syntax/lflow/formatActions.ts';
import { datapathHeader, readLogicalRow } from '../../../server/core/syntax/lflow/view.ts';
import { hasShared, sharedRoot, sharedTest } from '../../support/shared.ts';
import { parseRow } from './trees.ts';

describe('a logical flow', () => {
  const text =
    '  uuid=0xe88d8ba0, table=3 (lr_in_admission    ), priority=50   , match=(eth.dst == 50:54:00:00:00:01 && inport == "lr0-sw0"), action=(xreg0[0..47] = 50:54:00:00:00:01; next;)';
  const flow = readLogicalRow(text);
  const at = (span: { start: number; end: number } | undefined): string | undefined =>
    span === undefined ? undefined : text.slice(span.start, span.end);

  it('has its values and their places', () => {
    expect(flow).toMatchObject({
      uuid: 0xe88d8ba0,
      table: 3,
      stage: 'lr_in_admission',
      priority: 50,
      matchText: 'eth.dst == 50:54:00:00:00:01 && inport == "lr0-sw0"',
      actionsText: 'xreg0[0..47] = 50:54:00:00:00:01; next;',
      problems: [],
    });
    expect([flow.tableSpan, flow.stageSpan, flow.prioritySpan].map(at)).toEqual([
      '3',
      'lr_in_admission',
      '50',
    ]);
    expect([at(flow.matchSpan), at(flow.actionsSpan)]).toEqual([flow.matchText, flow.actionsText]);
  });

  it('has its match as terms', () => {
    expect(flow.match).toMatchObject({
      kind: 'and',
      operands: [
        {
          kind: 'comparison',
          relop: '==',
          field: { symbol: { name: 'eth.dst' }, offset: 0, nBits: 48 },
          constants: { constants: [{ kind: 'integer', value: 0x505400000001n, format: 'Ethernet' }] },
        },
        { constants: { constants: [{ kind: 'string', text: 'lr0-sw0' }] } },
      ],
    });
    expect(at(flow.match?.span)).toBe(flow.matchText);
  });

  it('has its actions', () => {
    expect(flow.actions).toMatchObject([
      { kind: 'load', destination: { symbol: { name: 'xreg0' }, offset: 0, nBits: 48 } },
      { kind: 'next', table: undefined },
    ]);
    expect(flow.actions.map(({ span }) => at(span))).toEqual(['xreg0[0..47] = 50:54:00:00:00:01', 'next']);
  });

  it("has OVN's errors, those of meaning too, each once", () => {
    const { problems, match, actions } = readLogicalRow(
      'table=?? (x), priority=1, match=(tcp.dst == 70000), action=(reg0 = inport; foo; next;)',
    );
    expect(match).toBeUndefined();
    expect(actions.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'next']);
    expect(problems.map(({ message }) => message)).toEqual([
      '17-bit constant is not compatible with 16-bit field tcp.dst.',
      "Can't assign string field (inport) to integer field (reg0).",
      "Syntax error at `foo' expecting action.",
    ]);
  });

  it('says nothing of what the text does not say', () => {
    expect(readLogicalRow('table=??(x), priority=7')).toMatchObject({
      uuid: undefined,
      table: undefined,
      priority: 7,
      match: undefined,
      matchText: '',
      actions: [],
    });
  });
});

describe('a header', () => {
  it('has its names, uuid and pipeline', () => {
    const text = 'Datapath: "a" aka "b c" (1288128b-fe07-4ab6-903a-705a16b31e92)  Pipeline: ingress';
    const { bytes, tree } = parseRow(text);
    expect(datapathHeader(bytes, 0, bytes.length, tree)).toMatchObject({
      name: 'a',
      nameSpan: { start: 10, end: 13 },
      aka: 'b c',
      uuid: '1288128b-fe07-4ab6-903a-705a16b31e92',
      pipeline: 'ingress',
    });
  });

  it('is none of any other row', () => {
    const { bytes, tree } = parseRow('  table=0 (x), priority=1, match=(1), action=(next;)');
    expect(datapathHeader(bytes, 0, bytes.length, tree)).toBeUndefined();
  });
});

describe('captures', () => {
  const files = hasShared
    ? readdirSync(`${sharedRoot}captures`, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('p2/lflow-list.txt'),
      )
    : [];

  sharedTest('are checked as OVN does, and actions are printed as they were', () => {
    const faults: string[] = [];
    for (const file of files) {
      for (const line of readFileSync(`${sharedRoot}captures/${file}`, 'utf8').split('\n')) {
        if (!line.includes('match=(')) continue;
        const flow = readLogicalRow(line);
        const printed = formatActions(flow.actions);
        const again = formatActions(readLogicalRow(`action=(${printed})`).actions);
        if (flow.problems.length > 0 || printed !== again) faults.push(`${line}: ${printed}`);
      }
    }
    expect(faults.slice(0, 5)).toEqual([]);
  });
});
