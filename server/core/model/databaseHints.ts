import { isTableName } from '../facts/databases.ts';
import type { DatabaseHints } from './database.ts';

/** What a file's name says of the database in it: `sb-Port_Binding.json`, `ovn-nbctl_list_ACL`, `ovnsb_db.db`. */
export function hintsOfName(path: string): DatabaseHints {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return { table: tableOfName(name), database: databaseOfName(name) };
}

const databases: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[-_.])(?:ovn-?)?(?:sb|sbctl|southbound)(?![a-z])/i, 'OVN_Southbound'],
  [/(?:^|[-_.])(?:ovn-?)?(?:nb|nbctl|northbound)(?![a-z])/i, 'OVN_Northbound'],
  [/(?:^|[-_.])(?:ovs|vsctl|open_?vswitch)(?![a-z])|^conf\.db/i, 'Open_vSwitch'],
];

function databaseOfName(name: string): string | undefined {
  return databases.find(([pattern]) => pattern.test(name))?.[1];
}

/** The last run of the name's words that is the name of a table. */
function tableOfName(name: string): string | undefined {
  const words = name.split(/[-. ]|_(?=list_|find_)/).flatMap((part) => part.split(/^(?:list|find)_/));
  return (
    words.findLast(isTableName) ??
    words
      .map((word) => word.split(/_(?=[A-Z])/))
      .flat()
      .findLast(isTableName)
  );
}
