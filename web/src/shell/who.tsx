/** Who is signed in, and the way in and out. */
import { isSignedIn, session, signOut } from "../api/index.ts";
import { actorOf } from "../kit/index.ts";
import { place } from "./router.ts";

export function Who() {
  const { value } = session;
  if (!isSignedIn() || value === undefined) {
    const { path, query } = place.value;
    const back = path === "/sign-in" ? "/" : path + (query.size === 0 ? "" : `?${query}`);
    return (
      <div class="who">
        <small>Looking only</small>
        <a class="button" href={`/sign-in?to=${encodeURIComponent(back)}`}>
          Sign in to decide
        </a>
      </div>
    );
  }
  return (
    <div class="who">
      <small title={value.actor}>
        <a href="/sign-in">{actorOf(value.actor)}</a> · {value.role}
      </small>
      <button type="button" onClick={() => void signOut()}>
        Sign out
      </button>
    </div>
  );
}
