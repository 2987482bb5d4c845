/** What a person can do about a repair of code. */
import type { Choices, DriftChoice, TaskView } from "#core/model";

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

export function choices(sentence: string, offers: readonly DriftChoice[] = [], after: string | null = null): Choices {
  return { sentence, choices: offers, after };
}
