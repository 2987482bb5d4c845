/** What the repository's own tests said of a change. */
import type { TaskView } from "#core/model";
import { Badge, lengthOf, Text } from "../../kit/index.ts";

type Result = NonNullable<TaskView["proposal"]>["test"];

export function Tests({ result }: { readonly result: Result }) {
  if (result === null) return <p class="quiet">The repository names no test command.</p>;
  const { passed, timedOut, code, signal, command, tookMs, tail, output } = result;
  const end = passed ? "passed" : timedOut ? "ran out of time" : `failed (${code ?? signal ?? "?"})`;
  return (
    <details open={!passed}>
      <summary>
        <Badge tone={passed ? "good" : "bad"}>{`tests ${end}`}</Badge> <code>{command.join(" ")}</code>, after{" "}
        {lengthOf(tookMs)}
      </summary>
      {tail === "" ? <p class="quiet">They said nothing.</p> : <Text block>{tail}</Text>}
      {output !== null && (
        <p class="quiet">
          All of it, on Chiron's machine: <code>{output}</code>
        </p>
      )}
    </details>
  );
}
