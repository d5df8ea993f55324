// The context menu of a message: right click, long press, or Enter on the message in focus.

import { $, attempt, h, icon, toast } from "./dom.js";
import { api } from "./api.js";
import { isOwn } from "./bubble.js";
import { bodyOf } from "./format.js";
import { chatById, isAdmin, messageById, store } from "./store.js";

const EMOJI = ["👍", "❤", "🔥", "👏", "🎉", "😁", "👌", "👀", "🤔", "🙏"];
const LONG_PRESS = 500;
const menu = $("menu");
let returnTo = null;

function close() {
  if (menu.hidden) return;
  menu.hidden = true;
  returnTo?.focus({ preventScroll: true });
}

function entry(name, label, testid, run) {
  return h("button", { type: "button", role: "menuitem", class: "menu-item", data: { testid }, onclick: () => { close(); run(); } },
    icon(name), h("span", {}, label));
}

function emojiRow(chat, message) {
  const allowed = chat.available_reactions ?? EMOJI;
  if (allowed.length === 0) return null;
  return h("div", { class: "menu-emoji", role: "group", "aria-label": "Thả cảm xúc" }, allowed.slice(0, 10).map((emoji) =>
    h("button", {
      type: "button", role: "menuitem", class: "emoji", data: { testid: "menu-react", emoji }, "aria-label": `Thả ${emoji}`,
      onclick: () => {
        close();
        react(message, emoji);
      },
    }, emoji)));
}

export function react(message, emoji) {
  return attempt(() => api.react(store.chatId, message.message_id, store.who, emoji), "Chưa thả được cảm xúc");
}

async function copy(message) {
  await attempt(() => navigator.clipboard.writeText(bodyOf(message)), "Trình duyệt không cho sao chép");
  toast("Đã sao chép");
}

function show(message, x, y, actions) {
  const chat = chatById(store.chatId);
  const own = isOwn(message) || (message.sender_chat?.id === chat.id && isAdmin(chat, store.who));
  const deleted = message.sim?.deleted;
  const mayDelete = own || isAdmin(chat, store.who);
  const items = [
    !deleted && emojiRow(chat, message),
    !deleted && entry("reply", "Trả lời", "menu-reply", () => actions.reply(message)),
    bodyOf(message) && entry("copy", "Sao chép", "menu-copy", () => copy(message)),
    own && !deleted && !message.forward_origin && entry("edit", "Sửa", "menu-edit", () => actions.edit(message)),
    mayDelete && !deleted && entry("delete", "Xóa", "menu-delete", () => actions.remove(message)),
  ].filter(Boolean);
  if (items.length === 0) return;
  menu.replaceChildren(...items);
  menu.hidden = false;
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
  menu.querySelector("button").focus({ preventScroll: true });
}

/** The message a place on the screen belongs to: the touched picture of an album, else the row's first. */
function messageAt(target) {
  const row = target.closest?.(".row");
  if (!row) return null;
  const id = target.closest("[data-part-id]")?.dataset.partId ?? row.dataset.messageId;
  return messageById(store.chatId, Number(id));
}

export function makeMenu(actions) {
  const box = $("messages");
  let press = 0;
  let pressed = false;

  function openAt(target, x, y) {
    const message = messageAt(target);
    if (!message) return false;
    returnTo = target.closest(".row");
    show(message, x, y, actions);
    return true;
  }

  box.addEventListener("contextmenu", (event) => {
    if (getSelection()?.toString() && event.target.closest(".text")) return;
    if (openAt(event.target, event.clientX, event.clientY)) event.preventDefault();
  });
  box.addEventListener("pointerdown", (event) => {
    pressed = false;
    if (event.pointerType !== "touch") return;
    const { target, clientX, clientY } = event;
    press = setTimeout(() => {
      pressed = openAt(target, clientX, clientY);
    }, LONG_PRESS);
  });
  for (const kind of ["pointerup", "pointercancel", "pointerleave"]) box.addEventListener(kind, () => clearTimeout(press));
  box.addEventListener("scroll", () => clearTimeout(press), { passive: true });
  box.addEventListener("click", (event) => {
    if (!pressed) return;
    pressed = false;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.hidden = true;
  });
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step) items[(at + step + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
  });
}
