/**
 * Groups in the spelling of Open vSwitch's own programs.
 *
 *     readGroup(text, …) → printGroup(group, version)      a line of `dump-groups`, of a switch that has taken the group
 *     readGroup(text, …) → printGroupMod(group, version)   the message that tells it, as `ovs-ofctl ofp-print` shows it
 */
import { encodedGroup, tellsBucketIds } from './exact/encodedGroup.ts';
import { fullMask, printFieldValue } from './exact/fieldValue.ts';
import { printPort } from './exact/names.ts';
import { printActions } from './exact/printActions.ts';
import { printVersion, Version } from './exact/protocols.ts';
import { allBuckets, type Bucket, firstBucket, type GroupMod, lastBucket } from './exact/readGroup.ts';
import { orRejection, Rejection } from './exact/rejection.ts';

/**
 * The group as `ovs-ofctl dump-groups` prints it, without the space before it, where a message of the same version has told it
 * to the switch; the name of Open vSwitch's error where the switch refuses the message.
 */
export function printGroup(group: GroupMod, version: Version): string | Rejection {
  return orRejection(() => printBody(encodedGroup(group, version), version));
}

/** The group as a message. What a switch would not take of it is told as `***decode error: NAME***`. */
export function printGroupMod(group: GroupMod, version: Version): string {
  const head = `${version === Version.of10 ? 'NXT' : 'OFPT'}_GROUP_MOD${printVersion(version)}:`;
  const sent = orRejection(() => encodedGroup(group, version));
  if (sent instanceof Rejection) return `${head} ***decode error: ${sent.message}***`;
  const { command, commandBucket = allBuckets } = sent;
  const isOfBuckets = command === 'insert_bucket' || command === 'remove_bucket';
  const place = isOfBuckets ? `command_bucket_id:${bucketName(commandBucket)},` : '';
  return `${head}\n ${commandNames[command]} ${place}${printBody(sent, version)}`;
}

const commandNames = {
  add: 'ADD',
  delete: 'DEL',
  modify: 'MOD',
  add_or_mod: 'ADD_OR_MOD',
  insert_bucket: 'INSERT_BUCKET',
  remove_bucket: 'REMOVE_BUCKET',
} as const;

/** Models `ofputil_group_format`. */
function printBody(group: GroupMod, version: Version): string {
  const { command, type, selectionMethod: method, selectionParam: param } = group;
  const parts = [`group_id=${group.id}`];
  if (command !== 'insert_bucket' && command !== 'remove_bucket') parts.push(`type=${type}`);
  if (method !== '') {
    parts.push(`selection_method=${method}`);
    if (param !== 0n) parts.push(`selection_method_param=${param}`);
    if (group.fields.length > 0) parts.push(printFields(group));
  }
  const hasIds = tellsBucketIds(version);
  return [...parts, ...group.buckets.map((bucket) => printBucket(bucket, type, hasIds))].join(',');
}

/** The fields that are hashed, in Open vSwitch's order, each with its bits where those are not all. */
function printFields({ fields }: GroupMod): string {
  const words = [...fields]
    .sort((a, b) => a.field.index - b.field.index)
    .map(({ field, value }) => {
      const full = fullMask(field);
      if (value.value === full) return field.name;
      return `${field.name}=${printFieldValue(field, { ...value, mask: full })}`;
    });
  return words.length === 1 ? `fields=${words[0] ?? ''}` : `fields(${words.join(',')})`;
}

/** Models `ofputil_bucket_format`. */
function printBucket(bucket: Bucket, type: GroupMod['type'], hasId: boolean): string {
  const { id, weight, watchPort, watchGroup, actions } = bucket;
  const parts: string[] = [];
  if (hasId && id !== undefined) parts.push(`bucket_id:${id}`);
  if (weight !== (type === 'select' ? 1 : 0)) parts.push(`weight:${weight}`);
  if (watchPort !== undefined) parts.push(`watch_port:${printPort(watchPort)}`);
  if (watchGroup !== undefined) parts.push(`watch_group:${watchGroup}`);
  return `bucket=${[...parts, `actions=${printActions(actions)}`].join(',')}`;
}

function bucketName(id: number): string {
  if (id === allBuckets) return 'all';
  return id === firstBucket ? 'first' : id === lastBucket ? 'last' : String(id);
}
