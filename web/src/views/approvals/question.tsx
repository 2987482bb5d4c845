/** One question: what is asked, what it is about, what comes of each answer, and how long there is. */
import type { QueuedQuestion } from "#core/model";
import { Badge, Card, Length, Moment, plain, Seconds, SeverityBadge, Text } from "../../kit/index.ts";
import { Choices } from "../incident/deciding/index.ts";
import { Steps } from "../incident/plan.tsx";

interface QuestionProps {
  readonly question: QueuedQuestion;
  /** It is not asked any more. */
  readonly isGone: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onDone: () => void;
}

export function Question({ question, isGone, onOpen, onDone }: QuestionProps) {
  const { incident, planHash, deadline, askedAt, about } = question;
  const { plan, stakes, target, title, severity, openedAt, why, ifSilent, choices, acknowledgedBy, type } = about;
  const primary = choices.find(({ isPrimary }) => isPrimary);
  return (
    <Card
      title={`May ${plan.runbook} (${plan.strategy}) run on ${target}?`}
      tone={isGone ? "info" : "warn"}
      aside={
        isGone ? (
          "It is not asked any more"
        ) : (
          <>
            it ends <Seconds until={deadline} />
          </>
        )
      }
    >
      <p class="row">
        <SeverityBadge severity={severity} />
        <Badge tone={plan.risk === "high" ? "bad" : plan.risk === "medium" ? "warn" : "quiet"}>
          {`${plan.risk} risk`}
        </Badge>
        {stakes.criticality === "critical" && <Badge tone="warn">critical target</Badge>}
        <a href={`/incidents/${encodeURIComponent(incident)}`}>
          {plain(type)} on {target}
        </a>
        <span class="quiet">
          open for <Length from={openedAt} to={null} />, asked <Moment at={askedAt} />
          {acknowledgedBy !== null && ` · ${acknowledgedBy} is on it`}
        </span>
      </p>
      <p>
        <Text>{title}</Text>
      </p>
      {primary !== undefined && (
        <p>
          <strong>{primary.label}:</strong> {primary.consequence}
        </p>
      )}
      <Choices
        choices={choices}
        about={{ incident, target, planHash, etag: null, seq: null }}
        onOpen={onOpen}
        onDone={onDone}
      />
      <p class="quiet">{ifSilent}</p>
      <h3>What would be done, exactly</h3>
      <Steps steps={plan.steps} stakes={stakes.steps} done={[]} />
      {why.length > 0 && (
        <p>
          <span class="quiet">Why you are asked:</span> <Text>{why.join(" ")}</Text>
        </p>
      )}
    </Card>
  );
}
