/**
 * The decisions about one incident. One whose dialog is open stays as it was shown until it is closed, whatever happens meanwhile: what is
 * typed is not lost, what has happened since is said, and what was shown is what is decided about.
 */
import { useState } from "preact/hooks";
import type { Choice, IncidentStory, StoryItem } from "#core/model";
import { type Problem, useResource } from "../../../api/index.ts";
import { News } from "./news.tsx";
import { One } from "./one.tsx";
import { type About, storyPath } from "./send.ts";

interface ChoicesProps {
  readonly choices: readonly Choice[];
  readonly about: About;
  /** What has happened to it so far; where it is not at hand it is read when it is needed. */
  readonly items?: readonly StoryItem[];
  /** Says beside each what comes of it. */
  readonly isList?: boolean;
  readonly onOpen?: (isOpen: boolean) => void;
  readonly onDone: () => void;
}

interface Held {
  readonly choice: Choice;
  readonly about: About;
}

interface Refusal {
  readonly problem: Problem;
  /** What was known when it was pressed. */
  readonly seq: number | null;
}

const keyOf = ({ action, runbook = "" }: Choice) => `${action} ${runbook}`;

export function Choices({ choices, about, items, isList = false, onOpen, onDone }: ChoicesProps) {
  const [held, hold] = useState<Held | null>(null);
  const [refusal, refuse] = useState<Refusal | null>(null);
  const needsStory = items === undefined && (refusal !== null || held !== null);
  const refreshOn = ({ subject }: { readonly subject?: string }) => subject === about.incident;
  const read = useResource<IncidentStory>(needsStory ? storyPath(about.incident) : null, { refreshOn });
  const known = items ?? read.data?.items ?? [];
  const isGone = held !== null && choices.every((choice) => keyOf(choice) !== keyOf(held.choice));
  const ordered = choices.toSorted((one, other) => Number(other.isPrimary) - Number(one.isPrimary));
  const shown = isGone ? [...ordered, held.choice] : ordered;
  const open = (choice: Choice) => (isOpen: boolean) => {
    hold(isOpen ? { choice, about } : null);
    if (isOpen) refuse(null);
    onOpen?.(isOpen);
  };
  return (
    <>
      {refusal !== null && <Refused refusal={refusal} items={known} onRead={() => refuse(null)} />}
      <div class={isList ? "deciding deciding-list" : "deciding"}>
        {shown.map((choice) => {
          const isHeld = held !== null && keyOf(held.choice) === keyOf(choice);
          const own = isHeld ? held : { choice, about };
          return (
            <div key={keyOf(choice)} class="deciding-one">
              <One
                choice={own.choice}
                about={own.about}
                news={isHeld ? <News items={known} after={own.about.seq} /> : undefined}
                onOpen={open(own.choice)}
                onDone={() => {
                  refuse(null);
                  onDone();
                }}
                onRefused={(problem) => refuse({ problem, seq: own.about.seq })}
              />
              {isList && <span class="quiet">{choice.consequence}</span>}
            </div>
          );
        })}
      </div>
    </>
  );
}

interface RefusedProps {
  readonly refusal: Refusal;
  readonly items: readonly StoryItem[];
  readonly onRead: () => void;
}

/** Somebody else was faster, say: what is new stands beside the refusal. */
function Refused({ refusal: { problem, seq }, items, onRead }: RefusedProps) {
  return (
    <div class="trouble" role="alert">
      <div>
        <p>
          <strong>Nothing was done:</strong> {problem.message}. {problem.code === "stale" ? "" : (problem.help ?? "")}
        </p>
        <News items={items} after={seq} />
      </div>
      <button type="button" onClick={onRead}>
        I have read it
      </button>
    </div>
  );
}
