import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { finish } from '../../server/core/base/steps.ts';
import { type CaptureMoment, readCapture } from '../../server/core/model/capture.ts';
import { choiceInMoment, type PlacedPart } from '../../server/core/model/captureChoice.ts';
import { readDump } from '../../server/core/model/dump.ts';
import { chooseLayout, type LayoutChoice } from '../../server/core/model/layoutChoice.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

const fixture = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url)), 'utf8');

const flows = fixture('joined/hv1/br-int.of15.txt');
const list = fixture('joined/lflow-list-uuid.txt');
const groups = fixture('joined/hv1/br-int.groups.txt');
/** A row that says nothing of its release. */
const excerpt = ' cookie=0x0, table=8, priority=1 actions=drop\n';
/** Table 45 is OFTABLE_LOCAL_OUTPUT in 25.09 only. */
const newer =
  ' cookie=0x0, table=0, priority=100,in_port=1 actions=move:NXM_NX_TUN_ID[0..23]->OXM_OF_METADATA[0..23],resubmit(,45)\n';

interface Told {
  readonly alone: LayoutChoice;
  readonly inMoment: LayoutChoice;
  /** Other files that were asked, in order. */
  readonly asked: readonly string[];
}

function told(files: Readonly<Record<string, string>>, path: string, wanted?: string): Told {
  const parts = Object.entries(files).map(([name, text]) => ({ path: name, head: encodeText(text) }));
  const [moment] = readCapture(parts.map((part) => ({ ...part, size: part.head.length }))).moments;
  if (moment === undefined) throw new Error('no moment');
  const placed = placeOf(moment, path);
  const choiceOf = ({ part }: PlacedPart): LayoutChoice => {
    const text = files[part.path];
    if (text === undefined || part.dialect === undefined) throw new Error(`${part.path} is no dump`);
    return chooseLayout([readDump(encodeText(text), part.dialect)], wanted);
  };
  const asked: string[] = [];
  const alone = choiceOf(placed);
  const inMoment = finish(
    choiceInMoment(alone, placed, moment, function* (other) {
      asked.push(other.part.path);
      yield;
      return choiceOf(other);
    }),
  );
  return { alone, inMoment, asked };
}

function placeOf({ central, chassis }: CaptureMoment, path: string): PlacedPart {
  for (const part of central) if (part.path === path) return { part, chassis: undefined };
  for (const of of chassis) {
    for (const part of of.parts) if (part.path === path) return { part, chassis: of };
  }
  throw new Error(`${path} is not in the moment`);
}

it('the list of logical flows decides between releases that share the OpenFlow tables', () => {
  const { alone, inMoment, asked } = told(
    { 'hv1/br-int.txt': flows, 'hv2/br-int.txt': newer, 'lflow-list.txt': list },
    'hv1/br-int.txt',
  );
  expect(alone.layout.release).toBe('23.09');
  expect(inMoment.layout.release).toBe('23.03');
  expect(inMoment.fits).toBe(true);
  expect(inMoment.candidates.every((each) => alone.candidates.includes(each))).toBe(true);
  expect(inMoment.reasons.slice(0, -2)).toEqual(alone.reasons.slice(0, -1));
  expect(inMoment.reasons.at(-2)).toMatch(/^lflow-list\.txt of the same capture is of 22\.12\.1 – 23\.03\.$/);
  expect(inMoment.reasons.at(-1)).toMatch(/share these numbers; 23\.03.* is taken as the newest of them\.$/);
  // The list has told: other hosts may run anything.
  expect(asked).toEqual(['lflow-list.txt']);
});

it('a dump that shows nothing is read as the others are, its own host first', () => {
  const { alone, inMoment, asked } = told(
    { 'hv1/br-int.txt': newer, 'hv1/br-int.groups.txt': groups, 'lflow-list.txt': list },
    'hv1/br-int.groups.txt',
  );
  expect(alone.source).toBe('assumed');
  expect(inMoment).toMatchObject({ source: 'joined', layout: { release: '25.09' } });
  expect(asked[0]).toBe('hv1/br-int.txt');
});

it('other hosts are asked where there is no list', () => {
  const { inMoment, asked } = told({ 'hv1/br-int.txt': excerpt, 'hv2/br-int.txt': newer }, 'hv1/br-int.txt');
  expect(inMoment.layout.release).toBe('25.09');
  expect(inMoment.reasons[0]).toMatch(/^hv2\/br-int\.txt of the same capture is of 25\.09/);
  expect(asked).toEqual(['hv2/br-int.txt']);
});

it('a dump knows itself best: hosts differ while they are upgraded', () => {
  const { alone, inMoment, asked } = told(
    { 'hv1/br-int.txt': newer, 'lflow-list.txt': list },
    'hv1/br-int.txt',
  );
  expect(alone.layout.release).toBe('25.09');
  expect(inMoment).toEqual(alone);
  expect(asked).toEqual(['lflow-list.txt']);
});

it('a bridge of another kind has no tables of OVN', () => {
  const { inMoment, asked } = told(
    { 'hv1/br-ex.txt': excerpt, 'hv1/br-int.txt': flows, 'lflow-list.txt': list },
    'hv1/br-ex.txt',
  );
  expect(inMoment.source).toBe('assumed');
  expect(asked).toEqual([]);
});

it('what the user has set stays, and nobody is asked', () => {
  const { inMoment, asked } = told(
    { 'hv1/br-int.txt': flows, 'lflow-list.txt': list },
    'hv1/br-int.txt',
    '24.03',
  );
  expect(inMoment).toMatchObject({ source: 'set', layout: { release: '24.03' } });
  expect(asked).toEqual([]);
});
