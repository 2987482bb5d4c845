/** The closed lists of words in which surfaces are shown things; one file, since whoever looks at nothing should not load many. */

export const verificationStates = ["never", "running", "whole", "broken", "failed"] as const;

/** `look` only shows more; `merge` is typed by a person at the repository. */
export const choiceDeeds = [
  "fix",
  "ignore",
  "restore",
  "approve",
  "modify",
  "drop_commit",
  "cancel",
  "land",
  "reject",
  "merge",
  "look",
] as const;

/** `differs`: this should be otherwise; `missing`: here something should stand; `demands`: the words of the contract that ask for it. */
export const markKinds = ["differs", "missing", "demands"] as const;

export const sightStates = ["sees", "late", "blind", "gone"] as const;

export const drillStates = ["under_way", "went_well", "went_badly", "skipped"] as const;

export const phases = ["detection", "decision", "answer", "repair", "verification", "recovery"] as const;

export const chapters = ["seen", "decided", "asked", "done", "verified", "told", "ended"] as const;

export const choiceActions = [
  "approve",
  "modify",
  "reject",
  "dismiss",
  "execute",
  "resolve",
  "resume",
  "acknowledge",
  "dry_run",
  "record_fix",
  "postmortem",
] as const;

/** `none`: one press. `confirm`: what comes of it is said, and a second press wanted. `type-name`: the target's name is typed. */
export const confirmations = ["none", "confirm", "type-name"] as const;

export const wayStates = ["chosen", "helped", "tried", "refused", "unfit", "possible"] as const;

export const momentKinds = ["began", "detected", "asked", "acted", "done", "verified", "ended"] as const;

export const healths = ["good", "bad", "unknown"] as const;
