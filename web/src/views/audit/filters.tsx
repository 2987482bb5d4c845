/** What to look for; it stands in the address, so that it can be sent to somebody. */
import { useEffect, useState } from "preact/hooks";
import { setQuery } from "../../shell/index.ts";
import { kinds } from "./kinds.ts";
import { fromField, toField } from "./query.ts";

const typingMs = 300;
const further = ["target", "incident", "from", "to", "stream"] as const;

export function Filters({ query }: { readonly query: URLSearchParams }) {
  const isNarrowed = further.some((name) => query.has(name));
  return (
    <search>
      <form class="stack" onSubmit={(event) => event.preventDefault()}>
        <div class="filters">
          <Typed name="text" label="Words" hint="in the record or its sentence" query={query} />
          <label class="field">
            <span>What</span>
            <select
              value={query.get("kind") ?? ""}
              onChange={({ currentTarget }) => setQuery({ kind: currentTarget.value })}
            >
              <option value="">anything</option>
              {Object.entries(kinds).map(([name, { label }]) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <Typed name="actor" label="By whom" hint="ann, engine, delegate" query={query} />
        </div>
        <details open={isNarrowed}>
          <summary>When, where, and by which healer</summary>
          <div class="filters">
            <Time name="from" label="From" query={query} />
            <Time name="to" label="To" query={query} />
            <Typed name="target" label="Target" hint="its id" query={query} />
            <Typed name="incident" label="Incident" hint="its id" query={query} />
            <label class="field">
              <span>Written by</span>
              <select
                value={query.get("stream") ?? ""}
                onChange={({ currentTarget }) => setQuery({ stream: currentTarget.value })}
              >
                <option value="">engine and mender</option>
                <option value="engine">the engine</option>
                <option value="mender">the mender</option>
              </select>
            </label>
          </div>
        </details>
      </form>
    </search>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly query: URLSearchParams;
}

function Typed({ name, label, hint, query }: FieldProps & { readonly hint: string }) {
  const given = query.get(name) ?? "";
  const [text, setText] = useState(given);
  useEffect(() => {
    if (text.trim() === given) return undefined;
    const timer = setTimeout(() => setQuery({ [name]: text.trim() }), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="search"
        value={text}
        maxLength={200}
        placeholder={hint}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
    </label>
  );
}

function Time({ name, label, query }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="datetime-local"
        value={toField(query.get(name))}
        onChange={({ currentTarget }) => setQuery({ [name]: fromField(currentTarget.value) })}
      />
    </label>
  );
}
