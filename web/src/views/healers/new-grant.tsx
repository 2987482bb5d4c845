/** A grant is given: to whom, what for, of what, and for how long. */
import { useState } from "preact/hooks";
import { change } from "../../api/index.ts";
import { Decision } from "../../kit/index.ts";

/** Those that the engine itself judges; the others are the watchdog's to give, in an emergency. */
const capabilities = ["service.restart", "runbook.run", "human.escalate"] as const;
const lengths = ["15m", "1h", "4h", "12h", "24h"] as const;

interface Wanted {
  readonly delegate: string;
  readonly may: readonly string[];
  readonly length: string;
  readonly targets: string;
  readonly runbooks: string;
}

const usual: Wanted = { delegate: "delegate:", may: ["service.restart"], length: "1h", targets: "", runbooks: "" };

export function NewGrant({ onDone }: { readonly onDone: () => void }) {
  const [wanted, setWanted] = useState(usual);
  const { delegate, may, length, targets, runbooks } = wanted;
  const body = (reason: string) => ({
    ...{ delegate, capabilities: may, for: length, reason },
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
      incomplete={incompleteIn(wanted)}
      fields={<Fields wanted={wanted} set={(changed) => setWanted({ ...wanted, ...changed })} />}
      run={({ reason }) => change("POST", "/v1/grants", { body: body(reason) })}
      onDone={onDone}
    />
  );
}

interface FieldsProps {
  readonly wanted: Wanted;
  readonly set: (changed: Partial<Wanted>) => void;
}

function Fields({ wanted, set }: FieldsProps) {
  const { delegate, may, length, targets, runbooks } = wanted;
  return (
    <>
      <Typed label="To whom" value={delegate} set={(value) => set({ delegate: value })} />
      <fieldset class="choices">
        <legend>May</legend>
        {capabilities.map((one) => (
          <label key={one} class="check">
            <input
              type="checkbox"
              checked={may.includes(one)}
              onChange={({ currentTarget }) => {
                const without = may.filter((other) => other !== one);
                set({ may: currentTarget.checked ? [...without, one] : without });
              }}
            />
            {one}
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>For how long</span>
        <select value={length} onChange={({ currentTarget }) => set({ length: currentTarget.value })}>
          {lengths.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <Typed
        label="Only these targets, with commas between (empty: any)"
        value={targets}
        set={(value) => set({ targets: value })}
      />
      <Typed
        label="Only these runbooks, with commas between (for runbook.run)"
        value={runbooks}
        set={(value) => set({ runbooks: value })}
      />
    </>
  );
}

interface TypedProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
}

function Typed({ label, value, set }: TypedProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        value={value}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
    </label>
  );
}

function namesIn(text: string): readonly string[] {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

function incompleteIn({ delegate, may }: Wanted): string | null {
  if (!/^delegate:[a-z0-9][a-z0-9._-]*$/i.test(delegate)) return "A delegate is named delegate:NAME.";
  return may.length === 0 ? "It has to name something." : null;
}
