/** What a language model said, in a message to people: never without saying that it was one. */
import type { Incident } from "#core/model";
import { line } from "./channels/plain.ts";

/** As paragraphs: none where the plan is none of its. */
export function modelWords({ plan, advice }: Incident): readonly string[] {
  if (plan?.proposedBy !== "model" || advice == null || advice.hypothesis === null) return [];
  const { text, confidence, suggestion } = advice.hypothesis;
  const sure = `${Math.round(confidence * 100)} % sure by its own word`;
  const more = suggestion === null ? "" : `\nWhat it would look at: ${line(suggestion)}`;
  return [
    `A language model proposed this; it can be wrong, and what it read was written by others. It supposes (${sure}): ${line(text)}${more}`,
  ];
}
