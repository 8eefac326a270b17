import { flowSyntax } from '../core/syntax/openflow/compiledParser.ts';
import { type FileReader, fileReader } from './parseFile.ts';

export const reader: FileReader = fileReader(flowSyntax);
