/** The page: the way around it, and the view that the address names. */
import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isShutOut } from "../api/index.ts";
import { Toasts } from "../kit/index.ts";
import { views } from "../views/registry.ts";
import type { ViewEntry, ViewProps } from "../views/view.ts";
import { ConnectionBar } from "./connection-bar.tsx";
import { useGlance } from "./glance.ts";
import { Keys } from "./keys.tsx";
import { Navigation } from "./navigation.tsx";
import { PausedBar } from "./paused-bar.tsx";
import { followLinks, go, matched, place } from "./router.ts";

interface Found {
  readonly entry: ViewEntry;
  readonly params: Readonly<Record<string, string>>;
}

function find(path: string): Found | undefined {
  for (const entry of views) {
    const params = matched(entry.pattern, path);
    if (params !== undefined) return { entry, params };
  }
  return undefined;
}

export function App() {
  useEffect(followLinks, []);
  const glance = useGlance();
  const { path } = place.value;
  const found = find(path);
  useEffect(() => {
    if (isShutOut.value && path !== "/sign-in") go(`/sign-in?to=${encodeURIComponent(path)}`, { replace: true });
  }, [isShutOut.value, path]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <div class="frame">
        <Navigation path={path} glance={glance} />
        <div class="page">
          <ConnectionBar />
          <PausedBar paused={glance?.paused ?? null} />
          <main id="main" tabIndex={-1}>
            {found === undefined ? <Nowhere path={path} /> : <Current key={path} {...found} />}
          </main>
        </div>
      </div>
      <Toasts />
      <Keys />
    </>
  );
}

function Current({ entry, params }: Found) {
  const [View, setView] = useState<ComponentType<ViewProps>>();
  const [failed, setFailed] = useState(false);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = `${entry.title} · Chiron`;
    entry.load().then(
      (module) => setView(() => module.View),
      () => setFailed(true),
    );
  }, [entry]);
  useEffect(() => {
    // Whoever cannot see the page hears that it is another one.
    if (View !== undefined && !isFirst.current) document.querySelector<HTMLElement>("main h1")?.focus();
    isFirst.current = false;
  }, [View]);
  if (failed) return <LoadFailed />;
  if (View === undefined) return <p class="quiet loading">Loading …</p>;
  return <View params={params} />;
}

/** After an update the files have other names. */
function LoadFailed() {
  return (
    <section class="card">
      <h1>This part of the page could not be loaded</h1>
      <p>Chiron may have been updated, or does not answer now.</p>
      <button type="button" onClick={() => location.reload()}>
        Load the page again
      </button>
    </section>
  );
}

function Nowhere({ path }: { readonly path: string }) {
  return (
    <section class="card">
      <h1 tabIndex={-1}>There is no such page</h1>
      <p>
        Nothing stands at <code>{path}</code>. <a href="/">The overview</a> shows what there is.
      </p>
    </section>
  );
}
