/** Who may do what, in four steps: each role may do all that the ones before it may. */
import { type Command, type Role, roles } from "#core/model";

export function reaches(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

export interface Permission {
  readonly role: Role;
  /** Approving is what a human answers for; a program that could approve would make the question pointless. */
  readonly humanOnly: boolean;
}

const program = (role: Role): Permission => ({ role, humanOnly: false });
const human = (role: Role): Permission => ({ role, humanOnly: true });

export const permissions: Readonly<Record<Command["kind"], Permission>> = {
  approve: human("approver"),
  approve_runbook: human("approver"),
  // Whoever runs a runbook by hand approves its plan by doing so.
  execute: human("approver"),
  reject: program("approver"),
  // What is asked for is asked anew of a human; but it takes the place of what was.
  modify: human("approver"),
  reply: human("approver"),
  approve_amendment: human("approver"),
  // It is never proposed again: that, too, somebody must answer for.
  reject_amendment: human("approver"),
  postmortem: program("operator"),
  acknowledge: program("operator"),
  dismiss: program("operator"),
  resolve: program("operator"),
  // A draft does nothing before a human approves it.
  record_fix: program("operator"),
  pause: program("operator"),
  resume: program("operator"),
  // What a delegate may do somebody must answer for.
  grant: human("admin"),
  revoke: program("operator"),
  reload: program("operator"),
  dry_run: program("operator"),
  probe: program("operator"),
  test_notify: program("operator"),
  test_model: program("operator"),
  // What a pipeline says of itself changes nothing but what is known of it.
  progress: program("operator"),
  beat: program("operator"),
  // Whoever may end Chiron may drill it; both need the machine's own user.
  drill_begin: program("admin"),
  drill_finish: program("admin"),
  silence_add: program("operator"),
  silence_remove: program("operator"),
  maintenance_start: program("operator"),
  maintenance_end: program("operator"),
  stop: program("operator"),
  start: program("operator"),
  trigger: program("operator"),
  intake: program("operator"),
  session_start: program("operator"),
  session_end: program("operator"),
  repair_scan: program("operator"),
  // It makes a branch at most; what is merged is asked for.
  repair_run: program("operator"),
  repair_approve: human("approver"),
  repair_reject: program("approver"),
  // The system informs, the human decides.
  harmony_investigate: human("approver"),
  harmony_ignore: human("approver"),
  harmony_restore: human("approver"),
  harmony_fix: human("approver"),
  harmony_chain_approve: human("approver"),
  harmony_chain_modify: human("approver"),
  harmony_chain_cancel: human("approver"),
};
