/** What a dry run said. */
import type { Rehearsal } from "#core/model";
import { Badge, Card, Json, Text } from "../../kit/index.ts";

export interface Rehearsed {
  readonly target: string;
  readonly strategy: string;
  readonly steps: readonly Rehearsal[];
}

export function RehearsedCard({ of, onClose }: { readonly of: Rehearsed; readonly onClose: () => void }) {
  const { target, strategy, steps } = of;
  return (
    <Card
      title={`Dry run on ${target}: ${strategy}`}
      tone="info"
      id="dry-run"
      aside={
        <button type="button" class="link" onClick={onClose}>
          Put it away
        </button>
      }
    >
      <p>Nothing was changed. It would:</p>
      <ol class="steps">
        {steps.map(({ action, wouldDo, input, failed }, index) => (
          <li key={`${index} ${action}`}>
            <p>
              <Text>{wouldDo}</Text> {failed === true && <Badge tone="bad">could not be done</Badge>}
            </p>
            <details>
              <summary>
                <code>{action}</code>
              </summary>
              <Json value={input} />
            </details>
          </li>
        ))}
      </ol>
    </Card>
  );
}
