/** One record: what happened, in a sentence; unfolded all that was written down, as it is hashed. */
import { useState } from "preact/hooks";
import type { FoundEvent } from "#core/model";
import { actorOf, Json, Moment, Pairs } from "../../kit/index.ts";

/** Of a sentence in the list; unfolded the record holds all of it. */
const longest = 400;

export function Record({ found }: { readonly found: FoundEvent }) {
  const [isOpen, setOpen] = useState(false);
  const { sentence, actor, type, at } = found;
  return (
    <details class="record" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Moment at={at} form="clock" />
        <span class="record-sentence" dir="auto">
          {sentence.length > longest ? `${sentence.slice(0, longest)} …` : sentence}
        </span>
        <span class="record-who" title={actor}>
          {actorOf(actor)}
        </span>
        <code>{type}</code>
      </summary>
      {isOpen && <Whole found={found} />}
    </details>
  );
}

function Whole({ found }: { readonly found: FoundEvent }) {
  const { place, stream, seq, at, type, actor, hash, data } = found;
  const incident = incidentIn(data);
  return (
    <div class="record-whole">
      <Pairs
        items={[
          ["Record", `${seq.toLocaleString()} of the ${stream}; ${place.toLocaleString()} of all`],
          ["Written", <Moment key="at" at={at} form="date" />],
          ["By", <code key="actor">{actor}</code>],
          ...(incident === undefined
            ? []
            : [
                [
                  "Incident",
                  <a key="incident" href={`/incidents/${encodeURIComponent(incident)}`}>
                    {incident}
                  </a>,
                ] as const,
              ]),
          ["Hash", <code key="hash">{hash}</code>],
        ]}
      />
      <p class="quiet">
        The hash is made of what stands below and of the hash of the record before it. To change either is to break the
        chain.
      </p>
      <Json value={{ stream, seq, at, type, actor, hash, data }} />
    </div>
  );
}

function incidentIn(data: unknown): string | undefined {
  const incident = (data as { readonly incident?: unknown } | null)?.incident;
  return typeof incident === "string" ? incident : undefined;
}
