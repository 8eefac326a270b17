import { describe, expect, it } from 'vitest';
import { isPromptLine } from '../../server/core/syntax/promptLine.ts';
import { encodeText } from '../../server/core/text/bytes.ts';

const isPrompt = (text: string): boolean => {
  const bytes = encodeText(text);
  return isPromptLine(bytes, 0, bytes.length);
};

describe('a line of a terminal', () => {
  it.each([
    '$ sudo ovs-ofctl dump-flows br-int',
    '$',
    '[root@compute-0 ~]# ovs-ofctl dump-flows br-int',
    '[stack@undercloud ~]$ ',
    '[root@compute-0 ~]#',
    'root@compute-0:~# ovs-ofctl -O OpenFlow15 dump-groups br-int',
    'me@host:/tmp/x$ cat flows.txt',
    'sudo ovs-appctl dpctl/dump-flows',
    'ovn-sbctl lflow-list',
  ])('is no row: %s', (text) => {
    expect(isPrompt(text)).toBe(true);
  });

  it.each([
    'cookie=0x0, table=0, priority=0 actions=drop',
    'table=0 (ls_in_acl), priority=1, match=(ip4.src == $as # 2), action=(next;)',
    '$set',
    '[',
    '[x]',
    '[x]#y',
    'root@compute-0',
    'root@compute-0:~#x',
    'a=b@c# ',
    '',
    `${'a'.repeat(300)}@host# `,
  ])('is another: %s', (text) => {
    expect(isPrompt(text)).toBe(false);
  });
});
