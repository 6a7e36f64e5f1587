// Draws JSON schemas as tables, and small pieces of the page. Every text is set as text, never as markup.

export function make(kind, attributes = {}, ...inside) {
  const element = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...inside.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== ""));
  return element;
}

// Paragraphs and `code` are all the markup that descriptions use.
export function prose(text) {
  return (text || "").trim().split(/\n{2,}/).map((paragraph) =>
    make("p", {}, paragraph.split(/(`[^`]+`)/).map((piece) =>
      piece.startsWith("`") ? make("code", {}, piece.slice(1, -1)) : piece)));
}

function resolved(schema, schemas) {
  let found = schema || {};
  for (let step = 0; found.$ref && step < 9; step += 1) found = schemas[found.$ref.split("/").pop()] || {};
  return found;
}

function typeOf(schema, schemas) {
  const shape = resolved(schema, schemas);
  const name = schema?.$ref ? schema.$ref.split("/").pop().split(".").pop() : null;
  const kinds = [shape.type].flat().filter(Boolean);
  if (kinds.includes("array")) return `list of ${typeOf(shape.items, schemas)}`;
  if (shape.title) return shape.title.toLowerCase();
  if (shape.enum) return shape.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (shape.const) return JSON.stringify(shape.const);
  return name || [kinds.join(" or ") || "any", shape.format].filter(Boolean).join(", ");
}

function limitsOf(shape) {
  const said = [];
  if (shape.minimum !== undefined) said.push(`at least ${shape.minimum}`);
  if (shape.maximum !== undefined && shape.maximum < 2 ** 53 - 1) said.push(`at most ${shape.maximum}`);
  if (shape.maxLength) said.push(`at most ${shape.maxLength} characters`);
  if (shape.maxItems) said.push(`at most ${shape.maxItems} items`);
  if (shape.default !== undefined && shape.default !== null) said.push(`default ${JSON.stringify(shape.default)}`);
  if (shape.pattern && shape.pattern.length < 40 && shape.pattern !== "^[^/]+$") said.push(shape.pattern);
  return said.join(" · ");
}

// A table of an object's fields; lists and inner objects are opened in place, as deep as people read.
export function shapeOf(schema, schemas, depth = 0) {
  const shape = resolved(schema, schemas);
  if ([shape.type].flat().includes("array")) return shapeOf(shape.items, schemas, depth);
  const properties = Object.entries(shape.properties || {});
  if (!properties.length) return depth ? null : make("p", { class: "type" }, typeOf(schema, schemas));
  return make("table", {}, make("tbody", {}, properties.map(([name, inner]) =>
    row(name, inner, (shape.required || []).includes(name), schemas, depth))));
}

export function row(name, schema, required, schemas, depth = 0, description = "") {
  const shape = resolved(schema, schemas);
  const said = [description || shape.description, limitsOf(shape)].filter(Boolean).join(" · ").replace(". · ", " · ");
  const inner = depth < 3 && !shape.title ? shapeOf(schema, schemas, depth + 1) : null;
  return make("tr", {},
    make("td", {}, make("code", {}, name), required ? make("span", { class: "required", title: "required" }, "required") : null),
    make("td", {}, make("span", { class: "type" }, typeOf(schema, schemas)), " ",
      make("span", { class: "more" }, said), inner));
}

export function example(value) {
  if (value === undefined || value === null) return null;
  return make("pre", {}, JSON.stringify(value, null, 2));
}
