/** What may be done about a target: look now, stop, start, keep quiet for a while. */
import { useId, useState } from "preact/hooks";
import type { CommandResult, TargetDetail } from "#core/model";
import { change } from "../../api/index.ts";
import { countOf, Decision } from "../../kit/index.ts";

interface Props {
  readonly target: TargetDetail;
  readonly onDone: () => void;
}

export function Decisions({ target, onDone }: Props) {
  const path = `/v1/targets/${encodeURIComponent(target.id)}`;
  return (
    <div class="row">
      <Decision
        label="Look now"
        consequence="All its probes are asked at once."
        confirmation="none"
        tone="primary"
        command="probe"
        run={() => change<CommandResult>("POST", `${path}/probe`)}
        onDone={onDone}
      />
      {target.supervisor !== null && <StopOrStart target={target} onDone={onDone} />}
      <Quiet target={target} onDone={onDone} kind="silence" />
      <Quiet target={target} onDone={onDone} kind="maintenance" />
      <Report target={target} onDone={onDone} />
    </div>
  );
}

function StopOrStart({ target, onDone }: Props) {
  const { id, stopped, dependents, criticality } = target;
  const path = `/v1/targets/${encodeURIComponent(id)}`;
  if (stopped !== null)
    return (
      <Decision
        label="Start"
        consequence={`The service of ${id} is started, and looked after again.`}
        confirmation="confirm"
        reason="optional"
        tone="primary"
        command="start"
        run={({ reason }) => change<CommandResult>("POST", `${path}/start`, { body: reason === "" ? {} : { reason } })}
        onDone={onDone}
      />
    );
  return (
    <Decision
      label="Stop"
      consequence={
        <>
          <p>The service of {id} is stopped, and stays so until somebody starts it. Nothing repairs it meanwhile.</p>
          {dependents.length > 0 && (
            <p>
              <strong>{countOf(dependents.length, "target needs it", "targets need it")}:</strong>{" "}
              <bdi>{dependents.slice(0, 5).join(", ")}</bdi>
              {dependents.length > 5 && " and others"}.
            </p>
          )}
        </>
      }
      confirmation={criticality === "critical" ? "type" : "confirm"}
      word={id}
      reason="required"
      tone="danger"
      command="stop"
      run={({ reason }) => change<CommandResult>("POST", `${path}/stop`, { body: { reason } })}
      onDone={onDone}
    />
  );
}

/** What no probe sees, and a person does. */
function Report({ target: { id, watchedFor }, onDone }: Props) {
  const [type, setType] = useState("");
  const known = useId();
  return (
    <Decision
      label="Report trouble"
      consequence={`An incident is opened for ${id}, and dealt with like any other: by what its autonomy, its runbooks and the guard allow. You say when it is over.`}
      confirmation="confirm"
      reason="required"
      command="trigger"
      incomplete={type.trim() === "" ? "Say what kind of trouble it is." : null}
      fields={
        <label class="field">
          <span>What kind of trouble</span>
          <input
            value={type}
            list={known}
            placeholder="service_unresponsive"
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => setType(currentTarget.value)}
          />
          <datalist id={known}>
            {watchedFor.map((one) => (
              <option key={one.type} value={one.type}>
                {one.title}
              </option>
            ))}
          </datalist>
        </label>
      }
      run={({ reason }) =>
        change<CommandResult>("POST", "/v1/triggers", { body: { type: type.trim(), target: id, reason } })
      }
      onDone={onDone}
    />
  );
}

const lengths = [
  ["30m", "30 minutes"],
  ["2h", "2 hours"],
  ["8h", "8 hours"],
  ["24h", "a day"],
  ["", "until somebody ends it"],
] as const;

const words = {
  silence: {
    label: "Silence",
    path: "/v1/silences",
    command: "silence_add",
    says: "Nobody is told of its trouble, and nothing of it is repaired. Watching goes on, and what is still bad afterwards is told once.",
  },
  maintenance: {
    label: "Maintenance",
    path: "/v1/maintenance",
    command: "maintenance_start",
    says: "Work on it is announced: nothing of it is repaired by itself, and messages are kept back. What is still bad afterwards is told once.",
  },
} as const;

function Quiet({ target: { id }, onDone, kind }: Props & { readonly kind: keyof typeof words }) {
  const [length, setLength] = useState<string>("2h");
  const { label, path, command, says } = words[kind];
  return (
    <Decision
      label={label}
      consequence={says}
      confirmation="confirm"
      reason="required"
      command={command}
      fields={
        <label class="field">
          <span>For how long</span>
          <select value={length} onChange={({ currentTarget }) => setLength(currentTarget.value)}>
            {lengths.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
      }
      run={({ reason }) => {
        const body = { matchers: { targets: [id] }, reason, ...(length === "" ? {} : { for: length }) };
        return change<CommandResult>("POST", path, { body });
      }}
      onDone={onDone}
    />
  );
}
