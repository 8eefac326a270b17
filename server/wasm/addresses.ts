import { wide } from './nodes';

/** Eight groups of an IPv6 address. */
const groupsAt: usize = 0x300;

/** The Ethernet address last read. */
export let macLow: i32 = 0;
export let macHigh: i32 = 0;
/** The index of the words of the IPv6 address last read. */
export let ip6Words: i32 = 0;

/** The end of the Ethernet address at `start`, 0 when there is none; what may follow it is the caller's business. */
export function readMac(start: usize, limit: usize): usize {
  const end = start + 17;
  if (end > limit) return 0;
  let address: u64 = 0;
  for (let at = start; at < end; at += 3) {
    if (at > start && load<u8>(at - 1) != 58) return 0;
    const a = hexDigit(load<u8>(at));
    const b = hexDigit(load<u8>(at, 1));
    if ((a | b) > 15) return 0;
    address = (address << 8) | ((a << 4) | b);
  }
  macLow = address as i32;
  macHigh = (address >> 32) as i32;
  return end;
}

/** The same of an IPv6 address; one with an IPv4 address in it is none. */
export function readIp6(start: usize, limit: usize): usize {
  let at = start;
  let nGroups = 0;
  let gap = -1;
  let needsGroup = false;
  if (load<u16>(at) == 0x3a3a) {
    gap = 0;
    at += 2;
  }
  while (true) {
    const first = at;
    let group: u32 = 0;
    while (at < limit && at - first < 4) {
      const digit = hexDigit(load<u8>(at));
      if (digit > 15) break;
      group = (group << 4) | digit;
      at++;
    }
    if (at == first) {
      if (needsGroup || gap != nGroups) return 0;
      break;
    }
    if (nGroups == 8) return 0;
    store<u16>(groupsAt + ((nGroups as usize) << 1), group as u16);
    nGroups++;
    if (at >= limit || load<u8>(at) != 58) break;
    at++;
    needsGroup = true;
    if (at < limit && load<u8>(at) == 58) {
      if (gap != -1) return 0;
      gap = nGroups;
      at++;
      needsGroup = false;
    }
  }
  if (gap == -1 ? nGroups != 8 : nGroups > 7) return 0;
  if (gap != -1) {
    const shift = 8 - nGroups;
    const from = groupsAt + ((gap as usize) << 1);
    memory.copy(from + ((shift as usize) << 1), from, ((nGroups - gap) as usize) << 1);
    memory.fill(from, 0, (shift as usize) << 1);
  }
  ip6Words = wide(groupPair(0), groupPair(4), groupPair(8), groupPair(12));
  return ip6Words < 0 ? 0 : at;
}

function groupPair(at: usize): i32 {
  return ((load<u16>(groupsAt + at) as i32) << 16) | (load<u16>(groupsAt + at, 2) as i32);
}

/** The value of a hexadecimal digit; 255 for any other byte. */
export function hexDigit(byte: u32): u32 {
  const digit = byte - 48;
  if (digit <= 9) return digit;
  const letter = (byte | 0x20) - 97;
  return letter <= 5 ? letter + 10 : 255;
}
