/** For what a runbook is run: an open incident that it is for, or a target. */
import type { IncidentSummary, Page, TargetView } from "#core/model";
import { useResource } from "../../api/index.ts";
import { plain } from "../../kit/index.ts";

export interface Aim {
  readonly target: string;
  readonly incident: string;
}

export const noAim: Aim = { target: "", incident: "" };

export function bodyOf({ target, incident }: Aim): Readonly<Record<string, string>> {
  return incident === "" ? { target: target.trim() } : { incident };
}

export function missingIn({ target, incident }: Aim): string | null {
  return target.trim() === "" && incident === "" ? "Choose an incident, or name a target." : null;
}

interface AimFieldsProps {
  readonly aim: Aim;
  readonly onChange: (aim: Aim) => void;
  /** Types of trouble that the runbook is for. */
  readonly matches: readonly string[];
}

const mostSuggested = 20;

export function AimFields({ aim, onChange, matches }: AimFieldsProps) {
  const incidents = useResource<Page<IncidentSummary>>("/v1/incidents?limit=1000");
  const wanted = new URLSearchParams({
    limit: String(mostSuggested),
    ...(aim.target === "" ? {} : { search: aim.target }),
  });
  const targets = useResource<Page<TargetView>>(`/v1/targets?${wanted}`, { keepsLast: true });
  const fitting = incidents.data?.items.filter(({ type }) => matches.includes(type)) ?? [];
  return (
    <>
      {fitting.length > 0 && (
        <label class="field">
          <span>For an open incident</span>
          <select
            value={aim.incident}
            onChange={({ currentTarget }) => onChange({ target: "", incident: currentTarget.value })}
          >
            <option value="">none: for the target below</option>
            {fitting.map(({ id, type, target }) => (
              <option key={id} value={id}>
                {plain(type)} on {target}
              </option>
            ))}
          </select>
        </label>
      )}
      {aim.incident === "" && (
        <label class="field">
          <span>{fitting.length > 0 ? "Or for a target" : "For which target"}</span>
          <input
            list="aim-targets"
            autocomplete="off"
            spellcheck={false}
            value={aim.target}
            onInput={({ currentTarget }) => onChange({ target: currentTarget.value, incident: "" })}
          />
        </label>
      )}
      <datalist id="aim-targets">
        {targets.data?.items.map(({ id }) => (
          <option key={id} value={id} />
        ))}
      </datalist>
    </>
  );
}
