import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcFault, readResponse, writeCall } from "./xml-rpc.ts";

const answer = (value: string) =>
  `<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>${value}</value>\n</param>\n</params>\n</methodResponse>\n`;

test("XML-RPC: values of every type that supervisord sends, with their spaces and signs", () => {
  const struct =
    "<struct>\n<member>\n<name>pid</name>\n<value><int>42</int></value>\n</member>\n" +
    "<member>\n<name>say</name>\n<value><string>a &lt;b&gt; &amp;amp; \n c</string></value>\n</member>\n" +
    "<member><name>list</name><value><array><data><value><boolean>1</boolean></value><value>bare</value></data></array></value></member>\n" +
    "<member><name>none</name><value><nil/></value></member></struct>";
  assert.deepEqual(readResponse(answer(struct)), {
    pid: 42,
    say: "a <b> &amp; \n c",
    list: [true, "bare"],
    none: null,
  });
  assert.equal(readResponse(answer("<string></string>")), "");
});

test("XML-RPC: a fault is an error with its code", () => {
  const fault =
    "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>10</int></value></member>" +
    "<member><name>faultString</name><value><string>BAD_NAME: x</string></value></member></struct></value></fault></methodResponse>";
  assert.throws(
    () => readResponse(fault),
    (error) => error instanceof RpcFault && error.code === 10 && error.message === "BAD_NAME: x",
  );
});

test("XML-RPC: what is no answer is refused, whatever it is", () => {
  const deep = "<array><data><value>".repeat(100);
  for (const text of [
    "",
    "<html>",
    "<methodResponse><params>",
    answer("<float>1</float>"),
    answer(deep),
    answer("<int>1</string>"),
  ])
    assert.throws(() => readResponse(text), /XML-RPC/, text.slice(0, 80));
});

test("XML-RPC: nothing in a value can leave it", () => {
  const call = writeCall("supervisor.startProcess", ["</string><boolean>1</boolean>&", false]);
  assert.ok(call.includes("<string>&lt;/string&gt;&lt;boolean&gt;1&lt;/boolean&gt;&amp;</string>"), call);
});
