// Names, dates and marked-up text as people read them.

import { h } from "./dom.js";

const ZONE = "Asia/Ho_Chi_Minh";
const WEEKDAYS = { Mon: "T2", Tue: "T3", Wed: "T4", Thu: "T5", Fri: "T6", Sat: "T7", Sun: "CN" };
const FULL_WEEKDAYS = {
  Mon: "Thứ Hai", Tue: "Thứ Ba", Wed: "Thứ Tư", Thu: "Thứ Năm", Fri: "Thứ Sáu", Sat: "Thứ Bảy", Sun: "Chủ nhật",
};
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const calendar = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE, weekday: "short", day: "numeric", month: "numeric", year: "numeric",
});
const DAY = 86_400;
const ZONE_AHEAD = 7 * 3600;

export const timeOf = (unix) => clock.format(unix * 1000);

const cache = new Map();

/** The local calendar day of a moment: {weekday, day, month, year, key}. */
export function dayOf(unix) {
  const quarter = Math.floor(unix / 900);
  let parts = cache.get(quarter);
  if (!parts) {
    parts = Object.fromEntries(calendar.formatToParts(unix * 1000).map(({ type, value }) => [type, value]));
    parts.key = `${parts.year}-${parts.month}-${parts.day}`;
    cache.set(quarter, parts);
  }
  return parts;
}

export function dayTitle(unix, now) {
  const day = dayOf(unix);
  if (day.key === dayOf(now).key) return "Hôm nay";
  if (day.key === dayOf(now - DAY).key) return "Hôm qua";
  const year = day.year === dayOf(now).year ? "" : ` năm ${day.year}`;
  return `${FULL_WEEKDAYS[day.weekday]}, ${day.day} tháng ${day.month}${year}`;
}

export function shortDate(unix, now) {
  const day = dayOf(unix);
  if (day.key === dayOf(now).key) return timeOf(unix);
  if (now - unix < 6 * DAY) return WEEKDAYS[day.weekday];
  return `${day.day}/${day.month}${day.year === dayOf(now).year ? "" : `/${day.year}`}`;
}

/** The full hour of tomorrow, or of the next such weekday (0 is Sunday), in Vietnam, which has no summer time. */
export function nextMoment(now, hour, weekday = null) {
  const local = new Date((now + ZONE_AHEAD) * 1000);
  local.setUTCHours(hour, 0, 0, 0);
  if (weekday === null) local.setUTCDate(local.getUTCDate() + 1);
  else local.setUTCDate(local.getUTCDate() + ((weekday - local.getUTCDay() + 7) % 7));
  const moment = local.getTime() / 1000 - ZONE_AHEAD;
  return moment > now ? moment : moment + 7 * DAY;
}

export const shortWeekday = (unix) => WEEKDAYS[dayOf(unix).weekday];

export const shortMoment = (unix) => {
  const day = dayOf(unix);
  return `${FULL_WEEKDAYS[day.weekday]} ${day.day}/${day.month} ${timeOf(unix)}`;
};

export const fullMoment = (unix) => {
  const day = dayOf(unix);
  return `${FULL_WEEKDAYS[day.weekday]}, ${day.day}/${day.month}/${day.year}, ${timeOf(unix)}`;
};

export const nameOf = (peer) =>
  peer ? peer.title || [peer.first_name, peer.last_name].filter(Boolean).join(" ") || `#${peer.id}` : "";

export function initials(name) {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? ["?"];
  const letters = words.length > 1 ? words[0][0] + words[words.length - 1][0] : words[0][0];
  return letters.toLocaleUpperCase("vi");
}

export const tint = (id) => Math.abs(Number(id)) % 7;

export function paintAvatar(element, peer, isBot = false) {
  element.dataset.tint = tint(peer.id);
  element.classList.toggle("bot", isBot);
  element.textContent = isBot ? "" : initials(nameOf(peer));
}

