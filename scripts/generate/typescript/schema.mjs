// Reads a contract as JSON from standard input, and prints the types that openapi-typescript generates from it.
import { text } from "node:stream/consumers";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const BLOB = ts.factory.createTypeReferenceNode("Blob");
const NULL = ts.factory.createLiteralTypeNode(ts.factory.createNull());

try {
  const contract = await text(process.stdin);
  const types = await openapiTS(contract, {
    // A property with a default is optional in requests.
    defaultNonNullable: false,
    // An object without properties may have any.
    emptyObjectsUnknown: true,
    // Requests have no readOnly properties, and responses no writeOnly ones.
    readWriteMarkers: /"(readOnly|writeOnly)": true/.test(contract),
    silent: true,
    // The type of a file is string in the schema.
    transform: (schema) => {
      if (schema.format !== "binary") return undefined;
      const isNullable = schema.nullable || [schema.type].flat().includes("null");
      return isNullable ? ts.factory.createUnionTypeNode([BLOB, NULL]) : BLOB;
    },
  });
  process.stdout.write(astToString(types));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
