/** The Workbench: what Chiron sees, decides and does, and what it wants of its reader. */
import { render } from "preact";
import { start } from "./api/index.ts";
import { App } from "./shell/index.ts";
import "./styles/index.css";

const place = document.getElementById("app");
if (place === null) throw new Error("the page has no place for the Workbench");
start();
render(<App />, place);
