// Block Kit as something a person can read. Controls are shown, not worked: the driver presses them.

import { link, make, mrkdwn } from "./mrkdwn.js";

const words = (object, people) =>
  !object ? "" : object.type === "mrkdwn" ? mrkdwn(object.text, people) : object.text ?? "";

function control(element, people) {
  if (element.type === "image") return make("span", "soft", `[${element.alt_text}]`);
  if (element.type === "mrkdwn" || element.type === "plain_text") return words(element, people);
  const chosen = element.initial_option ?? element.initial_options?.[0];
  const label = words(element.text ?? chosen?.text ?? element.placeholder, people);
  const node = make("span", `control ${element.style ?? ""}`, label || element.type.replaceAll("_", " "));
  if (element.type !== "button") node.append(" ▾");
  return node;
}

function rich(part, people) {
  if (part.elements) {
    const tag = { rich_text_preformatted: "pre", rich_text_quote: "blockquote" }[part.type] ?? "div";
    return make(tag, "", ...part.elements.map((inner) => rich(inner, people)));
  }
  if (part.type === "link") return link(part.url, part.text ?? part.url);
  return mrkdwn(part.text ?? "", people);
}

function table(block, people) {
  const cell = (value) => make("td", "", value.elements ? rich(value, people) : String(value.text ?? ""));
  return make("table", "", ...block.rows.map((row) => make("tr", "", ...row.map(cell))));
}

const DRAW = {
  section(block, people) {
    const node = make("div", "block", words(block.text, people));
    if (block.fields) node.append(make("div", "fields", ...block.fields.map((f) => make("div", "", words(f, people)))));
    if (block.accessory) node.append(" ", control(block.accessory, people));
    return node;
  },
  header: (block, people) => make("div", "block header", words(block.text, people)),
  divider: () => make("hr"),
  image: (block) => make("div", "block soft", `[image: ${block.alt_text}]`),
  context: (block, people) =>
    make("div", "block context", ...block.elements.flatMap((e) => [control(e, people), "  "])),
  actions: (block, people) => make("div", "block", ...block.elements.map((e) => control(e, people))),
  input: (block, people) => make("div", "block", words(block.label, people), ": ", control(block.element, people)),
  markdown: (block) => make("div", "block", block.text),
  rich_text: (block, people) => make("div", "block", ...block.elements.map((e) => rich(e, people))),
  table,
};

export function draw(block, people) {
  const known = DRAW[block.type];
  return known ? known(block, people) : make("div", "block soft", `[${block.type}]`);
}
