/** What a person can do about a pattern of drift, and about a repair of code. */
import type { ChainView, Choices, HarmonyPattern, TaskView } from "#core/model";
import { choices, choicesOfChain, fixing } from "./choices-of-chain.ts";

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

type Task = Pick<TaskView, "id" | "state" | "source" | "proposal" | "command">;

export function choicesOfTask({ id, state, source, proposal, command }: Task): Choices {
  switch (state) {
    case "proposed": {
      const onto = proposal?.onto ?? "its branch";
      return choices("It waits for your word:", [
        {
          does: "approve",
          command: `chiron repair approve ${id} --commit ${proposal?.commit.slice(0, 12) ?? ""}`,
          consequence: `let exactly this become part of ${onto}`,
        },
        { does: "reject", command: `chiron repair reject ${id} --reason "…"`, consequence: "drop it" },
      ]);
    }
    case "ready":
      return choices("It is yours to merge:", [{ does: "merge", command: command ?? "", consequence: "" }]);
    case "failed":
      return choices(
        source === "contract"
          ? "The chain that wanted it is over; nothing has changed. chiron contract fix begins anew."
          : "Mend the file; the repair then closes by itself.",
      );
    default:
      return choices("Nothing is wanted from you.");
  }
}
