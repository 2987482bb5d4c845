/** What to look for; it stands in the address, so that it can be sent to somebody. */
import { useEffect, useState } from "preact/hooks";
import { ChoiceField, SearchField } from "../../kit/index.ts";
import { setQuery } from "../../shell/index.ts";

const severities = ["critical", "high", "medium", "low"];
const states = [
  "detected",
  "diagnosing",
  "awaiting_approval",
  "remediating",
  "verifying",
  "escalated",
  "remediation_failed",
  "resolved",
  "self_resolved",
  "dismissed",
];
const needHuman = "awaiting_approval,escalated,remediation_failed";
const typingMs = 250;

export function Filters({ query }: { readonly query: URLSearchParams }) {
  const [search, setSearch] = useState(query.get("search") ?? "");
  useEffect(() => {
    const timer = setTimeout(() => setQuery({ search: search.trim() }), typingMs);
    return () => clearTimeout(timer);
  }, [search]);
  return (
    <search>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <SearchField value={search} hint="a target, a type, an id" onChange={setSearch} />
        <ChoiceField
          label="Severity"
          value={query.get("severity") ?? ""}
          values={severities}
          onChange={(severity) => setQuery({ severity })}
        />
        <ChoiceField
          label="State"
          value={query.get("state") ?? ""}
          values={states}
          onChange={(state) => setQuery({ state })}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={query.get("states") === needHuman}
            onChange={({ currentTarget }) => setQuery({ states: currentTarget.checked ? needHuman : null })}
          />
          Only those that need a human
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={query.get("all") === "true"}
            onChange={({ currentTarget }) => setQuery({ all: currentTarget.checked ? "true" : null })}
          />
          Ended ones too
        </label>
      </form>
    </search>
  );
}
