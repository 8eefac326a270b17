import { stringOf } from '../syntax/ovsdb/datum.ts';
import type { Place } from './finding.ts';
import type { Tables } from './tables.ts';
import { booleanOf, stringMap, textsOf } from './values.ts';

/** A row of the northbound table Logical_Switch_Port. */
export interface SwitchPort {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly options: ReadonlyMap<string, string>;
  readonly up: boolean | undefined;
  readonly place: Place;
}

/** By name; undefined when no file has them. */
export function readSwitchPorts(tables: Tables): ReadonlyMap<string, SwitchPort> | undefined {
  const stored = tables.find('Logical_Switch_Port');
  if (stored === undefined) return undefined;
  const ports = new Map<string, SwitchPort>();
  for (const row of stored.table.rows()) {
    const name = stringOf(row.get('name')) ?? '';
    ports.set(name, {
      name,
      addresses: textsOf(row.get('addresses')),
      options: stringMap(row.get('options')),
      up: booleanOf(row.get('up')),
      place: stored.placeOf(row),
    });
  }
  return ports;
}
