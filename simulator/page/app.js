// The page's wiring, in reading order.

import { $, attempt, h, toast } from "./dom.js";
import { api, follow } from "./api.js";
import { makeAttach } from "./attach.js";
import { drawClock, makeClock } from "./clock.js";
import { edit, forgetCommands, makeComposer, reply, sendText, switchDraft } from "./composer.js";
import { gist, nameOf, paintAvatar } from "./format.js";
import { drawKeys, makeKeys } from "./keys.js";
import { makeLinks } from "./links.js";
import { drawInfo, makeMachine } from "./machine.js";
import { makeMenu, react } from "./menu.js";
import { drawChats, drawFace, drawPeople } from "./sidebar.js";
import {
  chatById, chatsOf, faceOf, hasStarted, isAdmin, isPresent, markRead, memberOf, messageById, on, personOf, store,
  takeEvent, takeState, unreadOf,
} from "./store.js";
import { makeThread } from "./thread.js";

const wide = matchMedia("(min-width: 760px)");
const TYPING_SHOWN = 5000;
let typing = null;

const actions = {
  reply,
  edit,
  react,
  command: (text) => sendText(text),
  jump: (id) => attempt(() => thread.jump(id), "Chưa tải được tin nhắn cũ"),
  remove: (message) =>
    attempt(() => api.remove(store.chatId, message.message_id, store.who), "Chưa xóa được tin nhắn"),
  async press(message, button, element) {
    element.setAttribute("aria-busy", "true");
    await attempt(
      () => api.press(store.chatId, message.message_id, store.who, button.callback_data), "Nút này chưa bấm được",
    );
    setTimeout(() => element.removeAttribute("aria-busy"), 400);
  },
  openPhoto(address) {
    $("photo-image").src = address;
    $("photo").showModal();
  },
};
const thread = makeThread(actions);

// Which person, which chat. The address keeps both, so that a reload or the back button finds its way.

const draftKey = () => `${store.who}:${store.chatId}`;

function remember(push) {
  const address = `#${store.who}${store.chatId === null ? "" : `/${store.chatId}`}`;
  if (location.hash === address) return;
  history[push ? "pushState" : "replaceState"](null, "", address);
  localStorage.setItem("who", String(store.who));
}

function openChat(chatId, push = true) {
  const before = draftKey();
  store.chatId = chatId;
  store.topic = null;
  switchDraft(before, draftKey());
  document.body.dataset.screen = chatId === null ? "list" : "chat";
  $("chat").hidden = chatId === null;
  $("no-chat").hidden = chatId !== null;
  remember(push && !wide.matches);
  if (chatId === null) {
    redrawChats();
    return;
  }
  markRead(chatId);
  redrawChats();
  drawHead();
  thread.open();
  if (wide.matches) $("composer").focus({ preventScroll: true });
}

function become(userId) {
  const before = draftKey();
  store.who = userId;
  $("who").value = String(userId);
  switchDraft(before, draftKey());
  drawFace();
  const visible = new Set(chatsOf(userId).map((chat) => chat.id));
  const stays = store.chatId !== null && visible.has(store.chatId);
  const target = stays ? store.chatId : wide.matches ? (chatsOf(userId)[0]?.id ?? null) : null;
  openChat(target, false);
}

function fromAddress() {
  const [who, chat] = location.hash.slice(1).split("/").map(Number);
  const stored = Number(localStorage.getItem("who"));
  const people = [...store.users.values()].filter((user) => !user.is_bot);
  const person = [who, stored].find((id) => id && personOf(id) && !personOf(id).is_bot)
    ?? people.find((user) => user.role === "teacher")?.id ?? people[0]?.id ?? null;
  return { person, chat: chat && chatById(chat) ? chat : null };
}

// The head of the open chat, and what may be written in it

function statusLine(chat) {
  if (typing && typing.chatId === chat.id) return chat.type === "private" ? "đang nhập…" : `${typing.name} đang nhập…`;
  if (chat.type === "private") return "bot";
  const count = (chat.members ?? []).filter(({ user_id: id }) => isPresent(chat, id)).length;
  return `${count} thành viên${memberOf(chat, store.bots[0]?.id) ? "" : ", chưa có bot"}`;
}

function drawTopics(chat) {
  const topics = chat.topics ?? [];
  $("topics").hidden = topics.length === 0;
  $("topics").replaceChildren(...[{ id: null, name: "Tất cả" }, ...topics].map((topic) =>
    h("button", {
      type: "button", role: "tab", class: "topic", "aria-selected": String(topic.id === store.topic),
      data: { testid: "topic", topicId: topic.id ?? "" },
      onclick: () => {
        store.topic = topic.id;
        drawTopics(chat);
        thread.open();
      },
    }, topic.name)));
}

async function drawPinned(chat) {
  const id = chat.pinned_message_id;
  $("pinned").hidden = !id;
  if (!id) return;
  const known = messageById(chat.id, id);
  const message = known ?? (await attempt(() => api.messages(chat.id, id + 1, 1), "Chưa tải được tin ghim"))?.messages.at(-1);
  if (chat.id !== store.chatId) return;
  $("pinned-text").textContent = message?.message_id === id ? gist(message) : "";
  $("pinned").onclick = () => actions.jump(id);
}

