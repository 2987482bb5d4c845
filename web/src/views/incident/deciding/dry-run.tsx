/** What a runbook would do: nothing is changed to find out. */
import { useState } from "preact/hooks";
import type { Rehearsal } from "#core/model";
import { change } from "../../../api/index.ts";
import { Badge, Decision, Dialog, Text } from "../../../kit/index.ts";
import type { Common } from "./send.ts";

interface Found {
  readonly message: string;
  readonly data: { readonly strategy: string; readonly target: string; readonly steps: readonly Rehearsal[] };
}

interface DryRunProps {
  readonly common: Common;
  readonly incident: string;
  readonly runbook: string;
}

export function DryRun({ common, incident, runbook }: DryRunProps) {
  const [found, setFound] = useState<Found | null>(null);
  const run = async () => {
    const path = `/v1/runbooks/${encodeURIComponent(runbook)}/dry-run`;
    setFound(await change<Found>("POST", path, { body: { incident } }));
    return { message: `${runbook} was rehearsed; nothing was changed.` };
  };
  return (
    <>
      <Decision {...common} run={run} />
      {found !== null && (
        <Dialog title={`${runbook} (${found.data.strategy}) would do this`} onClose={() => setFound(null)}>
          <ol class="would-do">
            {found.data.steps.map(({ action, wouldDo, failed }, index) => (
              <li key={`${index} ${action}`}>
                <strong>{action}</strong> {failed === true && <Badge tone="bad">it would fail</Badge>}
                <br />
                <Text>{wouldDo}</Text>
              </li>
            ))}
          </ol>
          <p class="quiet">Nothing was changed to find this out.</p>
        </Dialog>
      )}
    </>
  );
}
