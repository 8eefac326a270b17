import ovn from '../../data/ovn.json' with { type: 'json' };
import ovs from '../../data/ovs.json' with { type: 'json' };

// What server/data holds, typed. Only this folder reads it; everybody else asks the look-ups.

/** A row that some releases have: from `since` (absent: the oldest known) to `until` (absent: the newest known). */
export interface Ranged {
  readonly since?: string;
  readonly until?: string;
}

export type PipelineWord = 'ls_in' | 'ls_out' | 'lr_in' | 'lr_out';

export interface OvnData {
  readonly releases: readonly {
    readonly id: string;
    readonly ref: string;
    readonly commit: string;
    readonly commitDate: string;
    readonly ingressLength: number;
    readonly egressLength: number;
    readonly nLogicalRegisters: number;
  }[];
  readonly layouts: readonly {
    readonly id: string;
    readonly release: string;
    readonly label: string;
    readonly tags: readonly string[];
  }[];
  /** `tables`: one number for each layout, null where it has no such stage. */
  readonly stages: readonly {
    readonly pipeline: PipelineWord;
    readonly name: string;
    readonly id: string;
    readonly tables: readonly (number | null)[];
  }[];
  /** `numbers`: one for each layout, null where it has no such table. */
  readonly oftables: readonly { readonly name: string; readonly numbers: readonly (number | null)[] }[];
  /** Ranged by layout. */
  readonly controllerOpcodes: readonly (Ranged & { readonly name: string; readonly value: number })[];
  readonly registers: readonly (Ranged & {
    readonly name: string;
    readonly field: string;
    readonly low: number;
    readonly high: number;
    readonly role?: 'switch' | 'router';
  })[];
  readonly actions: readonly (Ranged & { readonly name: string; readonly assigned?: boolean })[];
  readonly actionEnums: readonly (Ranged & { readonly name: string; readonly action?: string })[];
  readonly symbols: readonly (Ranged & {
    readonly name: string;
    readonly kind: 'field' | 'subfield' | 'predicate' | 'string' | 'ovnfield';
    readonly width?: number;
    readonly expansion?: string;
    readonly field?: string;
    readonly prereq?: string;
    readonly nominalOnly?: boolean;
    readonly writableOnlyIn?: string;
    readonly writeOnly?: boolean;
  })[];
}

export interface OvsData {
  readonly releases: readonly {
    readonly id: string;
    readonly ref: string;
    readonly commit: string;
    readonly commitDate: string;
    readonly nFlowRegisters: number;
  }[];
  readonly fields: readonly (Ranged & {
    readonly name: string;
    readonly aliases?: readonly string[];
    readonly width: number;
    readonly maskable?: boolean;
    readonly formatting: string;
    readonly prereqs?: string;
    readonly writable?: boolean;
    readonly oxm?: readonly string[];
    readonly nxm?: readonly string[];
  })[];
  readonly actions: readonly (Ranged & {
    readonly name: string;
    readonly enum: string;
    readonly forms: readonly string[];
  })[];
  readonly reservedPorts: readonly (Ranged & { readonly name: string; readonly number: number })[];
  readonly matchShorthands: readonly (Ranged & { readonly name: string; readonly expansion: string })[];
}

export const ovnData: OvnData = ovn as OvnData;
export const ovsData: OvsData = ovs;
