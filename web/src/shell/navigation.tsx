/** The way around: at the side on a wide screen, at the foot of a narrow one, where the rest unfolds. */
import { useEffect, useState } from "preact/hooks";
import { connection } from "../api/index.ts";
import { views } from "../views/registry.ts";
import type { ViewEntry } from "../views/view.ts";
import type { Glance } from "./glance.ts";
import { Icon } from "./icon.tsx";
import { Who } from "./who.tsx";

interface Props {
  readonly path: string;
  readonly glance: Glance | undefined;
}

const groups = { now: "Now", system: "The system", record: "On record" } as const;

export function Navigation({ path, glance }: Props) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  return (
    <nav class={isOpen ? "navigation open" : "navigation"} aria-label="Main">
      <a class="brand" href="/">
        <img src="/mark.svg" alt="" width="28" height="28" />
        <span>
          <strong>Chiron</strong>
          <small>{glance?.node ?? " "}</small>
        </span>
      </a>
      <Pulse />
      <div class="groups">
        {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => (
          <Group key={group} group={group} path={path} glance={glance} />
        ))}
      </div>
      <Who />
      <button type="button" class="more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name="settings" />
        {isOpen ? "Close" : "More"}
      </button>
    </nav>
  );
}

function Group({ group, path, glance }: Props & { readonly group: keyof typeof groups }) {
  const entries = views.filter(({ navigation }) => navigation?.group === group);
  if (entries.length === 0) return null;
  return (
    <section class={`group group-${group}`}>
      <h2>{groups[group]}</h2>
      <ul>
        {entries.map((entry) => (
          <li key={entry.pattern}>
            <NavigationLink entry={entry} path={path} glance={glance} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function NavigationLink({ entry, path, glance }: Props & { readonly entry: ViewEntry }) {
  const { pattern, title, navigation } = entry;
  if (navigation === null) return null;
  const isHere = pattern === "/" ? path === "/" : path === pattern || path.startsWith(`${pattern}/`);
  const count = countFor(pattern, glance);
  return (
    <a href={pattern} class="place" aria-current={isHere ? "page" : undefined}>
      <Icon name={navigation.icon} />
      <span>{title}</span>
      {count !== undefined && (
        <span class={`count count-${count.tone}`} title={count.says}>
          {count.number}
          <span class="unseen"> {count.says}</span>
        </span>
      )}
    </a>
  );
}

function countFor(pattern: string, glance: Glance | undefined) {
  if (pattern === "/incidents" && glance !== undefined && glance.open > 0)
    return { number: glance.open, says: "open", tone: glance.wanting > 0 ? "bad" : "info" };
  if (pattern === "/approvals" && glance !== undefined && glance.waiting > 0)
    return { number: glance.waiting, says: "waiting for a decision", tone: "warn" };
  return undefined;
}

const words = { connecting: "connecting", live: "live", lost: "not connected" } as const;

function Pulse() {
  const { state } = connection.value;
  return (
    <span class={`pulse pulse-${state}`} title={words[state]}>
      <span class="unseen">{words[state]}</span>
    </span>
  );
}
