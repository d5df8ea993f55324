// The open chat: rows of messages, scrolling, loading what is older, jumping to a quoted message.

import { $, arrange, attempt, h } from "./dom.js";
import { authorOf, drawBubble, isOwn } from "./bubble.js";
import { dayOf, dayTitle, gist, nameOf, serviceText } from "./format.js";
import { chatById, hasOlder, loadPage, messageById, messagesOf, now, store, threadReady } from "./store.js";

const RUN = 600;
const NEAR = 80;
const box = $("messages");
let drawn = new Map();
let below = 0;

const inTopic = (message) =>
  store.topic === null || (message.message_thread_id ?? 0) === store.topic || serviceText(message) !== null;

function sameRun(a, b) {
  return Boolean(a && b) && authorOf(a).id === authorOf(b).id && isOwn(a) === isOwn(b)
    && Math.abs(b.date - a.date) < RUN
    && serviceText(a) === null && serviceText(b) === null;
}

/** Messages by day; in a day albums come together and consecutive messages of one person form a run. */
function daysOf(messages) {
  const days = [];
  for (const message of messages) {
    const { key } = dayOf(message.date);
    if (days.at(-1)?.day !== key) days.push({ day: key, key: `day ${key} ${message.message_id}`, messages: [] });
    days.at(-1).messages.push(message);
  }
  return days;
}

function rowsOf(messages) {
  const rows = [];
  const albums = new Map();
  for (const message of messages) {
    const album = message.media_group_id && albums.get(message.media_group_id);
    if (album) {
      album.parts.push(message);
      continue;
    }
    const row = { key: `message ${message.message_id}`, parts: [message], service: serviceText(message) };
    if (message.media_group_id) albums.set(message.media_group_id, row);
    rows.push(row);
  }
  rows.forEach((row, index) => {
    row.first = !sameRun(rows[index - 1]?.parts?.[0], row.parts[0]);
    row.last = !sameRun(row.parts[0], rows[index + 1]?.parts?.[0]);
    const replied = row.parts[0].reply_to_message;
    row.signature = [...row.parts, row.first, row.last, replied && messageById(store.chatId, replied.message_id)];
  });
  return rows;
}

function draw(row, chat, actions) {
  if (row.service !== null) {
    return h("div", { class: "service", data: { testid: "service", messageId: row.parts[0].message_id } }, h("span", {}, row.service));
  }
  return drawBubble(row, chat, actions);
}

const same = (a, b) => a.length === b.length && a.every((item, index) => item === b[index]);

const drawDay = (title) => h("section", { class: "day-part" }, h("div", { class: "day" }, h("h3", {}, title)));

function render(actions) {
  const chat = chatById(store.chatId);
  const fresh = new Map();

  /** The element drawn before, if nothing about it has changed. */
  function reuse(key, signature, make) {
    const before = drawn.get(key);
    const element = before && same(before.signature, signature) ? before.element : make();
    fresh.set(key, { signature, element });
    return element;
  }
  const elements = daysOf(messagesOf(store.chatId).filter(inTopic)).map(({ key, messages }) => {
    const title = dayTitle(messages[0].date, now());
    const part = reuse(key, [title], () => drawDay(title));
    const rows = rowsOf(messages).map((row) => reuse(row.key, row.signature, () => draw(row, chat, actions)));
    arrange(part, [part.firstChild, ...rows]);
    return part;
  });
  drawn = fresh;
  if (!hasOlder(store.chatId) && elements.length === 0) {
    elements.push(h("div", { class: "service" }, h("span", {}, "Chưa có tin nhắn nào")));
  }
  arrange(box, elements);
}

const atBottom = () => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;

function toBottom() {
  box.scrollTop = box.scrollHeight;
  showBelow(0);
}

function showBelow(count) {
  below = count;
  $("new-below").textContent = count ? String(count) : "";
  $("to-bottom").hidden = atBottom();
}

function announce(message) {
  $("news").textContent = `${nameOf(authorOf(message))}: ${gist(message)}`;
}

/** The thread of the open chat. `actions` is what a bubble may do; `onSeen` is told when the end is on screen. */
export function makeThread(actions) {
  let older = false;

  async function loadOlder() {
    if (older || store.chatId === null || !hasOlder(store.chatId)) return;
    older = true;
    const chatId = store.chatId;
    box.setAttribute("aria-busy", "true");
    await attempt(() => loadPage(chatId), "Chưa tải được tin cũ hơn");
    box.removeAttribute("aria-busy");
    older = false;
    if (chatId !== store.chatId) return;
    const fromEnd = box.scrollHeight - box.scrollTop;
    render(actions);
    box.scrollTop = box.scrollHeight - fromEnd;
    if (box.scrollHeight <= box.clientHeight) loadOlder();
  }

  async function jump(id) {
    const chatId = store.chatId;
    while (!messageById(chatId, id) && hasOlder(chatId)) {
      await loadPage(chatId, 200);
      if (chatId !== store.chatId) return;
    }
    render(actions);
    const target = elementOf(id);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.classList.remove("flash");
    requestAnimationFrame(() => target.classList.add("flash"));
  }

  async function open() {
    const chatId = store.chatId;
    drawn = new Map();
    box.replaceChildren();
    if (!threadReady(chatId)) {
      await attempt(() => loadPage(chatId), "Chưa tải được tin nhắn");
      if (chatId !== store.chatId) return;
    }
    render(actions);
    toBottom();
    if (box.scrollHeight <= box.clientHeight) loadOlder();
  }

  /** Draw again after changes; follow the end if the reader was there or wrote one of the new messages. */
  function refresh(added = []) {
    const follows = atBottom();
    render(actions);
    if (follows || added.some(isOwn)) toBottom();
    else if (added.length) showBelow(below + added.length);
    const others = added.filter((message) => !isOwn(message));
    if (others.length) announce(others.at(-1));
  }

  box.addEventListener("scroll", () => {
    if (box.scrollTop < 400) loadOlder();
    if (atBottom()) showBelow(0);
    else $("to-bottom").hidden = false;
  }, { passive: true });
  new ResizeObserver(() => {
    if (below === 0 && $("to-bottom").hidden) toBottom();
  }).observe(box);
  $("to-bottom").addEventListener("click", toBottom);
  box.addEventListener("keydown", (event) => walk(event));

  return { open, refresh, jump, redraw: () => { drawn = new Map(); refresh(); } };
}

export function elementOf(id) {
  const part = box.querySelector(`[data-part-id="${id}"]`);
  return part?.closest(".row") ?? box.querySelector(`[data-message-id="${id}"]`);
}

/** Arrow keys go from message to message; Enter opens the menu of the one in focus. */
function walk(event) {
  const rows = [...box.querySelectorAll(".row")];
  const at = rows.indexOf(document.activeElement);
  if (event.target !== box && at < 0) return;
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const next = at < 0 ? rows.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
    rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus();
    event.preventDefault();
  } else if (event.key === "Enter" && at >= 0) {
    const place = rows[at].querySelector(".bubble").getBoundingClientRect();
    rows[at].dispatchEvent(new MouseEvent("contextmenu", {
      bubbles: true, clientX: place.left + 20, clientY: Math.max(place.top, 60) + 10,
    }));
    event.preventDefault();
  }
}
