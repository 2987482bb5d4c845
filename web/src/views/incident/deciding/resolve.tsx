/** It is put right: whether what was only rehearsed would have done so is learned from. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Decision } from "../../../kit/index.ts";
import { type About, type Common, send } from "./send.ts";

interface ResolveProps {
  readonly common: Common;
  readonly about: About;
  readonly news: ComponentChildren;
}

export function Resolve({ common, about, news }: ResolveProps) {
  const [wasRight, setRight] = useState("");
  const said = wasRight === "" ? {} : { dryRunWasRight: wasRight === "yes" };
  return (
    <Decision
      {...common}
      run={({ reason }) => send(about, "resolve", { reason, ...said })}
      fields={
        <>
          {news}
          <label class="field">
            <span>Would the repair that was only rehearsed have mended it?</span>
            <select value={wasRight} onChange={({ currentTarget }) => setRight(currentTarget.value)}>
              <option value="">I cannot tell, or none was</option>
              <option value="yes">Yes</option>
              <option value="no">No</option>
            </select>
          </label>
        </>
      }
    />
  );
}
