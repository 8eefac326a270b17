import type { CatalogueEntry } from './catalogue.ts';
import { recomputeCommand } from './commands.ts';

/** Rules about flows as such: what has no effect, leads nowhere, or is left over. */
export const hygieneCatalogue: readonly CatalogueEntry[] = [
  {
    code: 'FH01',
    severity: 'warning',
    title: 'Shadowed by a row of higher priority',
    text: 'Every packet that the row matches, another row of the same table matches too, with a higher priority: this one never takes effect. It is proved by the masks: whatever the other row asks for, this one asks for as well. On a bridge of OVN it is told of ACLs, QoS rules and router policies only, whose priorities people choose, and only when all rows of the logical flow are covered: ovn-northd puts its own rows above each other on purpose, and so does ovn-controller while a port waits for its activation.',
  },
  {
    code: 'FH02',
    severity: 'warning',
    title: 'The same match and priority twice',
    text: 'Two rows of one table have the same priority and ask for the same, perhaps in other words. A bridge keeps one row of a kind, so such a text was put together from several dumps, or is a file of flows of which the later row wins.',
  },
  {
    code: 'FH03',
    severity: 'warning',
    title: 'Packets go on to a table without rows',
    text: 'A table that rows lead to has none: what comes there is dropped, and no counter says so. On a bridge of OVN the tables that are only looked things up in, such as those of MAC bindings and hairpins, may be empty and are left out; so are tables that learn() fills. Nothing is said of an excerpt.',
  },
  {
    code: 'FH04',
    severity: 'warning',
    title: 'A table that no packet comes to',
    text: 'The table has rows, and from table 0 on no resubmit, goto_table or ct() leads to it. Its rows are dead, or were made for rows that are gone. On a bridge of OVN the tables that are only looked things up in are left out: which of them are asked depends on the network. Nothing is said of an excerpt.',
  },
  {
    code: 'FH05',
    severity: 'warning',
    title: 'A clause of a conjunction is missing',
    text: 'A conjunction takes effect when a row of each clause matches. Of this one a clause has no rows, so that it never does. ovn-controller leaves out clauses for logical ports that are not on the chassis; there it is told only when another clause has such a port, and the missing one cannot be that. Its conjunction 100 of table 0 is for localnet ports, and has one clause only where there are none.',
    command: recomputeCommand,
  },
  {
    code: 'FH06',
    severity: 'warning',
    title: 'A conjunction without its other half',
    text: 'A row matches conj_id, and no row of its table is a clause of that conjunction: it never matches. Or all clauses are there, and no row says what they lead to: then packets go on as if there were none. The two halves are made together, so something removed one of them, or the dump was taken in between.',
    command: recomputeCommand,
  },
  {
    code: 'FH07',
    severity: 'warning',
    title: 'A group that is not there',
    text: 'A row sends packets to a group that the list of groups of the same bridge does not have. Open vSwitch removes the rows of a group together with it, so the two lists are of different times, or of different bridges; otherwise packets end there, and load balancers answer nothing.',
    command: recomputeCommand,
  },
  {
    code: 'FH08',
    severity: 'warning',
    title: 'A meter that is not there',
    text: 'A row names a meter that the list of meters of the same bridge does not have. Open vSwitch removes the rows of a meter together with it, so the two lists are of different times, or of different bridges; otherwise nothing limits what the row lets through, such as packets to ovn-controller.',
    command: recomputeCommand,
  },
  {
    code: 'FH09',
    severity: 'warning',
    title: 'Output to a port that is not there',
    text: 'A row sends packets out of an OpenFlow port that the list of ports of the same bridge does not have: they vanish. The interface is gone and its rows are older, or the number has changed, as it does when an interface is made anew.',
    command: recomputeCommand,
  },
  {
    code: 'FH10',
    severity: 'warning',
    title: 'Nearly as many resubmits as a packet may have',
    text: 'Open vSwitch drops a packet after 4,096 resubmits. A row that floods to many ports resubmits once for each, and each copy passes the egress pipeline with a resubmit a table. The number is that of the way that most rows take; a packet that learns, routes or mirrors needs more. Smaller switches, or fewer ports of one on this chassis, help.',
  },
  {
    code: 'FH11',
    severity: 'warning',
    title: 'A row that nothing in the databases made',
    text: 'The cookie of a row is the beginning of a UUID: of the logical flow in the tables of pipelines, of the port binding in those of ports. No such row is in the list of logical flows, or in the southbound database. What made it is gone and ovn-controller has not caught up, or the files are of different times. Datapaths of which the list has hardly anything are left out.',
    command: recomputeCommand,
  },
  {
    code: 'FH12',
    severity: 'warning',
    title: 'A logical flow that a chassis does not have',
    text: 'The chassis has the pipeline of the datapath, and no row for this logical flow: none with its cookie, and none of its priority in its table. Only flows are looked at that every chassis with the datapath should have, since they name no port, address set, port group or chassis. ovn-controller is behind, or cannot read the flow, which its log says; an older one does not know the actions of a newer ovn-northd.',
    command: recomputeCommand,
  },
  {
    code: 'FH13',
    severity: 'warning',
    title: 'The same logical flow twice',
    text: 'Two logical flows of one stage have the same priority and the same match. Where they do the same, one is too much; where they do not, chassis take one of them, and not all need take the same. Two ACLs, policies or QoS rules of one priority are the usual cause.',
  },
  {
    code: 'FH14',
    severity: 'warning',
    title: 'A logical flow leads to a table without flows',
    text: 'A logical flow goes on with next to a table in which its datapath has no flows: packets are dropped there. ovn-northd gives every stage at least one flow, so the list is not complete, or a flow names a table that its release does not have. Nothing is said of an excerpt.',
  },
  {
    code: 'FH15',
    severity: 'warning',
    title: 'A stage that no logical flow leads to',
    text: 'The stage has flows, the one before it has none that go on, and no flow leads to it with next: packets never come here. ovn-northd links all stages of a pipeline, so the list is not complete, or was changed. Nothing is said of an excerpt.',
  },
  {
    code: 'FH16',
    severity: 'warning',
    title: 'A logical flow with the match of a higher one',
    text: 'In a stage whose priorities people choose (ACLs, QoS rules, router policies), another flow has the same match and a higher priority: this one never takes effect. Two rules say the same, and the order decides; the lower one can go, or one of them was meant to match something else.',
  },
];
