/** What delegates may do while the healers cannot; only a human gives, anybody who may operate takes back. */
import { useState } from "preact/hooks";
import type { Capability, Grant, Page } from "#core/model";
import { change, type LiveEvent, useResource } from "../../api/index.ts";
import { actorOf, Card, type Column, Decision, Loaded, Moment, Table } from "../../kit/index.ts";

const everyMs = 15_000;
const isOfGrants = ({ type }: LiveEvent) => type.startsWith("grant.");

export function Grants() {
  const grants = useResource<Page<Grant>>("/v1/grants", { refreshOn: isOfGrants, everyMs });
  const columns: readonly Column<Grant>[] = [
    { name: "Delegate", cell: ({ delegate }) => delegate.replace(/^delegate:/, "") },
    { name: "May", cell: ({ capabilities }) => capabilities.join(", ") },
    { name: "Of", cell: (grant) => scopeOf(grant) },
    {
      name: "Given",
      cell: ({ grantedBy, grantedAt, reason }) => (
        <span>
          by {actorOf(grantedBy)}, <Moment at={grantedAt} />: <bdi>{reason}</bdi>
        </span>
      ),
    },
    { name: "Expires", cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
    {
      name: "Take it back",
      cell: ({ id, delegate }) => (
        <Decision
          label="Revoke"
          command="revoke"
          tone="danger"
          confirmation="confirm"
          reason="optional"
          consequence={`${delegate} may do none of this any more, at once.`}
          run={({ reason }) => {
            const why = reason === "" ? "" : `?reason=${encodeURIComponent(reason)}`;
            return change("DELETE", `/v1/grants/${encodeURIComponent(id)}${why}`);
          }}
          onDone={grants.refresh}
        />
      ),
    },
  ];
  return (
    <Card title="Grants" id="grants" aside={<Give onDone={grants.refresh} />}>
      <Loaded of={grants}>
        {({ items }) =>
          items.length === 0 ? (
            <p>
              No delegate holds a grant.{" "}
              <span class="quiet">Delegates act while the healers cannot, and only within grants that expire.</span>
            </p>
          ) : (
            <Table caption="Grants in force" columns={columns} rows={items} keyOf={({ id }) => id} />
          )
        }
      </Loaded>
    </Card>
  );
}

function scopeOf({ targets, criticality, runbooks }: Grant): string {
  const parts = [
    targets === undefined ? undefined : targets.join(", "),
    criticality === undefined ? undefined : `what is ${criticality}`,
    runbooks === undefined ? undefined : `runbooks ${runbooks.join(", ")}`,
  ];
  return parts.filter((part) => part !== undefined).join("; ") || "everything";
}

const meanings: Readonly<Record<Capability, string>> = {
  "service.restart": "stop and start a target’s own service",
  "runbook.run": "run the runbooks that are named",
  "human.escalate": "hand an incident to a human",
  "configuration.restore": "put back the last configuration that worked",
  "release.restore": "put back the last release that worked",
  "failure.analyse": "read how a healer ended",
  "votes.gather": "ask the policies about an emergency",
  "recovery.watch": "look at critical targets while no healer does",
};

const listOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((one) => one !== "");

function Give({ onDone }: { readonly onDone: () => void }) {
  const [delegate, setDelegate] = useState("");
  const [chosen, setChosen] = useState<readonly Capability[]>([]);
  const [targets, setTargets] = useState("");
  const [runbooks, setRunbooks] = useState("");
  const [lasts, setLasts] = useState("1h");
  const missing =
    delegate.trim() === ""
      ? "Say who it is given to."
      : chosen.length === 0
        ? "Choose what they may do."
        : chosen.includes("runbook.run") && listOf(runbooks).length === 0
          ? "Name the runbooks."
          : null;
  const body = (reason: string) => ({
    ...{ delegate: `delegate:${delegate.trim()}`, capabilities: chosen, for: lasts, reason },
    ...(listOf(targets).length === 0 ? {} : { targets: listOf(targets) }),
    ...(listOf(runbooks).length === 0 ? {} : { runbooks: listOf(runbooks) }),
  });
  return (
    <Decision
      label="Give a grant"
      command="grant"
      confirmation="confirm"
      reason="required"
      consequence="The delegate may do what you choose, without asking, until the grant expires or is taken back. Each use of it is on record."
      incomplete={missing}
      fields={
        <>
          <div class="fields">
            <Typed label="Delegate" value={delegate} set={setDelegate} example="night-watch" />
            <Lasting value={lasts} set={setLasts} />
            <Typed label="Only these targets" value={targets} set={setTargets} example="all" />
            <Typed label="Runbooks" value={runbooks} set={setRunbooks} example="rb-restart-service" />
          </div>
          <fieldset class="choices">
            <legend>What they may do</legend>
            {(Object.entries(meanings) as [Capability, string][]).map(([capability, meaning]) => (
              <label key={capability} class="check">
                <input
                  type="checkbox"
                  checked={chosen.includes(capability)}
                  onChange={({ currentTarget }) => {
                    const others = chosen.filter((one) => one !== capability);
                    setChosen(currentTarget.checked ? [...others, capability] : others);
                  }}
                />
                {meaning}
              </label>
            ))}
          </fieldset>
        </>
      }
      run={({ reason }) => change("POST", "/v1/grants", { body: body(reason) })}
      onDone={onDone}
    />
  );
}

interface TypedProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly example: string;
}

function Typed({ label, value, set, example }: TypedProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        value={value}
        autocomplete="off"
        spellcheck={false}
        placeholder={example}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
    </label>
  );
}

function Lasting({ value, set }: Pick<TypedProps, "value" | "set">) {
  return (
    <label class="field">
      <span>For how long</span>
      <select value={value} onChange={({ currentTarget }) => set(currentTarget.value)}>
        <option value="30m">30 minutes</option>
        <option value="1h">1 hour</option>
        <option value="8h">8 hours</option>
        <option value="24h">1 day, the longest</option>
      </select>
    </label>
  );
}
