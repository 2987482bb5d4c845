/** What delegates may do, and until when. They end by themselves, can be taken back at once, and only a human gives one. */
import type { Grant, Page } from "#core/model";
import { change, type LiveEvent, useResource } from "../../api/index.ts";
import { actorOf, Card, Decision, Empty, Loaded, Moment, Seconds, Text } from "../../kit/index.ts";
import { NewGrant } from "./new-grant.tsx";

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
