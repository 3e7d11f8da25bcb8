// Read a contract as JSON from standard input, and print its types as openapi-typescript makes them.
import { text } from "node:stream/consumers";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const BLOB = ts.factory.createTypeReferenceNode("Blob");

try {
  const types = await openapiTS(await text(process.stdin), {
    // A member with a default may be left out of a request.
    defaultNonNullable: false,
    silent: true,
    // Files have no type in JSON, so it would call them strings.
    transform: (schema) => (schema.format === "binary" ? BLOB : undefined),
  });
  process.stdout.write(astToString(types));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
