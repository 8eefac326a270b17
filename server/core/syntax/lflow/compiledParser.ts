import { compiledSyntax } from '../compiledRows.ts';
import type { RowSyntax } from '../rowSyntax.ts';
import { wasmModule } from './logicalModule.ts';
import { parseLogicalFlowRow } from './parseRow.ts';

/** What `parseLogicalFlowRow` does, with the compiled parser where it can. */
export const logicalSyntax: RowSyntax = compiledSyntax('ovn-lflow', wasmModule, parseLogicalFlowRow);
