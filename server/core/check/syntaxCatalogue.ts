import type { CatalogueEntry } from './catalogue.ts';

/** Rules about the text of dumps: what cannot be read, and what no release or no packet field has. */
export const syntaxCatalogue: readonly CatalogueEntry[] = [
  {
    code: 'FS01',
    severity: 'error',
    title: 'Text that cannot be read',
    text: 'The line breaks the form that its tool prints: something is missing, stands where nothing may stand, or the line ends too early. Pagers, mail and tickets wrap and cut long lines; look for the rest of it above or below. What stands around the place is read all the same.',
  },
  {
    code: 'FS02',
    severity: 'error',
    title: 'A name that there is not',
    text: 'No field, action, flag or argument has this name. It is misspelled, is of another program, or of a version newer than those known here (Open vSwitch to 3.7, OVN to 26.03).',
  },
  {
    code: 'FS03',
    severity: 'error',
    title: 'A field without what it presupposes',
    text: 'Only some packets have the field: ports are of TCP, UDP or SCTP, addresses of IP or ARP. A match has to say which packets it means before it may name the field, and Open vSwitch rejects a flow that does not. Add the protocol, such as tcp or ip, to the match.',
  },
  {
    code: 'FS04',
    severity: 'error',
    title: 'A value wider than its field',
    text: 'The number has more bits than the field, or the bits that are named lie outside it. Open vSwitch and OVN reject such a flow. A digit too many is the usual cause, or a value for the field next to it.',
  },
  {
    code: 'FS05',
    severity: 'error',
    title: 'A field used in a way that it does not take',
    text: 'Some fields are matched whole or not at all, some can be matched and not written, some have no order and take == and != only. Open vSwitch and OVN reject a flow that does otherwise.',
  },
  {
    code: 'FS06',
    severity: 'warning',
    title: 'A line that is too long to be read',
    text: 'The line has more than a mebibyte. No tool prints a flow of that length, so this is another kind of file, or lines were joined. It is shown and not read; nothing else is said of it.',
  },
  {
    code: 'FS07',
    severity: 'error',
    title: 'A damaged record of a database file',
    text: 'A file of ovsdb-server is a row of records, each with its length and digest in front. Here they do not fit: the file was cut, changed, or written to while it was copied. Databases are saved with ovsdb-client backup while the server runs; ovsdb-tool checks a file.',
    command: 'ovsdb-tool check-cluster FILE',
  },
  {
    code: 'FS08',
    severity: 'warning',
    title: 'A stage that the release does not have',
    text: 'The numbers and names of the other stages are those of a release that has no stage of this name. The list was put together from two releases, was changed, or is of a build that is not known here.',
  },
  {
    code: 'FS09',
    severity: 'warning',
    title: 'A stage with the number of another one',
    text: 'Nearly all stages have the table numbers of one release, and this one has another number, or stands in the other pipeline. The list was put together from two releases, was changed, or is of a build that is not known here.',
  },
  {
    code: 'FS10',
    severity: 'warning',
    title: 'A table that the release does not use',
    text: 'The release leaves this table of the integration bridge unused, and it has rows. Another program works on the bridge, or they are left from an ovn-controller of another release, which numbered its tables otherwise. ovn-controller removes what it does not know when it starts, so rows of another program would not stay.',
  },
  {
    code: 'FS11',
    severity: 'error',
    title: 'A flow that Open vSwitch does not take',
    text: 'The row is of a file for ovs-ofctl add-flows, whose every word is known, and ovs-ofctl would stop at it all the same: the message has its words and the place that they are about. Actions may not suit the match or each other, a value may be none that the field has, a mask may be none that it takes. Rows of dumps are not asked: a switch prints flows that nobody can write.',
    command: 'ovs-ofctl parse-flow FLOW',
  },
];
