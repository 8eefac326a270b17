import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hashText,
  inPortVerdicts,
  keyVerdicts,
  logicalMarks,
  nameVerdicts,
  openFlowMarks,
  PortVerdict,
} from '../../server/core/model/portMarks.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

const key = fc.oneof(
  fc.nat(300),
  fc.integer({ min: 0x2ff0, max: 0x3010 }),
  fc.integer({ min: 0x7ff0, max: 0x8010 }),
  fc.integer({ min: 0x8ff0, max: 0x9010 }),
  fc.nat(0xffff),
  fc.constant(0xffff_ffff),
);
const maybeKey = fc.oneof(fc.constant(-1), key);
const hashOf = (name: string): number => hashText(encodeText(name), 0, encodeText(name).length);

describe('marks of OpenFlow rows', () => {
  it('never deny a port that is named, and never claim one that is not', () => {
    fc.assert(
      fc.property(maybeKey, maybeKey, key, (reg14, reg15, asked) => {
        const marks = openFlowMarks(reg14, reg15, -1);
        expect(marks).toBeGreaterThanOrEqual(0);
        expect(marks).toBeLessThanOrEqual(0xffff);
        for (const wanted of [asked, reg14, reg15]) {
          if (wanted === -1) continue;
          const verdict = keyVerdicts(wanted)[marks];
          if (wanted === reg14 || wanted === reg15) expect(verdict).not.toBe(PortVerdict.no);
          else expect(verdict).not.toBe(PortVerdict.yes);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [5, -1, 5],
    [-1, 0x2fff, 0x2fff],
    [0x8000, -1, 0x8000],
    [-1, 0x8ffe, 0x8ffe],
    [126, 126, 126],
    [1, 126, 126],
  ])('decide alone on usual keys: reg14 %i, reg15 %i names %i', (reg14, reg15, wanted) => {
    const marks = openFlowMarks(reg14, reg15, -1);
    expect(keyVerdicts(wanted)[marks]).toBe(PortVerdict.yes);
    expect(keyVerdicts(wanted + 1)[marks]).not.toBe(PortVerdict.yes);
    expect(keyVerdicts(wanted > 20 ? 20 : 21)[marks]).toBe(PortVerdict.no);
  });

  it('keep what enters apart from keys', () => {
    const marks = openFlowMarks(-1, -1, hashOf('7'));
    expect(inPortVerdicts(hashOf('7'))[marks]).toBe(PortVerdict.look);
    expect(inPortVerdicts(hashOf('8'))[marks]).toBe(PortVerdict.no);
    expect(keyVerdicts(7)[marks]).toBe(PortVerdict.no);
    // With both, the row has to be looked at.
    expect(keyVerdicts(7)[openFlowMarks(7, -1, hashOf('7'))]).toBe(PortVerdict.look);
  });

  it('of a row without ports deny all', () => {
    expect(keyVerdicts(0)[openFlowMarks(-1, -1, -1)]).toBe(PortVerdict.no);
    expect(nameVerdicts(0)[logicalMarks(-1, -1)]).toBe(PortVerdict.no);
  });
});

describe('marks of logical rows', () => {
  it('never deny a name that is there', () => {
    const name = fc.oneof(fc.string({ maxLength: 20 }), fc.uuid());
    fc.assert(
      fc.property(name, name, (first, second) => {
        for (const marks of [
          logicalMarks(hashOf(first), -1),
          logicalMarks(hashOf(first), hashOf(second)),
          logicalMarks(hashOf(second), hashOf(first)),
        ])
          expect(nameVerdicts(hashOf(first))[marks]).toBe(PortVerdict.look);
      }),
    );
  });

  it('pass over almost all others', () => {
    const verdicts = nameVerdicts(hashOf('the one'));
    let nLooks = 0;
    for (let idx = 0; idx < 10_000; idx++) {
      if (verdicts[logicalMarks(hashOf(`other ${idx}`), -1)] !== PortVerdict.no) nLooks++;
    }
    expect(nLooks).toBeLessThan(10);
  });
});
