import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { defineRoute } from "./routes/route.ts";
import { type Routed, RouteTable } from "./routing.ts";

const at = (method: "GET" | "POST" | "DELETE", path: string) =>
  defineRoute({ method, path, summary: path, access: null, answer: "text", handle: () => ({ body: null }) });

const table = new RouteTable([
  at("GET", "/healthz"),
  at("GET", "/v1/things"),
  at("POST", "/v1/things"),
  at("GET", "/v1/things/{id}"),
  at("GET", "/v1/things/last"),
  at("DELETE", "/v1/things/{name}"),
  at("POST", "/v1/things/{id}/parts/{part}"),
]);

function told(method: string, url: string): unknown {
  const found: Routed = table.find(method, url);
  if ("error" in found) return [found.error.code, found.headers.allow];
  return [found.route.path, { ...found.params }, { ...found.query }];
}

test("an address is found by its parts, a fixed one before a name", () => {
  assert.deepEqual(told("GET", "/healthz"), ["/healthz", {}, {}]);
  assert.deepEqual(told("HEAD", "/v1/things"), ["/v1/things", {}, {}]);
  assert.deepEqual(told("GET", "/v1/things/last"), ["/v1/things/last", {}, {}]);
  assert.deepEqual(told("GET", "/v1/things/7"), ["/v1/things/{id}", { id: "7" }, {}]);
  assert.deepEqual(told("POST", "/v1/things/last/parts/b"), [
    "/v1/things/{id}/parts/{part}",
    { id: "last", part: "b" },
    {},
  ]);
});

test("each method has its own name for a part, and what an address does not take is said with what it takes", () => {
  assert.deepEqual(told("DELETE", "/v1/things/7"), ["/v1/things/{name}", { name: "7" }, {}]);
  assert.deepEqual(told("DELETE", "/v1/things"), ["method_not_allowed", "GET, POST"]);
  assert.deepEqual(told("HEAD", "/v1/things/7/parts/b"), ["method_not_allowed", "POST"]);
});

test("parts are decoded one by one, and what is asked behind them as forms are", () => {
  assert.deepEqual(told("GET", "/v1/things/a%2Fb%20c?x=1&x=2&y=a+b%26&z#end"), [
    "/v1/things/{id}",
    { id: "a/b c" },
    { x: ["1", "2"], y: "a b&", z: "" },
  ]);
  assert.deepEqual(told("GET", "http://elsewhere:80/healthz?a=/v1"), ["/healthz", {}, { a: "/v1" }]);
});

test("there is nothing at an address that only looks like one", () => {
  for (const url of [
    "",
    "*",
    "/",
    "//",
    "/healthz/",
    "/v1/things/",
    "/v1/things//parts/b",
    "/V1/things",
    "healthz",
    "http://x",
  ])
    assert.deepEqual(told("GET", url), ["not_found", undefined], url);
  assert.deepEqual(told("GET", "/v1/things/%zz"), ["bad_request", undefined]);
  assert.deepEqual(told("GET", `/v1/things/${"x".repeat(201)}`), ["bad_request", undefined]);
  assert.deepEqual(told("GET", `/v1/things/${"x".repeat(200)}`), ["/v1/things/{id}", { id: "x".repeat(200) }, {}]);
});

test("whatever is asked for, it is found or refused", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.oneof(fc.string(), fc.webPath(), fc.webUrl({ withQueryParameters: true })),
      (method, url) => {
        assert.ok(Array.isArray(told(method, url)));
        assert.ok(Array.isArray(told("GET", `/v1/things/${url}`)));
      },
    ),
  );
});
