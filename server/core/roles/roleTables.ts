import type { Layout } from '../facts/layout.ts';
import { oftableNumber } from '../facts/table.ts';
import type { RoleTables } from './recognize.ts';

/** The tables of a layout that roles live in; undefined for a layout without them. */
export function roleTables(layout: Layout): RoleTables | undefined {
  const number = (name: string): number | undefined => oftableNumber(layout, name);
  const remoteOutput = number('OFTABLE_REMOTE_OUTPUT');
  const localOutput = number('OFTABLE_LOCAL_OUTPUT');
  const checkLoopback = number('OFTABLE_CHECK_LOOPBACK');
  const logToPhy = number('OFTABLE_LOG_TO_PHY');
  if (
    remoteOutput === undefined ||
    localOutput === undefined ||
    checkLoopback === undefined ||
    logToPhy === undefined
  )
    return undefined;
  return {
    largePacketDetect: number('OFTABLE_OUTPUT_LARGE_PKT_DETECT'),
    largePacketProcess: number('OFTABLE_OUTPUT_LARGE_PKT_PROCESS'),
    remoteOutput,
    localOutput,
    checkLoopback,
    logToPhy,
  };
}