export function fileSize(bytes) {
  if (!bytes) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`;
}

export const bodyOf = (message) => message.text ?? message.caption ?? "";

/** One line about a message, for the list, quotes and announcements. */
export function gist(message) {
  const body = bodyOf(message).replace(/\s+/g, " ").slice(0, 160);
  if (body) return message.photo ? `🖼 ${body}` : body;
  if (message.photo) return "🖼 Ảnh";
  if (message.document) return `📎 ${message.document.file_name ?? "Tệp"}`;
  if (message.contact) return `👤 ${nameOf(message.contact)}`;
  if (message.sticker) return `${message.sticker.emoji ?? ""} Nhãn dán`;
  return serviceText(message) ?? "Tin nhắn";
}

const names = (users) => users.map(nameOf).join(", ");

/** What a service message says, or null for an ordinary message. */
export function serviceText(message) {
  const actor = nameOf(message.from ?? message.sender_chat);
  if (message.new_chat_members) {
    const alone = message.new_chat_members.length === 1 && message.new_chat_members[0].id === message.from?.id;
    return alone ? `${actor} đã tham gia nhóm` : `${actor} đã thêm ${names(message.new_chat_members)}`;
  }
  if (message.left_chat_member) {
    const left = message.left_chat_member;
    return left.id === message.from?.id ? `${actor} đã rời nhóm` : `${actor} đã xóa ${nameOf(left)} khỏi nhóm`;
  }
  if (message.group_chat_created || message.supergroup_chat_created) return `${actor} đã tạo nhóm`;
  if (message.new_chat_title) return `${actor} đã đổi tên nhóm thành “${message.new_chat_title}”`;
  if (message.pinned_message) return `${actor} đã ghim “${gist(message.pinned_message).slice(0, 40)}”`;
  if (message.migrate_to_chat_id) return "Nhóm đã được nâng cấp thành siêu nhóm";
  if (message.migrate_from_chat_id) return "Nhóm này được nâng cấp từ một nhóm thường";
  if (message.forum_topic_created) return `${actor} đã tạo chủ đề “${message.forum_topic_created.name}”`;
  if (message.forum_topic_edited) return `${actor} đã sửa chủ đề`;
  if (message.forum_topic_closed) return `${actor} đã đóng chủ đề`;
  if (message.forum_topic_reopened) return `${actor} đã mở lại chủ đề`;
  if (message.new_chat_photo) return `${actor} đã đổi ảnh nhóm`;
  return null;
}

/** An address a click may open, or null: only the web, mail and telephone. */
export function safeAddress(text) {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  try {
    return ["http:", "https:", "mailto:", "tel:", "tg:"].includes(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}

function link(address, inside) {
  const href = safeAddress(address);
  if (!href) return h("span", {}, inside);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, inside);
}

const MARKS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

function wrap(entity, text, inside, onCommand) {
  if (MARKS[entity.type]) return h(MARKS[entity.type], {}, inside);
  switch (entity.type) {
    case "url": return link(text, inside);
    case "text_link": return link(entity.url, inside);
    case "email": return link(`mailto:${text}`, inside);
    case "phone_number": return link(`tel:${text}`, inside);
    case "bot_command":
      return h("button", { type: "button", class: "command", onclick: () => onCommand(text) }, inside);
    case "spoiler":
      return h("span", { class: "spoiler", tabindex: 0, onclick: (event) => event.currentTarget.classList.add("seen") }, inside);
    case "mention": case "text_mention": case "hashtag": case "cashtag":
      return h("span", { class: "mention" }, inside);
    default: return h("span", {}, inside);
  }
}

/** Text with its entities as nodes. Offsets count UTF-16 units, as JavaScript's own strings do. */
export function richText(text, entities, onCommand) {
  const valid = (entities ?? [])
    .filter(({ offset, length }) => offset >= 0 && length > 0 && offset + length <= text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  let next = 0;

  function span(from, to) {
    const nodes = [];
    let at = from;
    while (next < valid.length && valid[next].offset < to) {
      const entity = valid[next];
      next += 1;
      const start = Math.max(entity.offset, at);
      const end = Math.min(entity.offset + entity.length, to);
      if (start >= end) continue;
      if (start > at) nodes.push(text.slice(at, start));
      nodes.push(wrap(entity, text.slice(start, end), span(start, end), onCommand));
      at = end;
    }
    if (at < to) nodes.push(text.slice(at, to));
    return nodes;
  }
  return span(0, text.length);
}
