import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand } from './runCommand.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

const json = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

describe('check', () => {
  it('prints one finding a line as JSON, and exits 1 for an error', async () => {
    const folder = fixture('faults/MC02-missing-clone');
    const { status, out, err } = await runCommand(['check', '--json', folder]);
    expect(status).toBe(1);
    expect(err).toBe('');
    const findings = json(out) as Record<string, unknown>[];
    expect(findings.map((finding) => finding['code'])).toEqual(['MC02', 'MC16']);
    expect(Object.keys(findings[0] ?? {})).toEqual([
      'file',
      'line',
      'code',
      'severity',
      'message',
      'related',
    ]);
    expect(findings[0]).toMatchObject({
      file: `${folder}/hv3/br-int.txt`,
      line: 13,
      severity: 'error',
      message: expect.stringContaining('hv3 sends no copy for vm to hv2') as unknown,
      related: [{ file: `${folder}/sb-Chassis.json`, line: 1, message: 'chassis hv2' }],
    });
  });

  it('exits 0 when nothing is worse than a warning, and proposes a command', async () => {
    const { status, out } = await runCommand(['check', fixture('faults/MC16-both-live')]);
    expect(status).toBe(0);
    expect(out).toContain('sb-Port_Binding.json:1: warning MC16: vm is live at hv1 and hv2');
    expect(out).toContain('    try: ovn-nbctl set Logical_Switch_Port vm options:activation-strategy=rarp\n');
  });

  it('compares each moment with the one before', async () => {
    const folder = fixture('faults/MC17-source-runs');
    const { status, out } = await runCommand(['check', '--json', '--off', 'MC31', folder]);
    expect(status).toBe(1);
    expect(json(out)).toEqual([
      expect.objectContaining({
        code: 'MC17',
        severity: 'error',
        file: `${folder}/t3/hv1/br-int.txt`,
        line: 6,
      }),
    ]);
  });

  it('takes files that belong together', async () => {
    const folder = fixture('faults/MC03-never-activated');
    const files = ['hv1/br-int.txt', 'hv2/br-int.txt', 'sb-Port_Binding.json', 'sb-Chassis.json'];
    const { status, out } = await runCommand([
      'check',
      '--json',
      ...files.map((file) => `${folder}/${file}`),
    ]);
    expect(status).toBe(1);
    expect(json(out)).toContainEqual(
      expect.objectContaining({ code: 'MC03', file: `${folder}/hv2/br-int.txt`, line: 6 }),
    );
  });

  it.each([
    [['check'], 'which folder or files?'],
    [['check', fixture('nowhere')], 'no such file or folder'],
    [['check', fixture('faults/README.md')], 'no dumps in'],
    [['ports'], 'which folder?'],
    [['ports', fixture('nowhere')], 'no such file or folder'],
    [['ports', fixture('nowhere'), 'more'], 'which folder?'],
  ])('is strict about its use: %j', async (args, message) => {
    const { status, out, err } = await runCommand(args);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
  });
});

describe('ports', () => {
  it('prints one port a line as JSON', async () => {
    const { status, out } = await runCommand(['ports', '--json', fixture('faults/OK-waiting')]);
    expect(status).toBe(0);
    expect(json(out)).toEqual([
      {
        port: 'vm',
        phase: 'blocked',
        main: 'hv1',
        additional: ['hv2'],
        strategy: 'rarp',
        activated: false,
        clones: { hv1: ['hv2'], hv2: ['hv1'], hv3: ['hv1', 'hv2'] },
        blocked: ['hv2'],
        findings: ['MC31'],
      },
    ]);
  });

  it('goes through the moments of a capture', async () => {
    const { out } = await runCommand(['ports', '--json', fixture('sample-capture')]);
    expect(json(out)).toMatchObject([
      { moment: 'p0-on-hv1', phase: 'single', main: 'hv1', activated: false, clones: {} },
      { moment: 'p1-both-live', phase: 'both-bound', strategy: null, blocked: [] },
      { moment: 'p2-blocked', phase: 'blocked', activated: false, blocked: ['hv2'] },
      { moment: 'p3-activated', phase: 'activated', activated: true, blocked: [] },
      { moment: 'p4-on-hv2', phase: 'moved', main: 'hv2', additional: [] },
    ]);
  });

  it('says which further dump would tell', async () => {
    const { out } = await runCommand(['ports', fixture('faults/MC17-source-runs/t1')]);
    expect(out).toContain(
      '  another dump, in a folder of its own, would tell MC17: whether the guest at hv1 still runs: flows of hv1, some seconds later\n',
    );
    const all = await runCommand(['ports', '--json', fixture('faults/MC17-source-runs')]);
    expect(json(all.out).map((each) => (each as { findings: unknown }).findings)).toEqual([
      ['MC31'],
      ['MC31'],
      ['MC17', 'MC31'],
    ]);
  });

  it('tells a person who sends where, and where not', async () => {
    const { out } = await runCommand(['ports', fixture('faults/MC01-missing-tunnel')]);
    expect(out).toContain('vm (sw0): both-bound, bound at several chassis, all of them live\n');
    expect(out).toContain('  main        hv1: geneve 192.168.0.11; interface vm;');
    expect(out).toContain('hv3: geneve 192.168.0.13; sends to hv1, should to hv1, hv2\n');
    expect(out).toContain('  error MC01: hv3 sends no copy for vm to hv2');
  });
});
