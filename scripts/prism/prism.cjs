// Generates responses with Prism for process.py.
//
// Each line of standard input is a JSON array: an OpenAPI document as text, a status code, the name of an example or
// null, and whether the response is random. Standard output has a line of JSON for each, which is followed by the body of the response. The process ends when
// its input does. Prism's own command would need HTTP on both sides, and would outlive a parent that was killed.
"use strict";

const { createRequire, enableCompileCache, flushCompileCache } = require("node:module");
const { createInterface } = require("node:readline");

enableCompileCache("node_modules/.cache/prism"); // a quarter of the start is compiling

const prism = createRequire(require.resolve("@stoplight/prism-cli"));
const { createLogger } = prism("@stoplight/prism-core");
const { createInstance, getHttpOperationsFromSpec } = prism("@stoplight/prism-http");
const { serialize } = prism("@stoplight/prism-http-server/dist/serialize");

flushCompileCache();

console.warn = () => {}; // of schemas that are hard to generate from, without saying which

const generator = createInstance(
  { isProxy: false, checkSecurity: false, validateRequest: false, validateResponse: false, errors: false, mock: {} },
  { logger: createLogger("prism", { level: "silent" }) },
);
const operationsByDocument = new Map();

async function operationsOf(document) {
  let operations = operationsByDocument.get(document);
  if (!operations) {
    operations = await getHttpOperationsFromSpec(JSON.parse(document));
    operationsByDocument.set(document, operations);
  }
  return operations;
}

async function generate(operation, code, exampleKey, dynamic) {
  const input = { method: "get", url: { path: operation.path }, headers: {} };
  const result = await generator.request(input, [operation], { mock: { dynamic, code, exampleKey } })();
  if (result._tag === "Left") throw result.left;
  return result.right.output;
}

// Prism responds with 500 if the media type of an object is neither JSON nor XML; here the object becomes JSON.
function serializeBody(value, mediaType) {
  try {
    return serialize(value, mediaType) ?? "";
  } catch {
    return JSON.stringify(value) ?? "";
  }
}

async function respond(line) {
  const [document, status, example, dynamic] = JSON.parse(line);
  const [content, headers] = await operationsOf(document);
  const { statusCode, headers: sent, body } = await generate(content, status, example ?? undefined, dynamic);
  const mediaType = sent["Content-type"];
  const text = Buffer.from(serializeBody(body, mediaType));
  const values = headers ? (await generate(headers, 200, undefined, dynamic)).body : {};
  const head = { status: statusCode, mediaType, isText: typeof body === "string", headers: values, length: text.length };
  return [head, text];
}

function fail({ message, detail }) {
  return [{ error: String(detail ?? message).split("\n", 1)[0], length: 0 }, Buffer.alloc(0)];
}

async function main() {
  process.stdout.write("ready\n");
  for await (const line of createInterface({ input: process.stdin })) {
    const [head, body] = await respond(line).catch(fail);
    process.stdout.write(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]));
  }
}

main();
