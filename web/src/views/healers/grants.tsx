/** What delegates may do, and until when. They end by themselves, can be taken back at once, and only a human gives one. */
import { useState } from "preact/hooks";
import type { Grant, Page } from "#core/model";
import { change, type LiveEvent, useResource } from "../../api/index.ts";
import { actorOf, Card, Decision, Empty, Loaded, Moment, Seconds, Text } from "../../kit/index.ts";

const isOfGrants = ({ type }: LiveEvent) => type.startsWith("grant.");
const everyMs = 30_000;

export function Grants({ emergency }: { readonly emergency: readonly Grant[] }) {
  const grants = useResource<Page<Grant>>("/v1/grants", { refreshOn: isOfGrants, everyMs });
  return (
    <Card title="Grants" aside={<NewGrant onDone={grants.refresh} />}>
      <Loaded of={grants}>
        {({ items }) => (
          <>
            {items.length + emergency.length === 0 && (
              <Empty title="Nothing is granted.">No delegate may do anything by itself.</Empty>
            )}
            <ul class="rows">
              {items.map((grant) => (
                <One key={grant.id} grant={grant}>
                  <Decision
                    label={`Take back ${grant.id}`}
                    tone="danger"
                    command="revoke"
                    confirmation="confirm"
                    reason="required"
                    consequence={`From now on ${grant.delegate} may not do that any more.`}
                    run={({ reason }) =>
                      change("DELETE", `/v1/grants/${encodeURIComponent(grant.id)}?${new URLSearchParams({ reason })}`)
                    }
                    onDone={grants.refresh}
                    onRefused={grants.refresh}
                  />
                </One>
              ))}
              {emergency.map((grant) => (
                <One key={grant.id} grant={grant}>
                  <span class="quiet">Given by the watchdog for the emergency, and taken back at its end.</span>
                </One>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Card>
  );
}

function One({ grant, children }: { readonly grant: Grant; readonly children: preact.ComponentChildren }) {
  const { delegate, capabilities, targets, criticality, runbooks, reason, grantedBy, grantedAt, expiresAt } = grant;
  const limits = [
    targets === undefined ? (criticality === undefined ? "any target" : `${criticality} targets`) : targets.join(", "),
    ...(runbooks === undefined ? [] : [`by ${runbooks.join(", ")}`]),
  ];
  return (
    <li class="recovery">
      <p>
        <strong>{delegate}</strong> may {capabilities.join(", ")} on <Text>{limits.join(", ")}</Text>
      </p>
      <p class="quiet">
        by {actorOf(grantedBy)} <Moment at={grantedAt} />, ends <Seconds until={expiresAt} />: <Text>{reason}</Text>
      </p>
      <div class="row">{children}</div>
    </li>
  );
}

const capabilities = ["service.restart", "runbook.run", "human.escalate"] as const;
const lengths = ["15m", "1h", "4h", "12h", "24h"] as const;

/** Those that the engine itself judges; the others are the watchdog's to give, in an emergency. */
function NewGrant({ onDone }: { readonly onDone: () => void }) {
  const [delegate, setDelegate] = useState("delegate:");
  const [may, setMay] = useState<ReadonlySet<string>>(new Set(["service.restart"]));
  const [length, setLength] = useState<string>("1h");
  const [targets, setTargets] = useState("");
  const [runbooks, setRunbooks] = useState("");
  const body = (reason: string) => ({
    ...{ delegate, capabilities: [...may], for: length, reason },
    ...(namesIn(targets).length === 0 ? {} : { targets: namesIn(targets) }),
    ...(namesIn(runbooks).length === 0 ? {} : { runbooks: namesIn(runbooks) }),
  });
  return (
    <Decision
      label="New grant"
      command="grant"
      confirmation="confirm"
      reason="required"
      consequence="Until it ends, or is taken back, the delegate may do this without asking. Each use is written down."
      incomplete={incompleteIn(delegate, may)}
      fields={
        <>
          <label class="field">
            <span>To whom</span>
            <input
              value={delegate}
              spellcheck={false}
              onInput={({ currentTarget }) => setDelegate(currentTarget.value)}
            />
          </label>
          <fieldset class="field">
            <legend>May</legend>
            {capabilities.map((one) => (
              <label key={one} class="check">
                <input
                  type="checkbox"
                  checked={may.has(one)}
                  onChange={({ currentTarget }) => {
                    const without = [...may].filter((other) => other !== one);
                    setMay(new Set(currentTarget.checked ? [...without, one] : without));
                  }}
                />
                {one}
              </label>
            ))}
          </fieldset>
          <label class="field">
            <span>For how long</span>
            <select value={length} onChange={({ currentTarget }) => setLength(currentTarget.value)}>
              {lengths.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>Only these targets, with commas between (empty: any)</span>
            <input
              value={targets}
              spellcheck={false}
              onInput={({ currentTarget }) => setTargets(currentTarget.value)}
            />
          </label>
          <label class="field">
            <span>Only these runbooks, with commas between (for runbook.run)</span>
            <input
              value={runbooks}
              spellcheck={false}
              onInput={({ currentTarget }) => setRunbooks(currentTarget.value)}
            />
          </label>
        </>
      }
      run={({ reason }) => change("POST", "/v1/grants", { body: body(reason) })}
      onDone={onDone}
    />
  );
}

function namesIn(text: string): readonly string[] {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

function incompleteIn(delegate: string, may: ReadonlySet<string>): string | null {
  if (!/^delegate:[a-z0-9][a-z0-9._-]*$/i.test(delegate)) return "A delegate is named delegate:NAME.";
  return may.size === 0 ? "It has to name something." : null;
}
