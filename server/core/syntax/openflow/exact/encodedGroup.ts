/**
 * Groups after their way through a message, as a switch has them. Models `ofputil_encode_group_mod` and
 * `ofputil_decode_group_mod` of `lib/ofp-group.c`.
 */
import { encodedActions } from './encodedActions.ts';
import { Version } from './protocols.ts';
import { anyPort, type Bucket, type GroupMod } from './readGroup.ts';
import { reject } from './rejection.ts';

/**
 * The group as a message of that version holds it: what the version cannot tell is gone, and every bucket has a number.
 * Rejects what a switch would not take with the name of Open vSwitch's error.
 */
export function encodedGroup(group: GroupMod, version: Version): GroupMod {
  const isLong = tellsBucketIds(version);
  const { command } = group;
  if (!isLong && (command === 'insert_bucket' || command === 'remove_bucket')) reject('OFPGMFC_BAD_COMMAND');
  const ids = isLong ? bucketIds(group.buckets) : group.buckets.map((_, place) => place);
  const buckets = group.buckets.map((bucket, i) => ({
    ...bucket,
    id: ids[i],
    watchPort: bucket.watchPort === anyPort ? undefined : bucket.watchPort,
    actions: encodedActions(bucket.actions, version),
  }));
  if (new Set(ids).size < ids.length) reject('OFPGMFC_BAD_BUCKET');
  const { selectionMethod: method } = group;
  if (isLong && method !== '' && (group.type !== 'select' || (method !== 'hash' && method !== 'dp_hash'))) {
    reject('OFPBPC_BAD_VALUE');
  }
  checkBuckets({ ...group, buckets });
  return isLong ? { ...group, buckets } : { ...group, ...nothingSelected, buckets };
}

/** Whether messages of that version tell how a group selects and what its buckets are called: those of OpenFlow 1.0 do. */
export function tellsBucketIds(version: Version): boolean {
  return version === Version.of10 || version >= Version.of15;
}

const nothingSelected = { selectionMethod: '', selectionParam: 0n, fields: [] } as const;

/**
 * The numbers of buckets. One without gets the lowest that is free, where Open vSwitch looks only at the numbers behind the
 * first such bucket: it may give one twice.
 */
function bucketIds(buckets: readonly Bucket[]): readonly number[] {
  const first = buckets.findIndex(({ id }) => id === undefined);
  const taken = new Set(buckets.slice(first + 1).map(({ id }) => id));
  let free = 0;
  return buckets.map(({ id }) => {
    if (id !== undefined) return id;
    while (taken.has(free)) free++;
    return free++;
  });
}

/** Models `ofputil_check_group_mod`. */
function checkBuckets({ command, type, buckets }: GroupMod): void {
  if (type === 'indirect' && command !== 'delete' && buckets.length !== 1) reject('OFPGMFC_INVALID_GROUP');
  const watches = type === 'all' || type === 'indirect' ? 'none' : type === 'ff' ? 'each' : 'any';
  for (const { watchPort, watchGroup } of buckets) {
    const isWatched = watchPort !== undefined || watchGroup !== undefined;
    if (watches === 'none' && isWatched) reject('OFPGMFC_WATCH_UNSUPPORTED');
    if (watches === 'each' && !isWatched) reject('OFPGMFC_INVALID_GROUP');
  }
}
