/** Everything that was ever written down: searched, opened to the last byte, and proved whole. */
import { useState } from "preact/hooks";
import type { FoundEvent } from "#core/model";
import { useRefreshOn } from "../../api/index.ts";
import { Card, Empty, Moment, PageHead } from "../../kit/index.ts";
import { place } from "../../shell/index.ts";
import { Filters } from "./filters.tsx";
import { queryOf } from "./query.ts";
import { Record } from "./record.tsx";
import { type Search, useSearch } from "./search.ts";
import { Verify } from "./verify.tsx";

export function View() {
  const { query } = place.value;
  const filter = queryOf(query);
  return (
    <>
      <PageHead title="Audit" />
      <p class="quiet">
        Whatever Chiron saw, decided and did, and whoever decided something, stands in one log. Nothing in it is ever
        changed.
      </p>
      <Verify />
      <Filters query={query} />
      <Found key={filter} filter={filter} />
    </>
  );
}

function Found({ filter }: { readonly filter: string }) {
  const search = useSearch(filter);
  const [hasNewer, setNewer] = useState(false);
  useRefreshOn(
    () => true,
    () => setNewer(true),
  );
  const renew = () => {
    setNewer(false);
    search.again();
  };
  const { items, problem } = search;
  return (
    <Card
      title="Records, the newest first"
      aside={
        hasNewer && (
          <button type="button" onClick={renew}>
            There are newer ones: show them
          </button>
        )
      }
    >
      {problem !== undefined && (
        <div class="trouble" role="alert">
          <p>
            <strong>The search broke off:</strong> {problem.message}. {problem.help ?? ""}
          </p>
          <button type="button" onClick={renew}>
            Search again
          </button>
        </div>
      )}
      <Days items={items} />
      <Progress search={search} />
    </Card>
  );
}

function Progress({ search }: { readonly search: Search }) {
  const { items, isSearching, reachedAt, hasMore, problem, goOn } = search;
  const back = reachedAt !== null && <Moment at={reachedAt} form="date" />;
  return (
    <div class="row" role="status">
      {isSearching && <span class="quiet">Looking through the log{back && <> … back to {back}</>} …</span>}
      {!isSearching && items.length === 0 && !hasMore && problem === undefined && (
        <Empty title="Nothing that fits is in the log.">Take a filter away to see more.</Empty>
      )}
      {!isSearching && hasMore && (
        <>
          <button type="button" onClick={goOn}>
            Look further back
          </button>
          <span class="quiet">Looked through back to {back}.</span>
        </>
      )}
      {!isSearching && !hasMore && items.length > 0 && <span class="quiet">That is the beginning of the log.</span>}
    </div>
  );
}

function Days({ items }: { readonly items: readonly FoundEvent[] }) {
  return (
    <>
      {daysOf(items).map(({ day, records }) => (
        <section key={`${day} ${records[0]?.place}`} aria-label={day} class="day">
          <h3>{day}</h3>
          <ul class="records">
            {records.map((found) => (
              <li key={found.place}>
                <Record found={found} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** A clock may have been set back: then a day comes again. */
function daysOf(items: readonly FoundEvent[]): readonly { readonly day: string; readonly records: FoundEvent[] }[] {
  const days: { readonly day: string; readonly records: FoundEvent[] }[] = [];
  for (const found of items) {
    const day = new Date(found.at).toLocaleDateString(undefined, { dateStyle: "full" });
    const last = days.at(-1);
    if (last?.day === day) last.records.push(found);
    else days.push({ day, records: [found] });
  }
  return days;
}
