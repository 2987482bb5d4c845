/**
 * From an address to its entry in the table. The table is flat: an address is a list of parts, each fixed or a name in braces that stands for
 * any one part, and a fixed part goes before a name (docs/adr/0011).
 */
import { parse } from "node:querystring";
import { ChironError } from "#core/model";
import type { Route } from "./routes/index.ts";

const longestParameter = 200;

export interface Found {
  readonly route: Route;
  /** By their names, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: object;
}

/** `headers`: for the answer, where an address takes another method. */
export type Routed = Found | { readonly error: ChironError; readonly headers: Readonly<Record<string, string>> };

/** Routes by the path that they share up to here. */
interface Branch {
  readonly fixed: Map<string, Branch>;
  named: Branch | undefined;
  readonly routes: Route[];
}

const newBranch = (): Branch => ({ fixed: new Map(), named: undefined, routes: [] });
const nameIn = (part: string): string | undefined => /^\{(\w+)\}$/.exec(part)?.[1];

export class RouteTable {
  readonly #root = newBranch();

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route);
  }

  /** `url`: what follows the method in a request. Never throws. */
  find(method: string, url: string): Routed {
    // Proxies may be asked by the whole address (RFC 9112, 3.2.2).
    const [, path = "", query = ""] = /^(?:https?:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
    const parts = decoded(path);
    if (parts === undefined) return refuse("bad_request", `the address cannot be decoded: ${path}`);
    const routes = routesAt(this.#root, parts);
    if (routes === undefined)
      return refuse("not_found", "there is nothing at this address", "GET /openapi.json lists what there is.");
    const route = routes.find((one) => one.method === (method === "HEAD" ? "GET" : method));
    if (route === undefined) {
      const allowed = routes.map((one) => one.method);
      return {
        ...refuse("method_not_allowed", `this address takes ${allowed.join(" and ")}`),
        headers: { allow: allowed.join(", ") },
      };
    }
    const params = paramsOf(route, parts);
    if (Object.values(params).some((value) => value.length > longestParameter))
      return refuse("bad_request", `a part of the address is longer than ${longestParameter} characters`);
    return { route, params, query: parse(query) };
  }

  #add(route: Route): void {
    let branch = this.#root;
    for (const part of route.path.split("/")) {
      const isNamed = nameIn(part) !== undefined;
      const next = (isNamed ? branch.named : branch.fixed.get(part)) ?? newBranch();
      if (isNamed) branch.named = next;
      else branch.fixed.set(part, next);
      branch = next;
    }
    branch.routes.push(route);
  }
}

function routesAt(branch: Branch, [part, ...rest]: readonly string[]): readonly Route[] | undefined {
  if (part === undefined) return branch.routes.length === 0 ? undefined : branch.routes;
  const fixed = branch.fixed.get(part);
  const found = fixed === undefined ? undefined : routesAt(fixed, rest);
  if (found !== undefined || branch.named === undefined || part === "") return found;
  return routesAt(branch.named, rest);
}

function paramsOf({ path }: Route, parts: readonly string[]): Readonly<Record<string, string>> {
  const names = path.split("/").map(nameIn);
  return Object.fromEntries(names.flatMap((name, index) => (name === undefined ? [] : [[name, parts[index] ?? ""]])));
}

/** Each by itself, so that an escaped slash belongs to its part. */
function decoded(path: string): readonly string[] | undefined {
  try {
    return path.split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function refuse(code: "bad_request" | "not_found" | "method_not_allowed", message: string, help?: string) {
  return { error: new ChironError(code, message, help === undefined ? {} : { help }), headers: {} };
}
