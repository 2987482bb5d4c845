/** Text from outside: only ever text, however long, and in whatever direction it is written. */
import { useState } from "preact/hooks";
import { sizeOf } from "./words.ts";

const shownLength = 600;

/** Long text is cut, and can be unfolded. */
export function Text({ children, block = false }: { readonly children: string; readonly block?: boolean }) {
  const [isWhole, setWhole] = useState(false);
  const isLong = children.length > shownLength;
  const shown = isLong && !isWhole ? children.slice(0, shownLength) : children;
  const button = isLong && (
    <button type="button" class="link" onClick={() => setWhole(!isWhole)}>
      {isWhole ? "show less" : `… show all of it (${sizeOf(children.length)})`}
    </button>
  );
  if (block)
    return (
      <>
        <pre class="foreign" dir="auto" tabIndex={0}>
          {shown}
        </pre>
        {button}
      </>
    );
  return (
    <>
      <bdi class="foreign">{shown}</bdi> {button}
    </>
  );
}

/** What a record holds, as JSON that can be read. */
export function Json({ value }: { readonly value: unknown }) {
  return <Text block>{JSON.stringify(value, null, 2) ?? "nothing"}</Text>;
}

/** What can be typed into a terminal, with a button that copies it. */
export function Command({ children }: { readonly children: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard?.writeText(children).then(() => setCopied(true));
  };
  return (
    <span class="command">
      <code>{children}</code>
      <button type="button" onClick={copy} aria-label={`Copy: ${children}`}>
        {isCopied ? "copied" : "copy"}
      </button>
    </span>
  );
}
