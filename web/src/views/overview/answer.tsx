/** One sentence that can be read from across the room, and the figures that it stands on. */
import type { Overview } from "#core/model";
import { countOf, Moment, plain, type Tone } from "../../kit/index.ts";
import { runsAlone } from "./alone.ts";

interface Verdict {
  readonly tone: Tone;
  readonly sentence: string;
  readonly more: string;
}

export function Answer({ overview }: { readonly overview: Overview }) {
  const { tone, sentence, more } = verdictOf(overview);
  const { targets, lastRemediationAt } = overview.status;
  return (
    <header class={`answer answer-${tone}`}>
      <h1 tabIndex={-1}>{sentence}</h1>
      <p>{more}</p>
      {targets.total > 0 && (
        <p class="quiet">
          {countOf(targets.total, "target")}: {targets.good.toLocaleString()} good, {targets.bad.toLocaleString()} bad,{" "}
          {targets.unknown.toLocaleString()} unknown · last repair <Moment at={lastRemediationAt} />
        </p>
      )}
    </header>
  );
}

function verdictOf(overview: Overview): Verdict {
  const { status, needHuman, approvalsWaiting } = overview;
  const own = ownTroubleOf(overview);
  if (own !== undefined) return { tone: "bad", sentence: "Chiron itself is not well.", more: own };
  if (needHuman > 0) {
    const sentence = needHuman === 1 ? "One thing needs you." : `${needHuman.toLocaleString()} things need you.`;
    const asked = approvalsWaiting === 0 ? "" : " A decision can be made right here.";
    return {
      tone: "bad",
      sentence,
      more: `Chiron has gone as far as it may; what it wants of you stands below.${asked}`,
    };
  }
  if (status.targets.total === 0)
    return {
      tone: "quiet",
      sentence: "Nothing is watched yet.",
      more: "Chiron runs, and waits to be told what it is to look after.",
    };
  if (status.incidents.open > 0) {
    const open = status.incidents.open;
    const sentence =
      open === 1
        ? "One thing is wrong, and Chiron is on it."
        : `${open.toLocaleString()} things are wrong, and Chiron is on them.`;
    return { tone: "warn", sentence, more: "Nothing is wanted of you." };
  }
  if (status.targets.bad > 0)
    return { tone: "warn", sentence: "Something reads bad.", more: "It may pass: no incident has been opened for it." };
  if (status.targets.good === 0)
    return { tone: "quiet", sentence: "Nothing is known yet.", more: "No target has given a reading so far." };
  return { tone: "good", sentence: "All is well.", more: "Nothing is wanted of you." };
}

const wellStates: ReadonlySet<string> = new Set(["healthy", "starting", "ending"]);

/** What keeps Chiron from its work; undefined when nothing does. */
function ownTroubleOf({ status, healers }: Overview): string | undefined {
  if (status.store !== undefined)
    return `Its store is ${status.store.state}, and it only observes: ${status.store.reason}`;
  const gone = runsAlone(healers) ? [] : healers.filter(({ state }) => !wellStates.has(state));
  if (gone.length > 0) return gone.map(({ role, state }) => `Its ${role} is ${plain(state)}.`).join(" ");
  if (status.configuration !== undefined)
    return `It runs by the last configuration that worked; ${status.configuration.file} is wrong: ${status.configuration.problems.join("; ")}`;
  return undefined;
}
