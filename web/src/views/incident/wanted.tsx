/** What is wanted of the reader: one obvious button, and what comes of it before it is pressed. */
import type { IncidentDetail, IncidentStory } from "#core/model";
import { Card, Command, Seconds, Text } from "../../kit/index.ts";
import { type About, Choices } from "./deciding/index.ts";

interface WantedProps {
  readonly incident: IncidentDetail;
  readonly story: IncidentStory;
  readonly etag: string | null;
  readonly onDone: () => void;
}

function aboutOf({ incident, story, etag }: Omit<WantedProps, "onDone">): About {
  const asked = incident.approval?.status === "waiting" ? incident.approval.planHash : null;
  return {
    incident: incident.id,
    target: incident.target,
    planHash: asked,
    etag,
    seq: story.items.at(-1)?.seq ?? null,
  };
}

export function WantedCard({ incident, story, etag, onDone }: WantedProps) {
  const { wanted, stakes, items } = story;
  const primary = wanted.commands.find(({ isPrimary }) => isPrimary);
  const { approval } = incident;
  return (
    <Card
      title="What is wanted of you"
      tone={primary !== undefined ? "bad" : incident.endedAt === null ? "warn" : "good"}
      id="wanted"
      aside={
        approval?.status === "waiting" && (
          <>
            the question ends <Seconds until={approval.deadline} />
          </>
        )
      }
    >
      <p class="wanted">
        <Text>{wanted.sentence}</Text>
      </p>
      {primary !== undefined && (
        <p>
          <strong>{primary.label}:</strong> {primary.consequence}
        </p>
      )}
      {primary?.action === "approve" && stakes.steps.some(({ wouldDo }) => wouldDo !== null) && (
        <ol class="would-do">
          {stakes.steps.map(({ action, wouldDo, rehearsalFailed }, index) => (
            <li key={`${index} ${action}`} class={rehearsalFailed ? "would-fail" : undefined}>
              <Text>{wouldDo ?? action}</Text>
            </li>
          ))}
        </ol>
      )}
      <Choices choices={wanted.commands} about={aboutOf({ incident, story, etag })} items={items} onDone={onDone} />
      {wanted.commands.length > 0 && (
        <details>
          <summary>The same on the command line</summary>
          <ul class="stack">
            {wanted.commands.map(({ command, does }) => (
              <li key={command}>
                <Command>{command}</Command> <span class="quiet">{does}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

export function Also({ incident, story, etag, onDone }: WantedProps) {
  if (story.also.length === 0) return null;
  return (
    <Card title="What else can be done" id="also">
      <Choices
        choices={story.also}
        about={aboutOf({ incident, story, etag })}
        items={story.items}
        isList
        onDone={onDone}
      />
    </Card>
  );
}
