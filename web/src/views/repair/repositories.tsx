/** Repositories that are looked after, what their last scan came to, and the wish for another look. */
import { useState } from "preact/hooks";
import type { RepositoryView } from "#core/model";
import { change } from "../../api/index.ts";
import { Card, countOf, Decision, lengthOf, Moment, Pairs, plain, Text } from "../../kit/index.ts";

interface Props {
  readonly repositories: readonly RepositoryView[];
  readonly onDone: () => void;
}

export function Repositories({ repositories, onDone }: Props) {
  return (
    <div class="columns">
      {repositories.map((repository) => (
        <One key={repository.id} repository={repository} onDone={onDone} />
      ))}
    </div>
  );
}

function One({ repository, onDone }: { readonly repository: RepositoryView } & Pick<Props, "onDone">) {
  const { id, path, branch, autonomy, known, lastScan, tasks } = repository;
  const counts = Object.entries(tasks).map(([state, count]) => `${count} ${plain(state)}`);
  return (
    <Card title={`Repository ${id}`} aside={`autonomy ${autonomy}`}>
      <Pairs
        items={[
          ["Stands in", <Text key="path">{path}</Text>],
          ["Branch", branch ?? "the one of its HEAD"],
          ["Files", known === null ? "not looked at yet" : `${countOf(known.files, "file")}, ${known.broken} broken`],
          ["Repairs", counts.length === 0 ? "none" : counts.join(", ")],
          ["Last scan", <Scan key="scan" scan={lastScan} />],
        ]}
      />
      {lastScan !== null && lastScan.uncommitted.length > 0 && (
        <details>
          <summary>{countOf(lastScan.uncommitted.length, "broken file")} that nobody has committed</summary>
          <ul>
            {lastScan.uncommitted.map(({ file, fault }) => (
              <li key={file}>
                <Text>{`${file}:${fault.line}:${fault.column} ${fault.message}`}</Text>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div class="row">
        <Decision
          label={`Scan ${id} now`}
          command="repair_scan"
          confirmation="none"
          consequence="Files that have changed are looked at; nothing is written to the repository."
          run={() => change("POST", "/v1/repair/scan", { body: { repository: id } })}
          onDone={onDone}
        />
        <RunFile repository={id} onDone={onDone} />
      </div>
    </Card>
  );
}

function Scan({ scan }: { readonly scan: RepositoryView["lastScan"] }) {
  if (scan === null) return <span>never</span>;
  const { at, how, files, broken, left, tookMs, trouble } = scan;
  return (
    <span>
      <Moment at={at} />, {how}: {countOf(files, "file")}, {broken} broken, in {lengthOf(tookMs)}
      {left > 0 && `; ${countOf(left, "broken file")} more than are taken up at once`}
      {trouble !== null && (
        <>
          . <strong>Trouble:</strong> <Text>{trouble}</Text>
        </>
      )}
    </span>
  );
}

function RunFile({ repository, onDone }: { readonly repository: string } & Pick<Props, "onDone">) {
  const [file, setFile] = useState("");
  return (
    <Decision
      label="Mend a file …"
      command="repair_run"
      confirmation="confirm"
      reason="optional"
      consequence="If the file is broken, it is mended in a work tree of its own, checked and tested. What becomes of it then is as the repository's autonomy says."
      incomplete={file.trim() === "" ? "Which file?" : null}
      fields={
        <label class="field">
          <span>File, from the top of {repository}</span>
          <input value={file} spellcheck={false} onInput={({ currentTarget }) => setFile(currentTarget.value)} />
        </label>
      }
      run={({ reason }) =>
        change("POST", "/v1/repair/run", {
          body: { repository, file: file.trim(), ...(reason === "" ? {} : { reason }) },
        })
      }
      onDone={onDone}
    />
  );
}
