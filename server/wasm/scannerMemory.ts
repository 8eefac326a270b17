/** Addresses and numbers that the parts of the scanner share: see `rowScanner.ts`. */

/** State: where the text begins that was not read, and how many of each list below. */
export const restAt: usize = 0x100;
export const nHeadersAt: usize = 0x104;

export const lastHeadSizeAt: usize = 0x240;

/** 512 bytes: index of a name + 1 by its hash; 0 is free. */
export const stageHashAt: usize = 0x800;

export const batchRows: usize = 4096;
export const kindAt: usize = 0x20000;
export const tableAt: usize = 0x24000;
export const priorityAt: usize = 0x30000;

export const cookieAt: usize = 0x40000;
export const portsAt: usize = 0x60000;

export const kindBlank: u32 = 0;
export const kindFlow: u32 = 1;
export const kindHeader: u32 = 2;
export const kindComment: u32 = 3;
export const kindOther: u32 = 5;

export const none8: u32 = 0xff;
export const manyPorts: u32 = 0xffff;

export const wordPriority: u64 = 0x797469726f697270;
export const wordTable: u64 = 0x3d656c626174;
export const wordMatch: u64 = 0x3d686374616d;

export const low40: u64 = 0xffffffffff;
export const low48: u64 = 0xffffffffffff;
export const low56: u64 = 0xffffffffffffff;
