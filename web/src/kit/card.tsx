/** A part of a page, with its heading. */
import type { ComponentChildren } from "preact";
import type { Resource } from "../api/index.ts";
import { Moment } from "./moment.tsx";

interface CardProps {
  readonly title: string;
  /** Beside the heading. */
  readonly aside?: ComponentChildren;
  readonly tone?: "good" | "bad" | "warn" | "info";
  readonly children: ComponentChildren;
  /** For links to it, and for tests. */
  readonly id?: string;
}

export function Card({ title, aside, tone, children, id }: CardProps) {
  return (
    <section class={tone === undefined ? "card" : `card card-${tone}`} id={id} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {aside !== undefined && <div class="aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** The head of a page. The heading takes the focus when the page is gone to. */
export function PageHead({
  title,
  children,
}: {
  readonly title: ComponentChildren;
  readonly children?: ComponentChildren;
}) {
  return (
    <header class="page-head">
      <h1 tabIndex={-1}>{title}</h1>
      {children}
    </header>
  );
}

/** Nothing is there: says why that is so, and what to do. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children !== undefined && <p>{children}</p>}
    </div>
  );
}

interface LoadedProps<T> {
  readonly of: Resource<T>;
  readonly children: (data: T) => ComponentChildren;
}

/** What was read; while there is nothing yet, that; and when reading failed, why, above what was read before. */
export function Loaded<T>({ of, children }: LoadedProps<T>) {
  const { data, problem, refresh, readAt } = of;
  // That nothing answers is said once for the whole page, at its head.
  const isSaid = problem?.code === "unreachable" && data !== undefined;
  return (
    <>
      {problem !== undefined && !isSaid && (
        <div class="trouble" role="alert">
          <p>
            <strong>This could not be read:</strong> {problem.message}. {problem.help ?? ""}
            {readAt !== undefined && (
              <>
                {" "}
                Below it stands as it was <Moment at={readAt} />.
              </>
            )}
          </p>
          <button type="button" onClick={refresh}>
            Read it again
          </button>
        </div>
      )}
      {data === undefined ? problem === undefined && <p class="quiet loading">Loading …</p> : children(data)}
    </>
  );
}

/** Names and what they stand for. */
export function Pairs({ items }: { readonly items: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="pairs">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
