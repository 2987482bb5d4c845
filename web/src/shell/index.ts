/** What stands around every view: navigation, the state of the connection, who is signed in. */
export { App } from "./app.tsx";
export { go, place, setQuery } from "./router.ts";
