/** Stages whose priorities people choose: ACLs, QoS rules and router policies, but not what is done about them. */
const chosenStages =
  /^(?:ls_(?:in|out)_(?:acl|acl_after_lb|acl_eval|acl_after_lb_eval|qos|qos_mark|qos_meter)|lr_in_policy)$/;

/** Priorities of ACLs in a logical flow (`northd/northd.c`, OVN_ACL_PRI_OFFSET): what is above or below is ovn-northd's. */
const firstChosen = 1_000;
const lastChosen = 33_767;

/** Whether people order the rows of the stage by priorities of their own. */
export function isChosenStage(name: string): boolean {
  return chosenStages.test(name);
}

/** Whether a row of such a stage may have its priority from a person. */
export function isChosenPriority(priority: number): boolean {
  return priority >= firstChosen && priority <= lastChosen;
}
