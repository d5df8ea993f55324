// Writing: text, commands, pictures and files, replies, edits.

import { $, attempt, h, icon, toast } from "./dom.js";
import { api } from "./api.js";
import { authorOf } from "./bubble.js";
import { bodyOf, fileSize, gist, nameOf } from "./format.js";
import { chatById, isAdmin, messageById, personOf, store, takeMessage, tell } from "./store.js";

const MOST_FILES = 10;
const field = $("composer");
const drafts = new Map();
const commandLists = new Map();
let replyTo = null;
let editing = null;
let files = [];
let sending = false;
let picked = 0;

const draftKey = () => `${store.who}:${store.chatId}`;

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
}

function write(text) {
  field.value = text;
  grow();
}

function showContext() {
  const about = editing ?? replyTo;
  $("context").hidden = !about;
  if (!about) return;
  $("context").replaceChildren(
    icon(editing ? "edit" : "reply"),
    h("span", { class: "quote-body" },
      h("b", {}, editing ? "Sửa tin nhắn" : `Trả lời ${nameOf(authorOf(about))}`), h("span", {}, gist(about))),
    h("button", { type: "button", class: "icon-button", "aria-label": "Hủy", onclick: clearContext }, icon("close")),
  );
}

function clearContext() {
  if (editing) write("");
  replyTo = null;
  editing = null;
  showContext();
  field.focus();
}

export function reply(message) {
  if (editing) write("");
  editing = null;
  replyTo = message;
  showContext();
  field.focus();
}

export function edit(message) {
  replyTo = null;
  editing = message;
  dropFiles();
  write(bodyOf(message));
  showContext();
  field.focus();
}

// Pictures and files

function dropFiles() {
  for (const { address } of files) URL.revokeObjectURL(address);
  files = [];
  showFiles();
}

function showFiles() {
  $("previews").hidden = files.length === 0;
  field.placeholder = files.length ? "Thêm chú thích…" : "Nhập tin nhắn…";
  const pictures = files.some(({ picture }) => picture);
  const asFile = $("as-file")?.checked ?? false;
  $("previews").replaceChildren(
    ...files.map((item, index) => h("figure", { class: "preview-item" },
      item.picture ? h("img", { src: item.address, alt: item.file.name }) : h("span", { class: "document-icon" }, icon("file")),
      !item.picture && h("figcaption", {}, item.file.name, h("small", {}, fileSize(item.file.size))),
      h("button", {
        type: "button", "aria-label": `Bỏ ${item.file.name}`,
        onclick: () => {
          URL.revokeObjectURL(item.address);
          files.splice(index, 1);
          showFiles();
        },
      }, icon("close")))),
    ...(pictures ? [h("label", { class: "as-file" }, h("input", { type: "checkbox", id: "as-file" }), "Gửi dạng tệp (không nén)")] : []),
  );
  if ($("as-file")) $("as-file").checked = asFile;
}

export function addFiles(list) {
  if (editing) return;
  for (const file of list) {
    if (files.length === MOST_FILES) {
      toast(`Mỗi lần gửi được nhiều nhất ${MOST_FILES} ảnh`);
      break;
    }
    files.push({ file, picture: /^image\/(png|jpe?g|webp|gif)$/.test(file.type), address: URL.createObjectURL(file) });
  }
  showFiles();
  field.focus();
}

// Sending

function envelope() {
  const chat = chatById(store.chatId);
  return {
    chat_id: store.chatId,
    from_id: store.who,
    reply_to: replyTo?.message_id,
    topic: store.topic || undefined,
    anonymous: (isAdmin(chat, store.who) && $("anonymous").checked) || undefined,
  };
}

function form(kind, list, caption) {
  const data = new FormData();
  for (const [name, value] of Object.entries(envelope())) if (value !== undefined) data.append(name, String(value));
  if (caption) data.append("caption", caption);
  for (const { file } of list) data.append(kind, file, file.name);
  return data;
}

async function deliver(fields, chatId) {
  const { messages } = await api.send(fields);
  for (const message of messages) {
    // The event may have come first, and the bot's reaction with it: this older copy must not undo that.
    if (messageById(chatId, message.message_id)) continue;
    takeMessage(chatId, message);
    tell("messages", { chatId, added: message });
  }
  tell("chats");
}

/** False where one of them cannot be opened as a picture: Telegram's own apps then send it as a file. */
async function deliverPictures(pictures, words, chatId) {
  try {
    await deliver(form("photo", pictures, words), chatId);
    return true;
  } catch (error) {
    if (!error.message.includes("not a picture")) throw error;
    toast("Có ảnh không mở được nên được gửi dạng tệp");
    return false;
  }
}

async function deliverFiles(caption, chatId) {
  const asFile = $("as-file")?.checked;
  const pictures = files.filter(({ picture }) => picture && !asFile);
  let others = files.filter((item) => !pictures.includes(item));
  let words = caption;
  if (pictures.length) {
    if (await deliverPictures(pictures, words, chatId)) words = "";
    else others = files;
  }
  for (const item of others) {
    await deliver(form("document", [item], words), chatId);
    words = "";
  }
}

