/** I am on it: for how long. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Decision } from "../../../kit/index.ts";
import { type About, type Common, send } from "./send.ts";

const lengths = [
  ["", "as long as it is open"],
  ["30m", "30 minutes"],
  ["1h", "1 hour"],
  ["2h", "2 hours"],
  ["8h", "8 hours"],
] as const;

interface AcknowledgeProps {
  readonly common: Common;
  readonly about: About;
  readonly news: ComponentChildren;
}

export function Acknowledge({ common, about, news }: AcknowledgeProps) {
  const [length, setLength] = useState<string>("2h");
  const [until, setUntil] = useState("");
  const time = until === "" ? { ...(length === "" ? {} : { for: length }) } : { until: new Date(until).toISOString() };
  return (
    <Decision
      {...common}
      reason="optional"
      run={({ reason }) => send(about, "acknowledge", { ...time, ...(reason === "" ? {} : { reason }) })}
      fields={
        <>
          {news}
          <label class="field">
            <span>For how long</span>
            <select
              value={length}
              disabled={until !== ""}
              onChange={({ currentTarget }) => setLength(currentTarget.value)}
            >
              {lengths.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>Or until, by your clock</span>
            <input type="datetime-local" value={until} onInput={({ currentTarget }) => setUntil(currentTarget.value)} />
          </label>
        </>
      }
    />
  );
}
