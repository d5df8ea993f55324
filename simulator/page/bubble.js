// One message (or one album) as the people see it.

import { h, icon } from "./dom.js";
import { fileUrl } from "./api.js";
import {
  bodyOf, fileSize, fullMoment, gist, nameOf, paintAvatar, richText, safeAddress, timeOf, tint,
} from "./format.js";
import { isAdmin, isBot, messageById, personOf, store } from "./store.js";

/** Who a message shows as its author: the group for an anonymous admin, a channel for its posts, else the person. */
export const authorOf = (message) =>
  message.sender_chat ?? personOf(message.from?.id) ?? message.from ?? message.chat ?? { id: 0, first_name: "?" };

export const isOwn = (message) => message.from?.id === store.who && !message.sender_chat;

function forwardedFrom(origin) {
  if (!origin) return null;
  const source = origin.sender_user ?? origin.sender_chat ?? origin.chat;
  return h("div", { class: "forwarded" }, "Chuyển tiếp từ ", h("b", {}, source ? nameOf(source) : origin.sender_user_name ?? "?"));
}

function quote(message, chatId, actions) {
  const target = message.reply_to_message;
  if (!target || target.forum_topic_created) return null;
  const current = messageById(chatId, target.message_id) ?? target;
  const author = authorOf(current);
  return h(
    "button",
    {
      type: "button", class: "quote", data: { testid: "reply-quote", tint: tint(author.id) },
      onclick: () => actions.jump(target.message_id),
    },
    h("b", {}, nameOf(author)),
    h("span", {}, message.quote?.text ?? gist(current)),
  );
}

function pictureOf(message, wide) {
  const sizes = [...message.photo].sort((a, b) => a.width - b.width);
  return (wide ? sizes.at(-1) : sizes.find((size) => size.width >= 600)) ?? sizes.at(-1);
}

const shapeOf = ({ width, height }) => Math.min(Math.max(width / height, 0.62), 2.4);

function picture(message, actions, inAlbum) {
  const size = pictureOf(message, false);
  const image = h("img", { src: fileUrl(size.file_id), alt: "", loading: "lazy", decoding: "async" });
  return h(
    "button",
    {
      type: "button", class: "picture", "aria-label": "Xem ảnh lớn",
      data: { partId: message.message_id, testid: "photo" },
      style: inAlbum ? {} : { aspectRatio: String(shapeOf(size)) },
      onclick: () => actions.openPhoto(fileUrl(pictureOf(message, true).file_id)),
    },
    image,
  );
}

function documentLine({ document: file, message_id: id }) {
  return h(
    "a",
    { class: "document", href: fileUrl(file.file_id), download: file.file_name ?? "", data: { partId: id, testid: "document" } },
    h("span", { class: "document-icon" }, icon("file")),
    h("span", { class: "document-name" }, h("b", {}, file.file_name ?? "Tệp"), h("span", {}, fileSize(file.file_size))),
  );
}

function contactCard({ contact, message_id: id }) {
  return h("div", { class: "document", data: { partId: id, testid: "contact" } },
    h("span", { class: "document-icon" }, icon("person")),
    h("span", { class: "document-name" }, h("b", {}, nameOf(contact)), h("span", {}, `+${contact.phone_number.replace(/^\+/, "")}`)));
}

function media(parts, actions) {
  const pictures = parts.filter((part) => part.photo);
  const files = parts.filter((part) => part.document);
  return [
    pictures.length > 1
      ? h("div", { class: "album", data: { count: Math.min(pictures.length, 10) } },
        pictures.map((part) => picture(part, actions, true)))
      : pictures.map((part) => picture(part, actions, false)),
    files.map(documentLine),
    parts.filter((part) => part.contact).map(contactCard),
  ];
}

function preview(message) {
  const address = message.link_preview_options?.url;
  if (!address || message.link_preview_options.is_disabled) return null;
  const href = safeAddress(address);
  if (!href) return null;
  return h("a", { class: "preview", href, target: "_blank", rel: "noopener noreferrer" },
    h("b", {}, new URL(href).hostname), h("span", {}, address));
}

function meta(parts) {
  const first = parts[0];
  const edited = parts.some((part) => part.edit_date);
  return h(
    "span",
    { class: "meta" },
    edited && h("span", { class: "edited" }, "đã sửa "),
    h("time", { datetime: new Date(first.date * 1000).toISOString(), title: fullMoment(first.date) }, timeOf(first.date)),
    isOwn(first) && icon("checks"),
  );
}

function reactionsOf(parts) {
  const users = new Map();
  for (const part of parts) {
    for (const { emoji, user_ids: ids } of part.sim?.reactions ?? []) {
      if (!users.has(emoji)) users.set(emoji, { part, ids: [] });
      users.get(emoji).ids.push(...ids);
    }
  }
  return [...users].filter(([, { ids }]) => ids.length > 0);
}

