/** Its versions: since when each was in force, who let it run by itself, and what changed from one to the next. */
import { useState } from "preact/hooks";
import type { Page, RunbookVersion } from "#core/model";
import { useResource } from "../../api/index.ts";
import { actorOf, Badge, Card, Loaded, Moment, Text, usePages } from "../../kit/index.ts";
import { Diff } from "./diff-view.tsx";
import { linesOf } from "./lines.ts";
import { refreshOn } from "./source.ts";

const pageLength = 20;

export function Versions({ id }: { readonly id: string }) {
  const pages = usePages();
  const path = `/v1/runbooks/${encodeURIComponent(id)}/history?limit=${pageLength}${pages.query}`;
  const versions = useResource<Page<RunbookVersion>>(path, { refreshOn: refreshOn(id), keepsLast: true });
  return (
    <Card title="Versions" id="versions">
      <Loaded of={versions}>
        {({ items, next }) => (
          <>
            {items.length > 1 && <Compared key={items[0]?.since} versions={items} />}
            <ol class="versions">
              {items.map((version, index) => (
                <li key={version.since}>
                  <Version version={version} isNewest={pages.isFirst && index === 0} />
                </li>
              ))}
            </ol>
            <div class="row">{pages.buttons(next)}</div>
          </>
        )}
      </Loaded>
    </Card>
  );
}

function nameOf({ version, hash }: RunbookVersion): string {
  return `version ${version} (${hash.slice(0, 7)})`;
}

function Compared({ versions }: { readonly versions: readonly RunbookVersion[] }) {
  const [picked, setPicked] = useState<readonly [before: number, after: number]>([1, 0]);
  const [before, after] = [versions[picked[0]], versions[picked[1]]];
  if (before === undefined || after === undefined) return null;
  const choice = (label: string, value: number, onPick: (index: number) => void) => (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onPick(Number(currentTarget.value))}>
        {versions.map((version, index) => (
          <option key={version.since} value={index}>
            {nameOf(version)}, since {new Date(version.since).toLocaleString()}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div class="stack">
      <div class="filters">
        {choice("From", picked[0], (index) => setPicked([index, picked[1]]))}
        {choice("To", picked[1], (index) => setPicked([picked[0], index]))}
      </div>
      {before.definition === null || after.definition === null ? (
        <p class="quiet">
          The text of {nameOf(before.definition === null ? before : after)} was not kept: the log of that time held its
          hash alone.
        </p>
      ) : (
        <Diff
          key={picked.join(" ")}
          before={linesOf(before.definition)}
          after={linesOf(after.definition)}
          names={[nameOf(before), nameOf(after)]}
        />
      )}
    </div>
  );
}

const ways: Readonly<Record<RunbookVersion["modes"][number]["how"], string>> = {
  registered: "by what its source says",
  kept: "again, as it had been approved before",
  approved: "approved",
  graduated: "earned it by its dry runs",
  demoted: "taken back",
};

function Version({ version, isNewest }: { readonly version: RunbookVersion; readonly isNewest: boolean }) {
  const { since, until, source, amendment, modes, dryRuns } = version;
  return (
    <>
      <p class="row">
        <strong>{nameOf(version)}</strong>
        {isNewest && until === null && <Badge tone="good">in force</Badge>}
        <span class="quiet">
          since <Moment at={since} />
          {until !== null && (
            <>
              , until <Moment at={until} />
            </>
          )}
          , from <bdi>{source}</bdi>
        </span>
      </p>
      {amendment !== null && (
        <p>
          A post-mortem proposed it
          {amendment.incident !== null && (
            <>
              {" "}
              after <a href={`/incidents/${amendment.incident}`}>its incident</a>
            </>
          )}
          , and a human put it in force.
        </p>
      )}
      <ul>
        {modes.map(({ at, mode, how, by, reason }) => (
          <li key={`${at} ${how}`}>
            <Moment at={at} />: {mode === "auto_execute" ? "runs by itself" : "asks first"}, {ways[how]}
            {how !== "registered" && ` by ${actorOf(by)}`}
            {reason !== null && (
              <>
                : <Text>{reason}</Text>
              </>
            )}
          </li>
        ))}
        {dryRuns.map(({ at, incident, clean, verdict, why }) => (
          <li key={`${at} ${incident}`}>
            <Moment at={at} />: a {clean ? "clean" : "failed"} dry run was {verdict} (
            <a href={`/incidents/${incident}`}>incident</a>): <Text>{why}</Text>
          </li>
        ))}
      </ul>
    </>
  );
}
