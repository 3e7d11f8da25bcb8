// Generated from an OpenAPI document by scripts/generate. Do not edit: change the document or the templates.

/**
 * A parameter, or a property of a form.
 * @typedef {{ in?: string, name: string, style: string, explode: boolean, json?: boolean, reserved?: boolean }} Style
 */

/** @type {(text: string) => string} */
const unchanged = (text) => text;
const RESERVED = /%(?:3A|2F|3F|40|24|2C|3B)/g;

/**
 * By style: the text before it, the separator of exploded values, that of others, and whether values are named.
 * @type {Record<string, [before: string, exploded: string, joined: string, isNamed: boolean] | undefined>}
 */
const STYLES = {
  label: [".", ".", ",", false],
  matrix: [";", ";", ",", true],
  form: ["", "&", ",", true],
  spaceDelimited: ["", "&", "%20", true],
  pipeDelimited: ["", "&", "%7C", true],
};

/**
 * Return the path with its parameters.
 * @param {string} path
 * @param {Record<string, unknown>} values
 * @param {Style[]} styles
 */
export function serializePath(path, values, styles) {
  return path.replace(/\{([^{}/]+)\}/g, (template, name) =>
    isSent(values[name]) ? serialize(find(styles, "path", name), values[name], encodeURIComponent) : template,
  );
}

/**
 * Return the query without its question mark.
 * @param {Record<string, unknown>} values
 * @param {Style[]} styles
 */
export function serializeQuery(values, styles) {
  return serializePairs(values, styles, "query");
}

/**
 * Return the header of the cookies.
 * @param {Record<string, unknown>} values
 * @param {Style[]} styles
 */
export function serializeCookies(values, styles) {
  return serializePairs(values, styles, "cookie").replaceAll("&", "; ");
}

/**
 * Return the headers, with objects and arrays as texts.
 * @param {Record<string, unknown>} values
 * @param {Style[]} styles
 */
export function serializeHeaders(values, styles) {
  return Object.fromEntries(
    members(values).map(([name, value]) => {
      const style = styles.find((each) => each.in === "header" && each.name.toLowerCase() === name.toLowerCase());
      return [name, style ? serialize(style, value, unchanged) : value];
    }),
  );
}

/**
 * Return a URL-encoded form.
 * @param {Record<string, unknown>} body
 * @param {Record<string, Partial<Style> | undefined>} encoding
 */
export function serializeForm(body, encoding) {
  const parts = members(body).map(([name, value]) =>
    serialize({ style: "form", explode: true, ...encoding[name], name }, value, encodeURIComponent),
  );
  return parts.filter(Boolean).join("&");
}

/**
 * @param {Record<string, unknown>} values
 * @param {Style[]} styles
 * @param {string} location
 */
function serializePairs(values, styles, location) {
  const parts = members(values).map(([name, value]) => serialize(find(styles, location, name), value, encodeURIComponent));
  return parts.filter(Boolean).join("&");
}

/**
 * Return the style of a parameter; one that the contract does not document has the default style.
 * @param {Style[]} styles
 * @param {string} location
 * @param {string} name
 * @returns {Style}
 */
function find(styles, location, name) {
  const isPath = location === "path";
  const found = styles.find((each) => each.in === location && each.name === name);
  return found ?? { name, style: isPath ? "simple" : "form", explode: !isPath };
}

/**
 * Return a value in a style; an empty array or object is empty.
 * @param {Style} style
 * @param {any} value
 * @param {(text: string) => string} escape
 * @returns {string}
 */
function serialize({ name, style, explode, json, reserved }, value, escape) {
  const [before, exploded, joined, isNamed] = STYLES[style] ?? ["", ",", ",", false];
  /** @param {any} each */
  const encode = (each) => (reserved ? escape(text(each)).replace(RESERVED, decodeURIComponent) : escape(text(each)));
  const named = (/** @type {string} */ each) => (isNamed ? `${escape(name)}=${each}` : each);
  if (json || typeof value !== "object") return before + named(encode(json ? JSON.stringify(value) : value));
  if (style === "deepObject") return deepObject(name, value, encode).join("&");
  if (Array.isArray(value)) {
    const items = value.filter(isSent).map(encode);
    if (!items.length) return "";
    return before + (explode ? items.map(named).join(exploded) : named(items.join(joined)));
  }
  const entries = members(value).flatMap(([key, each]) =>
    // Names of exploded objects are parameters of their own.
    explode && isNamed && Array.isArray(each) ? each.map((item) => [escape(key), encode(item)]) : [[escape(key), encode(each)]],
  );
  if (!entries.length) return "";
  return before + (explode ? entries.map((each) => each.join("=")).join(exploded) : named(entries.flat().join(joined)));
}

/**
 * Return the pairs of an object: `name[key]=value`.
 * @param {string} name
 * @param {any} value
 * @param {(each: any) => string} encode
 * @returns {string[]}
 */
function deepObject(name, value, encode) {
  if (typeof value !== "object") return [`${encodeURIComponent(name)}=${encode(value)}`];
  if (Array.isArray(value)) return value.filter(isSent).map((each) => `${encodeURIComponent(name)}=${encode(each)}`);
  return members(value).flatMap(([key, each]) => deepObject(`${name}[${key}]`, each, encode));
}

/**
 * Return the members of an object that are sent.
 * @param {Record<string, any>} value
 * @returns {[string, any][]}
 */
function members(value) {
  return Object.entries(value).filter(([, each]) => isSent(each));
}

/** @param {unknown} value */
function isSent(value) {
  return value !== undefined && value !== null;
}

/** @param {unknown} value */
function text(value) {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
