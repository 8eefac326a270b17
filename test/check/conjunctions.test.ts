import { describe, expect, it } from 'vitest';
import { editedFindings } from './captures.ts';

const folder = 'sample-capture/p1-both-live';
const file = 'hv1/br-int.txt';

function row(table: number, match: string, actions: string): string {
  return ` cookie=0x0, duration=9.5s, table=${table}, n_packets=0, n_bytes=0, idle_age=9, priority=1900,${match} actions=${actions}`;
}

/** What rows that are added to a healthy bridge show of conjunctions: a code, and the row's match. */
function found(rows: readonly string[], other: readonly string[] = []): readonly string[] {
  const { findings, lines } = editedFindings(folder, {
    [file]: (text) => `${text.trimEnd()}\n${rows.join('\n')}\n`,
    ...(other.length === 0
      ? {}
      : { 'hv2/br-int.txt': (text: string) => `${text.trimEnd()}\n${other.join('\n')}\n` }),
  });
  return findings
    .filter(({ code }) => code === 'FH05' || code === 'FH06')
    .map(({ code, place }) => {
      const line = lines(place.path)[place.line] ?? '';
      return `${code} ${place.path} ${/table=\d+/.exec(line)?.[0]} ${/priority=1900,(.*) actions/.exec(line)?.[1]}`;
    });
}

/** A whole conjunction: its ids as the two places spell them. */
function whole(table: number, matched: string, named: string): readonly string[] {
  return [
    row(table, `conj_id=${matched},ip,metadata=0x1`, 'drop'),
    row(table, 'ip,reg14=0x1,metadata=0x1', `conjunction(${named},1/2)`),
    row(table, 'ip,metadata=0x1,nw_src=10.0.0.9', `conjunction(${named},2/2)`),
  ];
}

describe('ids of conjunctions', () => {
  it.each([
    ['7', '7'],
    ['0x7', '7'],
    ['7', '0x7'],
    ['0x07', '7'],
    ['0xfffffffe', '4294967294'],
    ['4294967294', '0xfffffffe'],
    ['2147483648', '2147483648'],
  ])('%s and %s are one', (matched, named) => {
    expect(found(whole(16, matched, named))).toEqual([]);
  });

  it.each([
    ['7', '8'],
    ['0x10', '10'],
    ['4294967294', '4294967295'],
  ])('%s and %s are two', (matched, named) => {
    expect(found(whole(16, matched, named))).toEqual([
      `FH06 ${file} table=16 conj_id=${matched},ip,metadata=0x1`,
      `FH06 ${file} table=16 ip,reg14=0x1,metadata=0x1`,
    ]);
  });

  it('are of their table', () => {
    const [id = '', ...clauses] = whole(16, '7', '7');
    expect(found([...whole(16, '7', '7'), ...whole(46, '7', '7')])).toEqual([]);
    expect(found([id.replace('table=16', 'table=46'), ...clauses])).toEqual([
      `FH06 ${file} table=46 conj_id=7,ip,metadata=0x1`,
      `FH06 ${file} table=16 ip,reg14=0x1,metadata=0x1`,
    ]);
    const [first = '', second = ''] = clauses;
    expect(found([id, first, second.replace('table=16', 'table=46')])).toEqual([
      `FH05 ${file} table=16 ip,reg14=0x1,metadata=0x1`,
    ]);
  });

  it('are of their bridge', () => {
    const [id = '', ...clauses] = whole(16, '7', '7');
    expect(found([id], clauses)).toEqual([
      `FH06 ${file} table=16 conj_id=7,ip,metadata=0x1`,
      'FH06 hv2/br-int.txt table=16 ip,reg14=0x1,metadata=0x1',
    ]);
  });

  it('of several conjunctions in one row are each looked at', () => {
    expect(
      found([
        row(16, 'conj_id=7,ip,metadata=0x1', 'drop'),
        row(16, 'conj_id=9,ip,metadata=0x1', 'drop'),
        row(16, 'ip,reg14=0x1,metadata=0x1', 'conjunction(7,1/2),conjunction(0x9,1/2)'),
        row(16, 'ip,metadata=0x1,nw_src=10.0.0.9', 'conjunction(7,2/2),conjunction(9,2/2)'),
      ]),
    ).toEqual([]);
  });
});
