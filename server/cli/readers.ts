import type { Dialect } from '../core/syntax/dialect.ts';
import type { FileReader } from './parseFile.ts';

/**
 * What reads the files of a dialect. The program loads it when it needs it, and no parsers of other dialects with it where
 * a file may be read in less time than they take to load.
 */
export async function readerOf(dialect: Dialect | undefined): Promise<FileReader> {
  switch (dialect) {
    case 'ovs-openflow':
      return (await import('./parseFlows.ts')).reader;
    case 'ovn-lflow':
      return (await import('./parseLogicalFlows.ts')).reader;
    default:
      return (await import('./parseOthers.ts')).reader;
  }
}
