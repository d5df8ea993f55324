// The left side: who you are, and your chats.

import { $, arrange, h } from "./dom.js";
import { bodyOf, gist, nameOf, paintAvatar, serviceText, shortDate } from "./format.js";
import { authorOf } from "./bubble.js";
import { chatsOf, faceOf, now, personOf, store, unreadOf } from "./store.js";

const ROLES = [
  ["teacher", "Giáo viên"], ["admin", "Quản trị"], ["office", "Văn phòng Sở, phòng"], ["stranger", "Người lạ"],
];

const TELEGRAM = 777000;

function groupOf(userId) {
  const group = chatsOf(userId).find((chat) => chat.type !== "private");
  return group ? ` (${nameOf(group)})` : "";
}

export function drawPeople() {
  const people = [...store.users.values()].filter((user) => !user.is_bot && user.id !== TELEGRAM);
  const known = new Set(ROLES.map(([role]) => role));
  const groups = [...ROLES, [null, "Khác"]].map(([role, label]) => {
    const members = people.filter((user) => (role ? user.role === role : !known.has(user.role)));
    if (members.length === 0) return null;
    return h("optgroup", { label }, members.map((user) => h("option", { value: user.id }, nameOf(user) + groupOf(user.id))));
  });
  $("who").replaceChildren(...groups.filter(Boolean));
  $("who").value = String(store.who);
  drawFace();
}

export function drawFace() {
  const person = personOf(store.who);
  if (person) paintAvatar($("who-avatar"), person);
}

function lastLine(chat) {
  const message = chat.last_message;
  if (!message) return [chat.type === "private" ? "Nhắn riêng với bot" : "Chưa có tin nhắn"];
  if (message.sim?.deleted) return [h("i", {}, "Tin nhắn đã bị xóa")];
  if (serviceText(message) && !bodyOf(message)) return [serviceText(message)];
  const author = message.from?.id === store.who ? "Bạn" : nameOf(authorOf(message));
  const name = chat.type === "private" && message.from?.id !== store.who ? null : h("b", {}, `${author}: `);
  return [name, gist(message)].filter(Boolean);
}

function item(chat, onOpen) {
  const face = faceOf(chat);
  const unread = unreadOf(store.who, chat.id);
  const avatar = h("span", { class: "avatar", "aria-hidden": "true" });
  paintAvatar(avatar, face, chat.type === "private");
  const date = chat.last_message?.date;
  return h(
    "button",
    {
      type: "button", class: "chat-item", "aria-current": chat.id === store.chatId ? "true" : null,
      data: { testid: "chat-item", chatId: chat.id }, onclick: () => onOpen(chat.id),
    },
    avatar,
    h("span", { class: "chat-item-body" },
      h("span", { class: "chat-item-line" },
        h("b", { class: "chat-item-title" }, nameOf(face)),
        date && h("time", {}, shortDate(date, now()))),
      h("span", { class: "chat-item-line" },
        h("span", { class: "chat-item-last" }, lastLine(chat)),
        unread > 0 && h("span", { class: "badge", "aria-label": `${unread} tin chưa đọc` }, unread > 99 ? "99+" : String(unread)))),
  );
}

export function drawChats(onOpen) {
  const list = $("chat-list");
  const focused = document.activeElement?.closest?.(".chat-item")?.dataset.chatId;
  arrange(list, chatsOf(store.who).map((chat) => item(chat, onOpen)));
  if (focused) list.querySelector(`[data-chat-id="${focused}"]`)?.focus({ preventScroll: true });
}
