// Generated from an OpenAPI document by scripts/generate. Do not edit: change the document or the templates.
import createFetchClient, { defaultBodySerializer } from "openapi-fetch";

const BASE_URL = "https://caigun-api.ap-mic.com";

// Header of each credential by option, and the prefix of its value.
const CREDENTIALS = {
  apiKey: { header: "api-key", prefix: "" },
  caigunnAccessToken: { header: "caigunn-access-token", prefix: "" },
};

/**
 * Alternative sets of credentials, and media types of the body, by operation.
 * @type {Record<string, { security: string[][], body: string[] } | undefined>}
 */
const OPERATIONS = {
  "GET /api/external/chatbot/models": { security: [["apiKey"]], body: [] },
  "POST /api/external/chatbot/train": { security: [["apiKey"]], body: ["application/json"] },
};

const NOTHING = { security: [], body: [] };
const MULTIPART = "multipart/form-data";

/** @type {(body: any, headers: Headers) => any} the type of openapi-fetch lacks the headers */
const serialize = defaultBodySerializer;

/** @type {typeof import("./index.d.ts").createClient} */
export function createClient(options) {
  const { baseUrl = BASE_URL, ...rest } = { ...options };
  const headers = takeCredentials(rest);
  // A redirect would send the credentials to another URL.
  const client = createFetchClient({ redirect: "error", ...rest, baseUrl });
  client.use({
    onRequest({ request, schemaPath }) {
      for (const [header, value] of credentialHeaders(operation(request.method, schemaPath).security, headers)) {
        if (!request.headers.has(header)) request.headers.set(header, value);
      }
    },
  });

  /** @type {any} */
  const methods = client;
  const { request } = methods;
  methods.request = (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ init) => {
    const bodySerializer = rest.bodySerializer ?? serializer(operation(method.toUpperCase(), path).body);
    return request(method, path, { bodySerializer, ...init });
  };
  for (const method of ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]) {
    methods[method] = (/** @type {string} */ path, /** @type {any} */ init) => methods.request(method, path, init);
  }
  return methods;
}

/**
 * Return the credentials and media types of an operation.
 * @param {string} method
 * @param {string} path
 */
function operation(method, path) {
  return OPERATIONS[`${method} ${path}`] ?? NOTHING;
}

/**
 * Remove the credentials from the options, and return their headers by option.
 * @param {Record<string, any>} options
 * @returns {Map<string, [header: string, value: string]>}
 */
function takeCredentials(options) {
  const headers = new Map();
  for (const [name, { header, prefix }] of Object.entries(CREDENTIALS)) {
    const value = options[name];
    delete options[name];
    if (!value) continue;
    try {
      new Headers([[header, prefix + value]]);
    } catch {
      // The error of fetch contains the value.
      throw new TypeError(`${name} contains characters that are not allowed in a header`);
    }
    headers.set(name, [header, prefix + value]);
  }
  return headers;
}

/**
 * Return the headers of the first complete set of credentials, else the existing ones of the first set.
 * @param {string[][]} security
 * @param {Map<string, [string, string]>} headers
 * @returns {[header: string, value: string][]}
 */
function credentialHeaders(security, headers) {
  const names = security.find((set) => set.every((name) => headers.has(name))) ?? security[0] ?? [];
  return names.flatMap((name) => {
    const header = headers.get(name);
    return header ? [header] : [];
  });
}

/**
 * Return the serializer of an operation's body: a multipart form if that is listed first, or if the body has files.
 * @param {string[]} mediaTypes
 */
function serializer(mediaTypes) {
  return (/** @type {any} */ body, /** @type {Headers} */ headers) => {
    const isForm = mediaTypes[0] === MULTIPART || (mediaTypes.includes(MULTIPART) && hasFile(body));
    if (headers.has("Content-Type") || !isForm || body instanceof FormData) return serialize(body, headers);
    return formData(body);
  };
}

/** @param {any} body */
function hasFile(body) {
  return Object.values(body).flat().some((value) => value instanceof Blob);
}

/**
 * Return a body as a form: a part for each entry of an array, files unchanged, and objects as JSON.
 * @param {Record<string, any>} body
 */
function formData(body) {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    for (const part of Array.isArray(value) ? value : [value]) {
      if (part === undefined || part === null) continue;
      form.append(name, part instanceof Blob || typeof part !== "object" ? part : JSON.stringify(part));
    }
  }
  return form;
}
