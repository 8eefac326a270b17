import { logicalSyntax } from '../core/syntax/lflow/compiledParser.ts';
import { type FileReader, fileReader } from './parseFile.ts';

export const reader: FileReader = fileReader(logicalSyntax);
