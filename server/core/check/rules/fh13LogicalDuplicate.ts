import { type LogicalRule, sectionName, stageName } from '../logicalRule.ts';
import { decodeText } from '../../text/bytes.ts';
import type { Dump } from '../../model/dump.ts';

export const fh13: LogicalRule = {
  code: 'FH13',
  *check(facts) {
    const { dump, twins, sections } = facts;
    const { priority } = dump.rows;
    for (const { row, other } of twins) {
      if (priority[row] !== priority[other]) continue;
      const section = sections.findLast(({ headerRow }) => headerRow < row);
      const [own, others] = [actionText(dump, row), actionText(dump, other)];
      // Fields in the actions say which packets are meant as well: `ip4.src` those of IPv4.
      if (protocols(own) !== protocols(others)) continue;
      const isSame = own === others;
      yield {
        row,
        message: `The flow at line ${other + 1} has the same priority and match: ${stageName(facts, row)} in ${section === undefined ? 'its pipeline' : sectionName(section)}. ${isSame ? 'Both do the same.' : 'They do not do the same, and which one a chassis takes is not certain.'}`,
        related: [{ row: other, message: 'the same priority and match' }],
        ...(isSame ? { severity: 'information' } : {}),
      };
    }
  },
};

function actionText(dump: Dump, row: number): string {
  const text = decodeText(dump.rowBytes(row));
  return text.slice(text.indexOf('), action=('));
}

/** The protocols whose fields the actions name: OVN adds them to the match (`lib/actions.c`, add_prerequisite). */
function protocols(text: string): string {
  return [
    ...new Set(
      text.match(
        /\b(?:ip4|ip6|ip|arp|nd|tcp|udp|sctp|icmp4|icmp6|icmp)\.|\b(?:icmp4|icmp6|nd_n[as]|tcp_reset|arp)\b/g,
      ),
    ),
  ]
    .toSorted()
    .join();
}
