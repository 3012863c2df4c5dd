// Channels on the left, the chosen one's messages on the right, asked for anew every two seconds.

import { draw } from "./blocks.js";
import { link, make, moment, mrkdwn } from "./mrkdwn.js";

const EVERY = 2000;
const at = location.pathname.match(/^\/archives\/(\w+)/);
const state = { channel: at?.[1] ?? null, shown: "", people: new Map(), reader: "" };
const place = (id) => document.getElementById(id);

async function ask(path) {
  const answer = await fetch(`/_sandbox/${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

const title = (channel) => (channel.is_im ? "" : channel.is_private ? "🔒 " : "# ") + channel.name;

function listChannels(channels) {
  place("channels").replaceChildren(...channels.map((channel) => {
    const button = make("button", "", title(channel));
    if (channel.id === state.channel) button.setAttribute("aria-current", "true");
    button.onclick = () => { state.channel = channel.id; state.shown = ""; refresh(); };
    return make("li", channel.is_archived ? "archived" : "", button);
  }));
}

function drawMessage(message, threads) {
  const who = message.username ?? state.people.get(message.user) ?? message.user;
  const time = make("time", "soft", moment(message.ts));
  const avatar = make("img");
  avatar.src = `/avatars/${message.user}-48.png`;
  avatar.alt = "";
  const marks = [message.edited && "(edited)", message.pinned_to && "📌 pinned", message.is_ephemeral && "only visible to one person"];
  const body = make("div", "", make("b", "", who), " ", time, " ", make("span", "soft", marks.filter(Boolean).join(" ")));
  const blocks = message.blocks ?? [];
  if (blocks.length) body.append(...blocks.map((block) => draw(block, state.people)));
  else body.append(make("div", "text", mrkdwn(message.text ?? "", state.people)));
  for (const attachment of message.attachments ?? []) {
    body.append(make("blockquote", "", attachment.text ?? attachment.fallback ?? "",
      ...(attachment.blocks ?? []).map((block) => draw(block, state.people))));
  }
  for (const file of message.files ?? []) {
    body.append(make("div", "", "📄 ", link(`${location.origin}/_sandbox/files/${file.id}/raw`, file.title ?? file.id)));
  }
  for (const reaction of message.reactions ?? []) {
    body.append(make("span", "chip", `:${reaction.name}: ${reaction.count}`));
  }
  const replies = threads.get(message.ts) ?? [];
  if (replies.length) body.append(make("ol", "", ...replies.map((reply) => drawMessage(reply, threads))));
  const notice = /^(channel_|tombstone)/.test(message.subtype ?? "") ? " notice" : "";
  const look = (message.pinned_to ? " pinned" : "") + (message.is_ephemeral ? " whisper" : "") + notice;
  return make("li", `message${look}`, avatar, body);
}

function drawChannel({ channel, messages }) {
  place("name").textContent = title(channel) + (channel.is_archived ? " (archived)" : "");
  place("topic").replaceChildren(mrkdwn(channel.topic?.value ?? "", state.people));
  place("bookmarks").replaceChildren(...channel.bookmarks.map((mark) => link(mark.link, mark.title)));
  const threads = new Map();
  for (const message of messages) {
    if (message.thread_ts && message.thread_ts !== message.ts) {
      threads.set(message.thread_ts, [...(threads.get(message.thread_ts) ?? []), message]);
    }
  }
  const standing = messages.filter((m) => !m.thread_ts || m.thread_ts === m.ts);
  const list = place("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  list.replaceChildren(...standing.map((message) => drawMessage(message, threads)));
  if (atEnd || !state.shown) list.scrollTop = list.scrollHeight;
}

async function refresh() {
  const { people, groups } = await ask("people");
  state.people = new Map([...people.map((person) => [person.id, person.name]), ...groups.map((group) => [group.id, group.handle])]);
  if (place("reader").length === 1) {
    place("reader").append(...people.filter((p) => !p.deleted && !p.is_bot).map((p) => new Option(p.name, p.id)));
  }
  const { channels } = await ask("channels");
  if (!channels.some((channel) => channel.id === state.channel)) state.channel = channels[1]?.id ?? channels[0]?.id;
  listChannels(channels);
  const found = await ask(`channels/${state.channel}/messages${state.reader ? `?as=${state.reader}` : ""}`);
  const now = JSON.stringify(found) + state.people.size;
  if (now !== state.shown) drawChannel(found);
  state.shown = now;
}

place("reader").onchange = (event) => { state.reader = event.target.value; state.shown = ""; refresh(); };

async function keepFresh() {
  if (!document.hidden) await refresh().catch((error) => console.warn(error.message));
  setTimeout(keepFresh, EVERY);
}
keepFresh();
