// Slack's markup as DOM nodes. Everything is set as text, nothing is ever parsed as HTML.

const INLINE = /(```[\s\S]*?```)|(`[^`\n]+`)|<([^<>\n]+)>|(?<![\w*])\*([^*\n]+)\*(?!\w)|(?<![\w_])_([^_\n]+)_(?!\w)|(?<![\w~])~([^~\n]+)~(?!\w)/g;
const HREF = /^(https?:|mailto:)/;

export function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function link(href, ...children) {
  if (!HREF.test(href)) return make("span", "", ...children);
  const node = make("a", "", ...children);
  node.href = plain(href);
  node.rel = "noreferrer";
  return node;
}

function angle(inside, people) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("@")) return make("span", "mention", "@" + (people.get(target.slice(1)) ?? label ?? target));
  if (target.startsWith("#")) return make("span", "mention", "#" + (label ?? target.slice(1)));
  if (target.startsWith("!date^")) {
    const [, seconds] = target.split("^");
    const node = make("time", "", moment(seconds));
    node.title = plain(label ?? "");
    return node;
  }
  if (target.startsWith("!subteam^")) return make("span", "mention", "@" + (people.get(target.slice(9)) ?? label ?? target.slice(9)));
  if (target.startsWith("!")) return make("span", "mention", label ?? "@" + target.slice(1));
  return link(target, plain(label ?? target));
}

// Today's times as a clock shows them, others with their day.
export function moment(seconds) {
  const then = new Date(seconds * 1000);
  const clock = then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return then.toDateString() === new Date().toDateString() ? clock : `${then.toLocaleDateString()} ${clock}`;
}

// Lines that begin with `>` become a quotation; the rest is drawn inline.
export function mrkdwn(text, people) {
  const nodes = document.createDocumentFragment();
  for (const part of text.split(/((?:^(?:>|&gt;) ?.*(?:\n|$))+)/m)) {
    if (/^(>|&gt;)/.test(part)) {
      nodes.append(make("blockquote", "", inline(part.replace(/^(?:>|&gt;) ?/gm, "").trimEnd(), people)));
    } else if (part) nodes.append(inline(part, people));
  }
  return nodes;
}

function inline(text, people) {
  const nodes = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, fence, code, inside, bold, italic, struck] = found;
    nodes.append(plain(text.slice(at, found.index)));
    if (fence) nodes.append(make("pre", "", plain(fence.slice(3, -3).replace(/^\n/, ""))));
    else if (code) nodes.append(make("code", "", plain(code.slice(1, -1))));
    else if (inside) nodes.append(angle(inside, people));
    else if (bold) nodes.append(make("b", "", inline(bold, people)));
    else if (italic) nodes.append(make("i", "", inline(italic, people)));
    else nodes.append(make("s", "", inline(struck, people)));
    at = found.index + whole.length;
  }
  nodes.append(plain(text.slice(at)));
  return nodes;
}