function chips(parts, actions) {
  const reactions = reactionsOf(parts);
  if (reactions.length === 0) return null;
  return h("div", { class: "chips" }, reactions.map(([emoji, { part, ids }]) => {
    const mine = ids.includes(store.who);
    const who = ids.map((id) => nameOf(personOf(id) ?? { id })).join(", ");
    return h(
      "button",
      {
        type: "button", class: mine ? "chip mine" : "chip", title: who, "aria-pressed": String(mine),
        "aria-label": `${emoji} ${ids.length}: ${who}`, data: { testid: "reaction", emoji },
        onclick: () => actions.react(part, mine ? null : emoji),
      },
      h("span", { class: "emoji" }, emoji),
      h("span", { class: "count" }, String(ids.length)),
    );
  }));
}

function keyboardButton(message, button, actions) {
  const marks = { class: "keyboard-button", data: { testid: "keyboard-button" } };
  const href = button.url && safeAddress(button.url);
  if (href) return h("a", { ...marks, href, target: "_blank", rel: "noopener noreferrer" }, button.text, h("i", {}, "↗"));
  return h("button", { ...marks, type: "button", onclick: (event) => actions.press(message, button, event.currentTarget) }, button.text);
}

function keyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length || message.sim?.deleted) return null;
  return h("div", { class: "keyboard" }, rows.map((row) =>
    h("div", { class: "keyboard-row" }, row.map((button) => keyboardButton(message, button, actions)))));
}

function body(parts, actions) {
  const texts = parts.filter((part) => bodyOf(part));
  const known = parts.some((part) => part.photo || part.document || part.contact);
  if (texts.length === 0) {
    return known ? null : h("div", { class: "text" }, parts[0].sticker?.emoji ?? "Tin nhắn này chưa xem được ở đây");
  }
  return texts.map((part) =>
    h("div", { class: "text" }, richText(bodyOf(part), part.entities ?? part.caption_entities, actions.command)));
}

function title(author, message, chat) {
  const anonymous = message.sender_chat?.id === chat.id;
  const role = anonymous || isAdmin(chat, author.id) ? "quản trị viên" : isBot(author.id) ? "bot" : null;
  const topic = store.topic === null && (chat.topics ?? []).find(({ id }) => id === message.message_thread_id);
  return h("div", { class: "author", data: { tint: tint(author.id) } },
    h("span", {}, nameOf(author)),
    topic && h("small", {}, `# ${topic.name}`),
    message.author_signature && h("small", {}, message.author_signature),
    role && h("small", {}, role));
}

/** Draw a row: {parts, first, last} where parts has one message, or the messages of an album. */
export function drawBubble({ parts, first, last }, chat, actions) {
  const lead = parts[0];
  const author = authorOf(lead);
  const own = isOwn(lead);
  const named = !own && chat.type !== "private" && first;
  const deleted = parts.every((part) => part.sim?.deleted);
  const pictured = parts.some((part) => part.photo);
  const bare = pictured && !parts.some(bodyOf) && !lead.reply_to_message && !lead.forward_origin && !named;
  const alone = parts.length === 1 && lead.photo ? shapeOf(pictureOf(lead, false)) : null;
  const bubble = h(
    "div",
    { class: "bubble", style: alone ? { width: `${Math.round(Math.min(340, 400 * alone))}px` } : {} },
    named && title(author, lead, chat),
    forwardedFrom(lead.forward_origin),
    quote(lead, chat.id, actions),
    media(parts, actions),
    body(parts, actions),
    preview(lead),
    deleted && h("span", { class: "gone" }, "đã xóa "),
    meta(parts),
  );
  const row = h("article", {
    class: "row", tabindex: -1,
    "aria-label": `${nameOf(author)}, ${timeOf(lead.date)}: ${gist(parts.find(bodyOf) ?? lead)}${deleted ? " (đã xóa)" : ""}`,
    data: { testid: "message", messageId: lead.message_id, fromId: lead.from?.id ?? lead.sender_chat?.id ?? "" },
  });
  for (const [name, wanted] of Object.entries({ own, first, last, deleted, pictured, bare, grouped: chat.type !== "private" })) {
    row.classList.toggle(name, Boolean(wanted));
  }
  if (!own && chat.type !== "private") {
    const face = h("span", { class: "avatar tiny", "aria-hidden": "true" });
    if (last) paintAvatar(face, author, isBot(author.id));
    row.append(face);
  }
  row.append(h("div", { class: "stack" }, bubble, chips(parts, actions), parts.map((part) => keyboard(part, actions))));
  return row;
}

