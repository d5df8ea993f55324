// The keys a bot shows under the field where one writes.

import { $, h } from "./dom.js";
import { sendFields, sendText } from "./composer.js";
import { chatById, store } from "./store.js";

const putAway = new Map();
const place = () => `${store.who}:${store.chatId}`;

function press(key, { message_id: shown, one_time_keyboard: once }) {
  if (once) putAway.set(place(), shown);
  drawKeys(chatById(store.chatId));
  if (key.request_contact) sendFields({ contact: store.who, reply_to: shown }, "Chưa gửi được số điện thoại");
  else sendText(key.text);
}

/** Keys that were used once stay away until they are asked for, or others come. */
export function drawKeys(chat) {
  const markup = chat.reply_keyboard;
  const open = Boolean(markup) && putAway.get(place()) !== markup.message_id;
  $("toggle-keys").hidden = !markup;
  $("toggle-keys").setAttribute("aria-expanded", String(open));
  $("keys").hidden = !open;
  if (!open) return;
  $("keys").replaceChildren(...markup.keyboard.map((row) => h("div", { class: "keyboard-row" }, row.map((key) =>
    h("button", { type: "button", class: "key", data: { testid: "key" }, onclick: () => press(key, markup) }, key.text)))));
}

export function makeKeys() {
  $("toggle-keys").addEventListener("click", () => {
    const chat = chatById(store.chatId);
    if ($("keys").hidden) putAway.delete(place());
    else putAway.set(place(), chat.reply_keyboard.message_id);
    drawKeys(chat);
  });
}
