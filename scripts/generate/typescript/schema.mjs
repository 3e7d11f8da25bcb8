// Reads a contract as JSON from standard input, and prints the types that openapi-typescript generates from it.
import { text } from "node:stream/consumers";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const BLOB = ts.factory.createTypeReferenceNode("Blob");

try {
  const types = await openapiTS(await text(process.stdin), {
    // A property with a default is optional in requests.
    defaultNonNullable: false,
    silent: true,
    // The type of a file is string in the schema.
    transform: (schema) => (schema.format === "binary" ? BLOB : undefined),
  });
  process.stdout.write(astToString(types));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
