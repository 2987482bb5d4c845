/** Shortcuts: `g` and a letter goes to a page, `?` shows them all. Never while somebody types. */
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../kit/index.ts";
import { views } from "../views/registry.ts";
import { go } from "./router.ts";

const secondKeyWithinMs = 1_200;
const targets = views.flatMap(({ pattern, title, navigation }) =>
  navigation === null ? [] : [{ key: navigation.key, pattern, title }],
);

function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName) || target.closest("dialog") !== null)
  );
}

export function Keys() {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    let goneAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const isSecond = event.timeStamp - goneAt < secondKeyWithinMs;
      goneAt = event.key === "g" ? event.timeStamp : 0;
      if (event.key === "?") setShown(true);
      const target = isSecond ? targets.find(({ key }) => key === event.key) : undefined;
      if (target === undefined) return;
      event.preventDefault();
      go(target.pattern);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  if (!isShown) return null;
  return (
    <Dialog title="Keys" onClose={() => setShown(false)}>
      <dl class="pairs">
        {targets.map(({ key, title }) => (
          <div key={key}>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{title}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>This list</dd>
        </div>
      </dl>
    </Dialog>
  );
}
