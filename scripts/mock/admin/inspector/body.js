// Bodies: JSON that can be folded, fields of forms, and the violations at their places.

import { code, copyButton, counted, element, heading, note } from "./dom.js";

export function violationNote({ location, reason, schema }, reference) {
  const link = reference ? element("a", { href: reference }, "Reference") : "";
  const parts = [element("p", {}, element("strong", {}, location), `: ${reason} `, link)];
  if (schema) parts.push(element("details", {}, element("summary", {}, "Schema"), code(schema)));
  return element("div", { class: "violation" }, ...parts);
}

// Return heading and body. `marks` are the violations in it.
export function bodySection(title, { text, indented, note: remark }, fields, marks, reference) {
  const parts = [];
  if (fields) parts.push(fieldList(fields, marks, reference));
  else if (text) parts.push(indented ? jsonLines(text, marks, reference) : code(text));
  if (remark) parts.push(note(remark));
  if (!parts.length) parts.push(note("none"));
  const label = `Copy ${title.split(" ")[0].toLowerCase()} body`;
  const isCopied = text && !fields?.some(({ file }) => file);
  return [heading(title, isCopied ? copyButton(label, () => text) : ""), ...parts];
}

// The lines of an object or array are the content of a `details` element.
function jsonLines(text, marks, reference) {
  const root = element("div", { class: "json" });
  const parents = [root];
  text.split("\n").forEach((line, number) => {
    const found = marks.filter((each) => each.line === number);
    const attributes = { class: found.length ? "marked" : null };
    const foldAttributes = { class: found.length ? "fold marked" : "fold" };
    const isOpening = number > 0 && /[{[]$/.test(line);
    const isClosing = /^ +[}\]]/.test(line);
    if (isOpening) {
      const fold = element("details", { open: "" }, element("summary", foldAttributes, line));
      parents.at(-1).append(fold);
      parents.push(fold);
    } else {
      parents.at(-1).append(element("div", attributes, line));
    }
    parents.at(-1).append(...found.map((each) => violationNote(each, reference)));
    if (isClosing) parents.pop();
  });
  return root;
}

function fieldList(fields, marks, reference) {
  if (!fields.length) return note("no fields");
  const cells = fields.flatMap(({ name, text, file }) => {
    const found = marks.filter(({ location }) => `${location}.`.startsWith(`body.${name}.`));
    const value = file ? [file.name, file.media_type, counted(file.size, "byte")].filter(Boolean).join(", ") : text;
    const attributes = { class: found.length ? "marked" : null };
    return [
      element("dt", {}, name),
      element("dd", {}, element("span", attributes, value || "(empty)"), ...found.map((each) => violationNote(each, reference))),
    ];
  });
  return element("dl", {}, ...cells);
}

// A violation that no line and no field shows is listed above the body.
export function isInBody({ line, location }, fields) {
  if (fields) return fields.some(({ name }) => `${location}.`.startsWith(`body.${name}.`));
  return line !== null;
}
