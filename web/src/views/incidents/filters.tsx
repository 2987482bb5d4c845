/** What to look for; it stands in the address, so that it can be sent to somebody. */
import { useEffect, useState } from "preact/hooks";
import { plain } from "../../kit/index.ts";
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
        <label class="field">
          <span>Search</span>
          <input
            type="search"
            value={search}
            placeholder="a target, a type, an id"
            onInput={({ currentTarget }) => setSearch(currentTarget.value)}
          />
        </label>
        <Choice name="severity" label="Severity" values={severities} query={query} />
        <Choice name="state" label="State" values={states} query={query} />
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

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly query: URLSearchParams;
}

function Choice({ name, label, values, query }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={query.get(name) ?? ""} onChange={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}>
        <option value="">any</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {plain(value)}
          </option>
        ))}
      </select>
    </label>
  );
}
