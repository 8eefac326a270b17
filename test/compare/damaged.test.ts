import { expect, it } from 'vitest';
import { seededRandom } from '../../server/core/base/random.ts';
import { compareLogical } from '../../server/core/compare/compareLogical.ts';
import { readGroups } from '../../server/core/compare/groupForm.ts';
import { readMeters } from '../../server/core/compare/meterForm.ts';
import { plainNumbering } from '../../server/core/compare/numbering.ts';
import { readDumpText } from '../../server/core/model/dump.ts';
import { text } from '../fixtures/dumps.ts';
import { comparedFlows, finish, isSame } from './compared.ts';

const folder = 'captures/23.03/p2';
const letters = '(),=:->[]{}/"\\ +0x9a\u0000é\n';

/** A text with some of its characters changed, doubled or gone. */
function damaged(whole: string, seed: number): string {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random.next() * n);
  let out = whole;
  for (let edit = 0; edit < 40; edit++) {
    const at = below(out.length);
    const letter = letters[below(letters.length)] ?? '';
    out = out.slice(0, at) + letter.repeat(below(3)) + out.slice(at + below(4));
  }
  return out;
}

const seeds = Array.from({ length: 12 }, (_, idx) => idx + 1);

it.each(seeds)(
  'flows that are damaged are the same as themselves, and compare with the whole (%i)',
  (seed) => {
    const whole = text(`${folder}/hv2/br-int.of15.txt`);
    const broken = damaged(whole, seed);
    expect(isSame(comparedFlows(broken, broken))).toBe(true);
    const { removed, added, changed } = comparedFlows(whole, broken);
    expect(removed.length + added.length + changed.length).toBeLessThan(160);
  },
);

it.each(seeds)('so are logical flows, groups and meters (%i)', (seed) => {
  const list = readDumpText(damaged(text(`${folder}/lflow-list.txt`), seed), 'ovn-lflow');
  expect(isSame(finish(compareLogical(list, list)))).toBe(true);
  const groups = damaged(text(`${folder}/hv2/br-int.groups.txt`), seed);
  expect(() => readGroups(readDumpText(groups, 'ovs-groups'), plainNumbering)).not.toThrow();
  expect(() => readMeters(readDumpText(groups, 'ovs-meters'))).not.toThrow();
});
