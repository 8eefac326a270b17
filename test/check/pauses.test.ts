import { describe, expect, it } from 'vitest';
import { memorySource, networkSteps } from '../../server/core/check/network.ts';
import { databaseSteps } from '../../server/core/model/database.ts';
import { readCapture } from '../../server/core/model/capture.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

/** A table Port_Binding as JSON. */
function bindings(nPorts: number): Uint8Array {
  const rows = Array.from({ length: nPorts }, (_, idx) => [
    ['uuid', `${idx.toString(16).padStart(8, '0')}-0000-4000-8000-000000000004`],
    `port-${idx}`,
    '',
    idx,
  ]);
  return encodeText(
    JSON.stringify({ headings: ['_uuid', 'logical_port', 'type', 'tunnel_key'], data: rows }),
  );
}

function countPauses(nPorts: number): { readonly nPauses: number; readonly names: readonly string[] } {
  const head = bindings(nPorts);
  const [moment] = readCapture([{ path: 'sb-Port_Binding.json', size: head.length, head }]).moments;
  if (moment === undefined) throw new Error('no moment');
  const steps = networkSteps(
    moment,
    memorySource(() => head),
    undefined,
  );
  for (let nPauses = 0; ; nPauses++) {
    const step = steps.next();
    if (step.done === true) return { nPauses, names: (step.value.ports ?? []).map(({ name }) => name) };
  }
}

describe('reading the databases of a capture', () => {
  it('pauses inside of a table that is one value', () => {
    const count = (bytes: Uint8Array): number => {
      const steps = databaseSteps(bytes, { table: 'Port_Binding' });
      for (let nPauses = 0; ; nPauses++) if (steps.next().done === true) return nPauses;
    };
    const [few, many] = [bindings(1_000), bindings(9_000)];
    // Every 256 KiB while its end is looked for, and every 64 rows.
    expect(count(many) - count(few)).toBeGreaterThanOrEqual(
      (many.length - few.length) / (1 << 18) - 1 + 8_000 / 64,
    );
  });

  it('pauses the more often, the more ports there are', () => {
    const few = countPauses(10);
    const many = countPauses(4_000);
    expect(few.names).toHaveLength(10);
    expect(many.names).toEqual(Array.from({ length: 4_000 }, (_, idx) => `port-${idx}`));
    // One pass finds the rows, one reads them, each with a pause after every 64.
    expect(many.nPauses - few.nPauses).toBeGreaterThanOrEqual(120);
  });
});
