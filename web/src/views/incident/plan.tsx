/** What is to be done, or was: the plan step by step, what the Guardian says of it, and what came of it. */
import type { IncidentDetail, IncidentStory, Note, Plan, StepStakes, Verdict } from "#core/model";
import { Badge, Card, Json, lengthOf, plain, Text, type Tone } from "../../kit/index.ts";

interface PlanProps {
  readonly incident: IncidentDetail;
  readonly story: IncidentStory;
}

const riskTones: Readonly<Record<Plan["risk"], Tone>> = { low: "quiet", medium: "warn", high: "bad" };

const decisions: Readonly<Record<Verdict["decision"], string>> = {
  approve: "approves",
  reject: "says no",
  escalate: "wants a human to decide",
};

export function PlanCard({ incident, story: { stakes } }: PlanProps) {
  const { plan, verdicts, outcome } = incident;
  if (plan === null) return null;
  const verdict = verdicts.at(-1);
  return (
    <Card title="The plan" id="plan" aside={<Badge tone={riskTones[plan.risk]}>{`${plan.risk} risk`}</Badge>}>
      <p>
        <a href={`/runbooks/${encodeURIComponent(plan.runbook)}`}>{plan.runbook}</a> version {plan.runbookVersion} (
        {plan.strategy}), attempt {plan.attempt}
        {plan.proposedBy === "model" && ", proposed by a language model"}
      </p>
      <Steps steps={plan.steps} stakes={stakes.steps} done={incident.steps.filter((step) => step.plan === plan.id)} />
      {stakes.dependents.length > 0 && (
        <p>
          Depends on {plan.target}: {stakes.dependents.slice(0, 20).join(", ")}
          {stakes.dependents.length > 20 && ` and ${stakes.dependents.length - 20} more`}.
        </p>
      )}
      <details>
        <summary>
          Hash <code>{plan.hash.slice(0, 12)}</code>
        </summary>
        <p class="quiet">An approval is for exactly this content:</p>
        <code class="foreign">{plan.hash}</code>
      </details>
      {verdict !== undefined && (
        <>
          <h3>The Guardian {decisions[verdict.decision]}</h3>
          {verdict.notes.length === 0 && <p class="quiet">No policy had anything against it.</p>}
          <ul class="stack">
            {verdict.notes.map((note, index) => (
              <NoteItem key={`${index} ${note.policy}`} note={note} />
            ))}
          </ul>
        </>
      )}
      {outcome !== null && (
        <>
          <h3>What came of it</h3>
          <p>
            <Badge tone={outcome.result === "recovered" ? "good" : "bad"}>{plain(outcome.result)}</Badge>{" "}
            {outcome.result === "recovered" && `well ${lengthOf(outcome.recoveryMs)} after the first bad reading`}
            {outcome.verifiedBy.length > 0 && `, verified by ${outcome.verifiedBy.join(" and ")}`}
          </p>
        </>
      )}
    </Card>
  );
}

interface StepsProps {
  readonly steps: Plan["steps"];
  readonly stakes: readonly StepStakes[];
  readonly done: IncidentDetail["steps"];
}

export function Steps({ steps, stakes, done }: StepsProps) {
  return (
    <ol class="plan-steps">
      {steps.map(({ index, action, input, timeoutMs }) => {
        const about = stakes[index];
        const run = done.findLast((step) => step.index === index && !step.undo);
        const isHarmless = about?.changesNothing === true;
        return (
          <li key={index}>
            <span class="row">
              <strong>{action}</strong>
              {run?.end !== undefined && run.end !== null && (
                <Badge tone={run.end === "done" ? "good" : "bad"}>{run.end}</Badge>
              )}
              <span class="quiet">
                at most {lengthOf(timeoutMs)} ·{" "}
                {isHarmless ? "changes nothing" : about?.canUndo === true ? "can be undone" : "cannot be undone"}
              </span>
            </span>
            {about?.mayLose != null && <Badge tone="bad">{`may lose ${about.mayLose}`.slice(0, 200)}</Badge>}
            {about?.wouldDo != null && (
              <p>
                {about.rehearsalFailed && <Badge tone="bad">rehearsal failed</Badge>} <Text>{about.wouldDo}</Text>
              </p>
            )}
            {run?.result != null && (
              <p class="quiet">
                <Text>{run.result.summary}</Text>
              </p>
            )}
            {Object.keys(input).length > 0 && (
              <details>
                <summary>Inputs</summary>
                <Json value={input} />
              </details>
            )}
          </li>
        );
      })}
    </ol>
  );
}

const noteTones: Readonly<Record<Note["severity"], Tone>> = {
  inform: "quiet",
  hold: "warn",
  ask: "warn",
  forbid: "bad",
};

function NoteItem({ note: { severity, policy, message, recommendation, evidence } }: { readonly note: Note }) {
  return (
    <li>
      <span class="row">
        <Badge tone={noteTones[severity]}>{severity}</Badge>
        <span class="quiet">{policy}</span>
      </span>
      <Text>{message}</Text>
      {recommendation !== undefined && (
        <p class="quiet">
          <Text>{recommendation}</Text>
        </p>
      )}
      {Object.keys(evidence).length > 0 && (
        <details>
          <summary>What it rests on</summary>
          <Json value={evidence} />
        </details>
      )}
    </li>
  );
}
