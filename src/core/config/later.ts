/**
 * What the formats promise and this version does not have: better a clear word than a key that does nothing, or a wrong
 * suggestion. A name that has come is taken off this list.
 */
export const laterKeys: ReadonlySet<string> = new Set(["fleet"]);

export const laterSupervisors: ReadonlySet<string> = new Set(["container"]);

/** Members of the extension families. */
export const laterNames: ReadonlySet<string> = new Set(["channel workbench"]);
