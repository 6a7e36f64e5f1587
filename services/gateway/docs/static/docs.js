// Draws the contract: operations by service and room, events, problems; filtered by what is typed.
import { example, make, prose, row, shapeOf } from "./shapes.js";

const METHODS = ["get", "post", "put", "patch", "delete"];
const slug = (text) => text.replace(/[^a-zA-Z0-9]+/g, "-");
const sentence = (text) => text.replace(/[_-]/g, " ");

function heading(tag) {
  const [service, room] = tag.split(".");
  return room ? [make("span", { class: "service" }, `${service} · `), sentence(room)] : [sentence(service)];
}

function section(id, title, entries) {
  return make("section", { id }, make("h2", {}, title), entries);
}

function entry({ id, method, kind, path, said, badge, words, inside }) {
  const details = make("details", { class: "entry", id, "data-words": words.join(" ").toLowerCase() },
    make("summary", {}, make("span", { class: `method ${kind}` }, method),
      make("span", {}, make("span", { class: "path" }, path), make("span", { class: "said" }, said)),
      badge ? make("span", { class: "badge" }, badge) : null));
  // Drawn when first opened: hundreds of schemas are not read at once.
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(make("div", { class: "inside" }, inside()));
  });
  return details;
}

function operationEntry(path, method, operation, document) {
  const { schemas, parameters } = document.components;
  const short = path.replace("/v1/coops/{coop}", "");
  return entry({
    id: slug(operation.operationId), method: method.toUpperCase(), kind: method, path: short, said: operation.summary,
    badge: doorOf(operation, "no key"),
    words: [operation.operationId, short, operation.summary, operation["x-scope"] || "", operation.tags[0]],
    inside: () => [
      facts({ Operation: operation.operationId, Kind: operation["x-kind"], Scope: doorOf(operation, "none: open to all"),
        Tells: (operation["x-emits"] || []).join(", ") }),
      fieldsOf(operation, schemas, parameters), bodyOf(operation, schemas), answersOf(operation, schemas),
    ],
  });
}

function doorOf(operation, open) {
  return operation["x-scope"] || (operation.security?.length ? "personal sign-in" : open);
}

function facts(said) {
  return make("dl", { class: "facts" }, Object.entries(said).filter(([, value]) => value).map(([name, value]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, make("code", {}, value)))));
}

function fieldsOf(operation, schemas, shared) {
  const found = operation.parameters.map((one) => (one.$ref ? shared[one.$ref.split("/").pop()] : one));
  return [["path", "In the path"], ["query", "In the query"], ["header", "Headers"]].flatMap(([place, title]) => {
    const rows = found.filter((one) => one.in === place && one.name !== "coop");
    return rows.length ? [make("h3", {}, title), make("table", {}, make("tbody", {}, rows.map((one) =>
      row(one.name, one.schema, one.required && place !== "path", schemas, 3, one.description))))] : [];
  });
}

function bodyOf(operation, schemas) {
  return Object.entries(operation.requestBody?.content || {}).flatMap(([media, content]) =>
    [make("h3", {}, `Body, ${media}`), shapeOf(content.schema, schemas), example(content.example)]);
}

function answersOf(operation, schemas) {
  const statuses = Object.entries(operation.responses);
  const good = statuses.filter(([status]) => status < "300").flatMap(([status, response]) =>
    [make("h3", {}, `Answer ${status}`), prose(response.description), Object.entries(response.content || {}).flatMap(([media, content]) =>
      media === "application/json" ? [shapeOf(content.schema, schemas), example(content.example)] : [make("p", {}, make("code", {}, media))])]);
  const refused = statuses.filter(([status]) => status >= "400").flatMap(([status, response]) =>
    response.description.split("\n").map((line) => {
      const [, code, title] = line.match(/`([^`]+)`: (.*)/) || [];
      return make("tr", {}, make("td", {}, make("span", { class: "status" }, status), " ", make("a", { href: `#problem-${code}` }, make("code", {}, code))),
        make("td", {}, title || ""));
    }));
  return [good, make("h3", {}, "Problems"), make("table", {}, make("tbody", {}, refused))];
}

