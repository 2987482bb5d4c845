/** Another way, please: what the next plan has to keep to. All of it must be usable, or nothing is changed. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { IncidentStory, Overrides } from "#core/model";
import { useResource } from "../../../api/index.ts";
import { Decision, Loaded } from "../../../kit/index.ts";
import { type About, type Common, send, storyPath } from "./send.ts";

interface Asked {
  readonly runbook: string;
  readonly strategy: string;
  readonly withoutStrategies: readonly string[];
  readonly withoutActions: readonly string[];
  readonly riskAtMost: string;
  /** JSON, by an action's name. */
  readonly inputs: string;
  readonly note: string;
}

const nothing: Asked = {
  ...{ runbook: "", strategy: "", riskAtMost: "", inputs: "", note: "" },
  ...{ withoutStrategies: [], withoutActions: [] },
};

interface ModifyProps {
  readonly common: Common;
  readonly about: About;
  readonly news: ComponentChildren;
}

export function Modify({ common, about, news }: ModifyProps) {
  const [asked, setAsked] = useState<Asked>(nothing);
  const wanted = wantedOf(asked);
  const hash = about.planHash === null ? {} : { planHash: about.planHash };
  return (
    <Decision
      {...common}
      incomplete={typeof wanted === "string" ? wanted : null}
      run={() => send(about, "modify", { ...hash, ...(typeof wanted === "string" ? {} : wanted) })}
      fields={
        <>
          {news}
          <Fields incident={about.incident} asked={asked} onChange={(more) => setAsked({ ...asked, ...more })} />
        </>
      }
    />
  );
}

/** A sentence where something is missing, or cannot be read. */
function wantedOf(asked: Asked): Partial<Overrides> | string {
  const { runbook, strategy, withoutStrategies, withoutActions, riskAtMost, inputs, note } = asked;
  const isWithout = withoutStrategies.length > 0 || withoutActions.length > 0;
  const given = inputs.trim() === "" ? undefined : objectIn(inputs);
  if (given === null) return 'Inputs are written like {"service.stop": {"grace": "30s"}}.';
  if (runbook === "" && strategy === "" && !isWithout && riskAtMost === "" && given === undefined)
    return "Say what the next plan has to keep to.";
  return {
    ...(runbook === "" ? {} : { runbook }),
    ...(strategy === "" ? {} : { strategy }),
    ...(isWithout ? { exclude: { strategies: [...withoutStrategies], actions: [...withoutActions] } } : {}),
    ...(riskAtMost === "" ? {} : { riskAtMost: riskAtMost as NonNullable<Overrides["riskAtMost"]> }),
    ...(given === undefined ? {} : { with: given }),
    ...(note.trim() === "" ? {} : { note: note.trim() }),
  };
}

function objectIn(text: string): Record<string, Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

interface FieldsProps {
  readonly incident: string;
  readonly asked: Asked;
  readonly onChange: (more: Partial<Asked>) => void;
}

function Fields({ incident, asked, onChange }: FieldsProps) {
  const story = useResource<IncidentStory>(storyPath(incident));
  return (
    <Loaded of={story}>
      {({ ways }) => {
        const runbooks = [...new Set(ways.map(({ runbook }) => runbook))];
        const chosen =
          asked.runbook === "" ? (ways.find(({ state }) => state === "chosen")?.runbook ?? "") : asked.runbook;
        const own = ways.filter(({ runbook }) => runbook === chosen);
        const actions = [...new Set(own.flatMap((way) => way.actions))];
        return (
          <>
            {runbooks.length > 1 && (
              <Choose
                label="Runbook"
                value={asked.runbook}
                options={runbooks}
                none="the same as now"
                onChange={(runbook) => onChange({ runbook, strategy: "", withoutStrategies: [], withoutActions: [] })}
              />
            )}
            <Choose
              label="Strategy"
              value={asked.strategy}
              options={own.map(({ strategy }) => strategy)}
              none="whichever comes next"
              onChange={(strategy) => onChange({ strategy })}
            />
            <Without
              what="Without these strategies"
              all={own.map(({ strategy }) => strategy)}
              without={asked.withoutStrategies}
              onChange={(withoutStrategies) => onChange({ withoutStrategies })}
            />
            <Without
              what="Without these actions"
              all={actions}
              without={asked.withoutActions}
              onChange={(withoutActions) => onChange({ withoutActions })}
            />
            <Choose
              label="Risk at most"
              value={asked.riskAtMost}
              options={["low", "medium", "high"]}
              none="as it comes"
              onChange={(riskAtMost) => onChange({ riskAtMost })}
            />
            <Words asked={asked} onChange={onChange} />
          </>
        );
      }}
    </Loaded>
  );
}

interface ChooseProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly none: string;
  readonly onChange: (value: string) => void;
}

function Choose({ label, value, options, none, onChange }: ChooseProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">{none}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

interface WithoutProps {
  readonly what: string;
  readonly all: readonly string[];
  readonly without: readonly string[];
  readonly onChange: (without: readonly string[]) => void;
}

function Without({ what, all, without, onChange }: WithoutProps) {
  return (
    <fieldset class="field">
      <legend>{what}</legend>
      {all.map((one) => (
        <label key={one} class="check">
          <input
            type="checkbox"
            checked={without.includes(one)}
            onChange={({ currentTarget }) =>
              onChange(currentTarget.checked ? [...without, one] : without.filter((other) => other !== one))
            }
          />
          {one}
        </label>
      ))}
    </fieldset>
  );
}

function Words({ asked, onChange }: Pick<FieldsProps, "asked" | "onChange">) {
  return (
    <>
      <label class="field">
        <span>Other inputs, by an action's name (JSON)</span>
        <textarea
          rows={2}
          class="code"
          spellcheck={false}
          value={asked.inputs}
          placeholder={'{"service.stop": {"grace": "30s"}}'}
          onInput={({ currentTarget }) => onChange({ inputs: currentTarget.value })}
        />
      </label>
      <label class="field">
        <span>A note, for whoever judges the next plan (if you like)</span>
        <textarea
          rows={2}
          maxLength={2_000}
          value={asked.note}
          onInput={({ currentTarget }) => onChange({ note: currentTarget.value })}
        />
      </label>
    </>
  );
}
