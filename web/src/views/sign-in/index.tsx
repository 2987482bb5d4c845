/** In with a token; and for whoever is in, as whom, and out. */
import { session } from "../../api/index.ts";
import { PageHead } from "../../kit/index.ts";
import { place } from "../../shell/index.ts";
import { SignInForm } from "./sign-in-form.tsx";
import { SignedIn } from "./signed-in.tsx";

export function View() {
  const { value } = session;
  const to = pathIn(place.value.query.get("to"));
  if (value?.via === "session") return <SignedIn who={value} to={to} />;
  return (
    <>
      <PageHead title="Sign in" />
      <SignInForm to={to} />
    </>
  );
}

/** Only ever a page of this engine: what stands in an address may have been put there by somebody else. */
function pathIn(wanted: string | null): string {
  if (wanted?.startsWith("/") !== true || !URL.canParse(wanted, location.origin)) return "/";
  const { origin, pathname, search } = new URL(wanted, location.origin);
  return origin === location.origin && pathname !== "/sign-in" ? pathname + search : "/";
}
