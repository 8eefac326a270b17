import { describe, expect, it } from 'vitest';
import { memorySource, networkSteps } from '../../server/core/check/network.ts';
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
  it('pauses the more often, the more ports there are', () => {
    const few = countPauses(10);
    const many = countPauses(4_000);
    expect(few.names).toHaveLength(10);
    expect(many.names).toEqual(Array.from({ length: 4_000 }, (_, idx) => `port-${idx}`));
    // Two passes over the rows, each with a pause after every 64.
    expect(many.nPauses - few.nPauses).toBeGreaterThanOrEqual(120);
  });
});