/** The pinned message may just have been edited. */
function refreshPinned() {
  const chat = chatById(store.chatId);
  if (messageById(chat.id, chat.pinned_message_id)) drawPinned(chat);
}

function drawHead() {
  const chat = chatById(store.chatId);
  const face = faceOf(chat);
  paintAvatar($("chat-avatar"), face, chat.type === "private");
  $("chat-title").textContent = nameOf(face);
  $("chat-status").textContent = statusLine(chat);
  drawTopics(chat);
  drawPinned(chat);

  const inPrivate = chat.type === "private";
  const member = memberOf(chat, store.who);
  const muted = member?.status === "restricted" && member.can_send_messages === false;
  const absent = !inPrivate && !isPresent(chat, store.who);
  const toStart = inPrivate && !hasStarted(store.who);
  $("start").hidden = !toStart;
  $("cannot-write").hidden = !(muted || absent || chat.migrated_to);
  $("cannot-write").textContent = chat.migrated_to
    ? "Nhóm đã chuyển thành siêu nhóm"
    : absent ? "Bạn không còn ở trong nhóm này" : "Bạn không được phép nhắn tin trong nhóm này";
  drawKeys(chat);
  $("composer-form").hidden = toStart || muted || absent || Boolean(chat.migrated_to);
  $("anonymous-field").hidden = inPrivate || !isAdmin(chat, store.who);
}

const redrawChats = () => {
  drawChats(openChat);
  const total = chatsOf(store.who).reduce((sum, chat) => sum + unreadOf(store.who, chat.id), 0);
  document.title = `${total ? `(${total}) ` : ""}Minh Chứng – phòng chat thử`;
};

// What the simulator reports

/** However many events come together, draw once in the next frame. */
function oncePerFrame(draw) {
  let batch = null;
  return (detail) => {
    if (batch) {
      batch.push(detail);
      return;
    }
    batch = [detail];
    requestAnimationFrame(() => {
      const details = batch;
      batch = null;
      draw(details);
    });
  };
}

on("chats", oncePerFrame(() => redrawChats()));
on("messages", oncePerFrame((changes) => {
  const here = changes.filter(({ chatId }) => chatId === store.chatId);
  if (here.length === 0) return;
  const added = here.map((change) => change.added).filter(Boolean);
  if (added.some((message) => message.from?.id === typing?.userId)) stopTyping();
  thread.refresh(added);
  refreshPinned();
}));
on("chat", (chatId) => {
  const chat = store.chats.get(chatId);
  if (chatId !== store.chatId) return;
  if (chat.migrated_to) openChat(Number(chat.migrated_to), false);
  else drawHead();
});
on("users", () => {
  drawPeople();
  if (store.chatId === null) return;
  drawHead();
  thread.redraw();
});
on("commands", forgetCommands);
on("reset", async () => begin(await api.state()));
on("callback_answer", ({ user_id: userId, text, show_alert: alert }) => {
  if (userId !== store.who || !text) return;
  if (!alert) {
    toast(text);
    return;
  }
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
});
on("typing", ({ chat_id: chatId, user_id: userId }) => {
  stopTyping();
  const author = personOf(userId) ?? store.bots[0];
  typing = { chatId, userId: author?.id, name: nameOf(author), timer: setTimeout(stopTyping, TYPING_SHOWN) };
  showStatus();
});

function stopTyping() {
  clearTimeout(typing?.timer);
  typing = null;
  showStatus();
}

function showStatus() {
  if (store.chatId !== null) $("chat-status").textContent = statusLine(chatById(store.chatId));
}

function begin(state) {
  takeState(state);
  store.threads.clear();
  store.unread.clear();
  forgetCommands();
  const { person, chat } = fromAddress();
  store.who = person;
  store.chatId = null;
  drawPeople();
  const visible = chatsOf(person).map(({ id }) => id);
  openChat(visible.includes(chat) ? chat : wide.matches ? (visible[0] ?? null) : null, false);
  drawClock();
}

// Start

makeComposer();
makeAttach();
makeKeys();
const links = makeLinks({ openChat, drawHead });
makeMenu(actions);
makeMachine({ become, openChat, reload: async () => begin(await api.state()) });
makeClock({
  onDay() {
    redrawChats();
    if (store.chatId !== null) thread.refresh();
  },
});
$("who").addEventListener("change", (event) => become(Number(event.target.value)));
$("back").addEventListener("click", () => openChat(null));
$("chat-info").addEventListener("click", () => drawInfo(chatById(store.chatId)));
$("start").addEventListener("click", () => links.start(""));
addEventListener("popstate", () => {
  const { person, chat } = fromAddress();
  if (person !== store.who) {
    store.who = person;
    drawPeople();
  }
  openChat(chat, false);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible" || store.chatId === null) return;
  markRead(store.chatId);
  redrawChats();
});

async function load() {
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    try {
      return await api.state();
    } catch {
      $("connection").hidden = false;
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }
}

const state = await load();
begin(state);
follow({
  seq: state.seq,
  onEvent: takeEvent,
  onRestart: begin,
  onConnection: (alive) => {
    $("connection").hidden = alive;
    document.body.dataset.connected = String(alive);
  },
});
