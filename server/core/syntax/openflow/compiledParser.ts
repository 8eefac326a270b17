import { compiledSyntax } from '../compiledRows.ts';
import type { RowSyntax } from '../rowSyntax.ts';
import { wasmModule } from './flowModule.ts';
import { parseOpenFlowRow } from './parseRow.ts';

/** What `parseOpenFlowRow` does, with the compiled parser where it can. */
export const flowSyntax: RowSyntax = compiledSyntax('ovs-openflow', wasmModule, parseOpenFlowRow);
