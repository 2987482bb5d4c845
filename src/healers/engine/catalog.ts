/** Actions as planning sees them. */
import { type Action, ChironError } from "#core/model";
import type { ActionCatalog, ActionFacts } from "#loop/reason";

export function createActionCatalog(actions: ReadonlyMap<string, Action>): ActionCatalog {
  const facts = new Map<string, ActionFacts>();
  for (const action of actions.values()) facts.set(action.name, factsOf(action));
  return (name) => facts.get(name);
}

function factsOf(action: Action): ActionFacts {
  return {
    name: action.name,
    risk: action.risk,
    isIdempotent: (input) => action.idempotentFor?.(input) ?? action.idempotent,
    restartsOwnService: action.restartsOwnService === true,
    changesNothing: action.changesNothing === true,
    undoable: action.undo !== undefined,
    mayLose: (input) => action.mayLose?.(input),
    parse(input) {
      const parsed = action.schema.safeParse(input);
      if (parsed.success) return parsed.data as Readonly<Record<string, unknown>>;
      const why = parsed.error.issues.map((issue) => `${issue.path.join(".") || "input"} ${issue.message}`).join("; ");
      throw new ChironError("bad_config", `the input of ${action.name} does not fit: ${why}`);
    },
  };
}