function eventEntry(name, message, schemas) {
  const data = message.payload.allOf[1].properties.data;
  return entry({
    id: `event-${slug(name)}`, method: "EVENT", kind: "event", path: name, said: message.title || "",
    badge: message["x-exportable"] ? "may be disclosed" : "", words: ["event", name, message.title || ""],
    inside: () => [make("h3", {}, "Data"), shapeOf(data, schemas), make("h3", {}, "Example"), example(message.examples[0].payload)],
  });
}

function problemEntry(problem) {
  return entry({
    id: `problem-${problem.code}`, method: String(problem.status), kind: "status", path: problem.code, said: problem.title,
    badge: problem.article || "", words: ["problem", problem.code, problem.title],
    inside: () => [facts({ Sentence: problem.sentence, Article: problem.article }),
      problem.operations.length ? make("h3", {}, "Answered by") : null,
      make("p", {}, problem.operations.flatMap((one) => [make("a", { href: `#${slug(one)}` }, one), " "]))],
  });
}

function draw(document_, events, problems) {
  const operations = new Map();
  for (const [path, item] of Object.entries(document_.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const tag = item[method].tags[0];
      operations.set(tag, [...(operations.get(tag) || []), operationEntry(path, method, item[method], document_)]);
    }
  }
  const groups = document_["x-tagGroups"].filter((group) => group.tags.length);
  const sections = groups.flatMap((group) => group.tags.map((tag) => [group.name, tag, heading(tag), operations.get(tag)]));
  const told = Object.entries(events.components.messages).map(([name, one]) => eventEntry(name, one, events.components.schemas));
  sections.push(["reference", "events", ["Events"], told], ["reference", "problems", ["Problems"], problems.data.map(problemEntry)]);
  document.getElementById("content").replaceChildren(
    make("div", { class: "intro", id: "top" }, make("h1", {}, "The interface of a cooperative"), prose(document_.info.description)),
    ...sections.map(([, tag, title, entries]) => section(`room-${slug(tag)}`, title, entries)),
    make("p", { class: "nothing", hidden: "" }, "Nothing is called so."));
  drawContents(sections);
}

function drawContents(sections) {
  const names = [...new Set(sections.map(([group]) => group))];
  document.getElementById("contents").replaceChildren(...names.flatMap((name) => [make("h2", {}, name),
    ...sections.filter(([group]) => group === name).map(([, tag, , entries]) => make("a", { href: `#room-${slug(tag)}` },
      sentence(tag.split(".").pop()), make("span", { class: "count" }, String(entries.length))))]));
}

function filter(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const one of document.querySelectorAll("section")) {
    let here = 0;
    for (const details of one.querySelectorAll("details.entry")) {
      details.hidden = !words.every((word) => details.dataset.words.includes(word));
      here += details.hidden ? 0 : 1;
    }
    one.hidden = here === 0;
    shown += here;
  }
  document.querySelector(".intro").hidden = words.length > 0;
  document.querySelector(".nothing").hidden = shown > 0;
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.matches("details")) target.open = true;
  target?.scrollIntoView();
}

const search = document.getElementById("search");
search.addEventListener("input", () => filter(search.value));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
});
window.addEventListener("hashchange", openTarget);
try {
  const [api, events, problems] = await Promise.all(["/openapi.json", "/asyncapi.json", "/problems"].map(async (path) => (await fetch(path)).json()));
  draw(api, events, problems);
  search.value = new URLSearchParams(location.search).get("q") || "";
  filter(search.value);
  openTarget();
} catch (error) {
  document.getElementById("content").replaceChildren(make("p", {}, `The contract could not be read: ${error.message}`));
}
