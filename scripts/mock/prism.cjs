// Runs Prism for engine.py: takes a document on the first line of standard input, prints its address, ends when the input ends.
// The command line of Prism won't do: it says when it is ready only with a log line for every request, which costs a third of
// its speed, and it outlives a parent that was killed.
"use strict";

const { createRequire } = require("node:module");
const { createInterface } = require("node:readline");

const prism = createRequire(require.resolve("@stoplight/prism-cli"));
const { createLogger } = prism("@stoplight/prism-core");
const { getHttpOperationsFromSpec } = prism("@stoplight/prism-http");
const { createServer } = prism("@stoplight/prism-http-server");

async function serve(document) {
  const operations = await getHttpOperationsFromSpec(document);
  const server = createServer(operations, {
    cors: false,
    config: {
      isProxy: false,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: false,
      errors: false,
      mock: { dynamic: false },
    },
    components: { logger: createLogger("prism", { level: "silent" }) },
  });
  console.log(await server.listen(0, "127.0.0.1"));
}

const input = createInterface({ input: process.stdin });
input.once("line", (line) =>
  serve(JSON.parse(line)).catch((error) => {
    console.error(String(error.message).split("\n", 1)[0]);
    process.exit(1);
  }),
);
input.once("close", () => process.exit(0));
