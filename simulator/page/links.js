// Links that lead to the bot: into the private chat with a word, or with the bot into a group.

import { $, attempt, h } from "./dom.js";
import { api } from "./api.js";
import { choose, closeChoice } from "./choose.js";
import { nameOf } from "./format.js";
import { chatsOf, personOf, store } from "./store.js";

/** Where an address leads: {to: "private" | "group", word} of our bot, or null for any other address. */
export function botLink(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const bot = store.bots[0]?.username?.toLowerCase();
  if (!["t.me", "telegram.me"].includes(url.hostname) || !bot || url.pathname.slice(1).toLowerCase() !== bot) return null;
  const group = url.searchParams.get("startgroup");
  return group === null ? { to: "private", word: url.searchParams.get("start") } : { to: "group", word: group };
}

/** Telegram shows a Start button first; here the press on the link is that press too. */
export function makeLinks({ openChat, drawHead }) {
  async function start(payload) {
    if (store.chatId !== store.who) openChat(store.who);
    if (payload === null) return;
    await attempt(async () => {
      await api.start(store.who, { payload });
      const person = personOf(store.who);
      person.started = [...(person.started ?? []), store.bots[0]?.id];
      drawHead();
      $("composer").focus();
    }, "Chưa bắt đầu được");
  }

  const take = (chatId, payload) => attempt(async () => {
    await api.start(store.who, { payload, chat_id: chatId });
    openChat(chatId);
  }, "Chưa thêm được bot vào nhóm");

  const found = (title, payload) => attempt(async () => {
    const members = [{ user_id: store.who, status: "creator" }];
    const { chat } = await api.addChat({ title, type: "supergroup", members });
    store.chats.set(chat.id, { ...store.chats.get(chat.id), ...chat });
    await take(chat.id, payload);
  }, "Chưa tạo được nhóm");

  function toGroup(payload) {
    const groups = chatsOf(store.who).filter((chat) => chat.type === "group" || chat.type === "supergroup");
    const options = groups.map((chat) => ({ label: nameOf(chat), face: chat }));
    choose("Thêm bot vào nhóm nào?", options, ({ face }) => take(face.id, payload), h("form", {
      class: "panel-section panel-form",
      onsubmit: (event) => {
        event.preventDefault();
        closeChoice();
        found(new FormData(event.target).get("title"), payload);
      },
    },
    h("label", { class: "field" }, h("span", {}, "Hoặc tạo nhóm mới"),
      h("input", { type: "text", name: "title", required: true, maxlength: 128, placeholder: "Tên nhóm", "data-testid": "found-title" })),
    h("button", { class: "button primary", "data-testid": "found" }, "Tạo nhóm và thêm bot")));
  }

  $("messages").addEventListener("click", (event) => {
    const wanted = botLink(event.target.closest?.("a[href]")?.href);
    if (!wanted) return;
    event.preventDefault();
    if (wanted.to === "group") toGroup(wanted.word);
    else start(wanted.word);
  });
  return { start };
}