async function submit() {
  const text = field.value.trim();
  if (sending || (!text && files.length === 0)) return;
  const chatId = store.chatId;
  sending = true;
  const done = await attempt(async () => {
    if (editing) {
      const isCaption = editing.text === undefined;
      await api.edit(chatId, editing.message_id, { [isCaption ? "caption" : "text"]: text, by: editing.from?.id });
    } else if (files.length) await deliverFiles(text, chatId);
    else await deliver({ ...envelope(), text }, chatId);
    return true;
  }, editing ? "Chưa sửa được tin nhắn" : "Chưa gửi được tin nhắn");
  sending = false;
  if (!done) return;
  write("");
  dropFiles();
  replyTo = null;
  editing = null;
  showContext();
  hideCommands();
}

/** Send something at once that is neither typed nor attached. */
export function sendFields(fields, failure) {
  return attempt(() => deliver({ ...envelope(), ...fields }, store.chatId), failure);
}

/** Send a text at once, as a tap on a command does. */
export const sendText = (text) => sendFields({ text }, "Chưa gửi được tin nhắn");

// The command menu

async function commandsHere() {
  const key = draftKey();
  if (!commandLists.has(key)) {
    const language = personOf(store.who)?.language_code ?? "vi";
    commandLists.set(key, attempt(() => api.commands(store.chatId, store.who, language), "Chưa tải được các lệnh"));
  }
  const list = await commandLists.get(key);
  if (!list) commandLists.delete(key);
  return list ?? [];
}

const hideCommands = () => {
  $("commands").hidden = true;
  field.removeAttribute("aria-activedescendant");
};

function choose(name, fill) {
  hideCommands();
  if (fill) {
    write(`/${name} `);
    field.focus();
  } else {
    write("");
    sendText(`/${name}`);
  }
}

function markPicked() {
  const options = [...$("commands").children];
  picked = (picked + options.length) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === picked)));
  options[picked]?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", options[picked]?.id ?? "");
}

/** The command being typed, or null when the text is something else. */
const typedCommand = () => (editing ? null : /^\/([a-z0-9_]*)$/i.exec(field.value)?.[1].toLowerCase() ?? null);

async function suggest() {
  const known = typedCommand() === null ? [] : await commandsHere();
  const prefix = typedCommand();
  const list = prefix === null ? [] : known.filter(({ command }) => command.startsWith(prefix));
  if (list.length === 0) {
    hideCommands();
    return;
  }
  $("commands").replaceChildren(...list.map(({ command, description }) =>
    h("div", {
      role: "option", id: `command-${command}`, class: "command-option", data: { testid: "command", command },
      onclick: () => choose(command, false),
    }, h("b", {}, `/${command}`), h("span", {}, description))));
  $("commands").hidden = false;
  picked = 0;
  markPicked();
}

function onKey(event) {
  if (event.isComposing) return;
  const open = !$("commands").hidden;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    picked += event.key === "ArrowDown" ? 1 : -1;
    markPicked();
  } else if (open && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
    choose($("commands").children[picked].dataset.command, event.key === "Tab");
  } else if (event.key === "Enter" && !event.shiftKey) submit();
  else if (event.key === "Escape" && open) hideCommands();
  else if (event.key === "Escape" && (editing || replyTo)) clearContext();
  else return;
  event.preventDefault();
}

/** Keep what was being written in the chat left behind and bring back what was begun in this one. */
export function switchDraft(before, after) {
  if (before !== after) {
    drafts.set(before, editing ? "" : field.value);
    replyTo = null;
    editing = null;
    dropFiles();
    showContext();
    write(drafts.get(after) ?? "");
    $("anonymous").checked = false;
  }
  hideCommands();
}

export const forgetCommands = () => commandLists.clear();

export function makeComposer() {
  $("composer-form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => {
    grow();
    suggest();
  });
  field.addEventListener("keydown", onKey);
  field.addEventListener("blur", () => setTimeout(() => {
    if (document.activeElement !== field) hideCommands();
  }, 200));
  field.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    addFiles(event.clipboardData.files);
  });
  $("files").addEventListener("change", (event) => {
    addFiles(event.target.files);
    event.target.value = "";
  });
  $("open-commands").addEventListener("click", () => {
    field.focus();
    if (!$("commands").hidden) hideCommands();
    else if (!field.value) {
      write("/");
      suggest();
    }
  });

  const room = $("chat");
  let depth = 0;
  const dropping = (step) => (event) => {
    if (![...event.dataTransfer.types].includes("Files") || $("composer-form").hidden) return;
    event.preventDefault();
    depth += step;
    $("drop-hint").hidden = depth <= 0;
  };
  room.addEventListener("dragenter", dropping(1));
  room.addEventListener("dragleave", dropping(-1));
  room.addEventListener("dragover", dropping(0));
  room.addEventListener("drop", (event) => {
    dropping(0)(event);
    depth = 0;
    $("drop-hint").hidden = true;
    if (!$("composer-form").hidden) addFiles(event.dataTransfer.files);
  });
}
