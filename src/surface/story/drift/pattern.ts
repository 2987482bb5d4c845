/** What a person can do about a pattern of drift. */
import type { ChainView, Choices, HarmonyPattern } from "#core/model";
import { choices } from "../choices-of-task.ts";
import { choicesOfChain, fixing } from "./chain.ts";

/** `newest`: of its chains. */
export function choicesOfPattern(
  { id, state }: Pick<HarmonyPattern, "id" | "state">,
  newest: Omit<ChainView, "wanted"> | undefined,
): Choices {
  if (newest?.state === "proposed") return choicesOfChain(newest);
  switch (state) {
    case "open":
      return choices("It is open, and waits for your word:", [
        fixing(id, "have a chain made that heals it; nothing runs before you approve that"),
        {
          does: "ignore",
          command: `chiron contract ignore ${id} --reason "…"`,
          consequence: "let it weigh nothing; it goes on counting, and that can be taken back",
        },
      ]);
    case "ignored":
      return choices("It is ignored: it goes on counting, and weighs nothing.", [
        { does: "restore", command: `chiron contract restore ${id}`, consequence: "let it count again" },
      ]);
    case "healing":
      return newest === undefined ? choices("It is being healed.") : choicesOfChain(newest);
    case "closed":
      return choices("Nothing is wanted from you.");
    default:
      return state satisfies never;
  }
}
