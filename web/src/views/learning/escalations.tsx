/** When a human was called, and why. */
import type { Learning } from "#core/model";
import { Card, Empty, Gradually, Moment, plain, Text } from "../../kit/index.ts";

export function Escalations({ of }: { readonly of: Learning["escalations"] }) {
  return (
    <Card title="Calls for a human" id="escalations">
      {of.length === 0 ? (
        <Empty title="Nobody had to be called." />
      ) : (
        <Gradually of={of} noun="call" step={10}>
          {(shown) => (
            <ol class="rows">
              {shown.map(({ at, incident, type, target, why }) => (
                <li key={`${at} ${incident}`} class="called">
                  <p>
                    <Moment at={at} />: <a href={`/incidents/${incident}`}>{type === null ? incident : plain(type)}</a>
                    {target !== null && (
                      <>
                        {" on "}
                        <a href={`/targets/${encodeURIComponent(target)}`}>
                          <bdi>{target}</bdi>
                        </a>
                      </>
                    )}
                  </p>
                  <p class="quiet">
                    <Text>{why}</Text>
                  </p>
                </li>
              ))}
            </ol>
          )}
        </Gradually>
      )}
    </Card>
  );
}
