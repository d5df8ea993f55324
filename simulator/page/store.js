// What the page knows: people, chats, the messages loaded so far, and who the person at the screen is.

import { api } from "./api.js";

const PRESENT = new Set(["creator", "administrator", "member", "restricted"]);

export const store = {
  bots: [],
  users: new Map(),
  chats: new Map(),
  threads: new Map(),
  unread: new Map(),
  who: null,
  chatId: null,
  topic: null,
  clockAhead: 0,
  play: { state: "idle" },
  seq: 0,
};

const changes = new EventTarget();
export const on = (kind, listener) => changes.addEventListener(kind, ({ detail }) => listener(detail));
export const tell = (kind, detail) => changes.dispatchEvent(new CustomEvent(kind, { detail }));

export const now = () => Date.now() / 1000 + store.clockAhead;

function takeClock({ now: moment, play }) {
  store.clockAhead = Date.parse(moment) / 1000 - Date.now() / 1000;
  store.play = play;
}

export function takeState(state) {
  store.bots = state.bots;
  store.users = new Map(state.users.map((user) => [user.id, user]));
  for (const bot of state.bots) store.users.set(bot.id, { ...store.users.get(bot.id), ...bot, is_bot: true });
  const first = store.bots[0]?.id;
  const ours = state.chats.filter((chat) => !chat.bot_id || chat.bot_id === first);
  store.chats = new Map(ours.map((chat) => [chat.id, chat]));
  takeClock(state);
  store.seq = state.seq;
}

export const personOf = (id) => store.users.get(id);
export const isBot = (id) => Boolean(store.users.get(id)?.is_bot);
export const memberOf = (chat, userId) => chat?.members?.find((member) => member.user_id === userId);
export const isAdmin = (chat, userId) => ["creator", "administrator"].includes(memberOf(chat, userId)?.status);
export const isPresent = (chat, userId) => PRESENT.has(memberOf(chat, userId)?.status);

const privateChat = (userId) => store.chats.get(userId) ?? { id: userId, type: "private", members: [] };

export const chatById = (id) => (id === store.who ? privateChat(id) : store.chats.get(id));

/** The other side of a chat: the bot in a private chat, else the group itself. */
export const faceOf = (chat) => (chat.type === "private" ? (store.bots[0] ?? chat) : chat);

const lastDate = (chat) => chat.last_message?.date ?? 0;

/** The chats this person sees, the latest first. */
export function chatsOf(userId) {
  const groups = [...store.chats.values()].filter(
    (chat) => chat.type !== "private" && !chat.migrated_to && isPresent(chat, userId),
  );
  const own = store.bots.length ? [privateChat(userId)] : [];
  return [...own, ...groups].sort((a, b) => lastDate(b) - lastDate(a));
}

export const hasStarted = (userId) => Boolean(store.users.get(userId)?.started?.length);

const threadOf = (chatId) => {
  if (!store.threads.has(chatId)) store.threads.set(chatId, { byId: new Map(), more: true, loaded: false });
  return store.threads.get(chatId);
};

export const messageById = (chatId, id) => store.threads.get(chatId)?.byId.get(id);
export const threadReady = (chatId) => threadOf(chatId).loaded;
export const hasOlder = (chatId) => threadOf(chatId).more;

export function messagesOf(chatId) {
  const thread = threadOf(chatId);
  thread.sorted ??= [...thread.byId.values()].sort((a, b) => a.message_id - b.message_id);
  return thread.sorted;
}

function keep(thread, message) {
  thread.byId.set(message.message_id, message);
  thread.sorted = null;
}

/** Load the newest page of a chat, or the page before what is there. */
export function loadPage(chatId, limit = 50) {
  const thread = threadOf(chatId);
  thread.loading ??= loadInto(thread, chatId, limit).finally(() => {
    thread.loading = null;
  });
  return thread.loading;
}

async function loadInto(thread, chatId, limit) {
  const oldest = messagesOf(chatId)[0]?.message_id;
  const page = await api.messages(chatId, thread.loaded ? oldest : null, limit);
  for (const message of page.messages) {
    if (!thread.byId.has(message.message_id)) keep(thread, message);
  }
  thread.more = page.more;
  thread.loaded = true;
}

export function takeMessage(chatId, message) {
  const thread = store.threads.get(chatId);
  if (thread?.loaded || thread?.loading) keep(thread, message);
  const chat = store.chats.get(chatId);
  if (chat && message.message_id >= (chat.last_message?.message_id ?? 0)) chat.last_message = message;
}

/** Replace part of what is known about a message, as a new object so that it is drawn again. */
function change(chatId, id, sim) {
  const thread = store.threads.get(chatId);
  const message = thread?.byId.get(id);
  if (message) keep(thread, { ...message, sim: { ...message.sim, ...sim } });
  const chat = store.chats.get(chatId);
  if (chat?.last_message?.message_id === id) {
    chat.last_message = { ...chat.last_message, sim: { ...chat.last_message.sim, ...sim } };
  }
}

const unreadKey = (userId, chatId) => `${userId}:${chatId}`;
export const unreadOf = (userId, chatId) => store.unread.get(unreadKey(userId, chatId)) ?? 0;
export const markRead = (chatId) => store.unread.delete(unreadKey(store.who, chatId));

function countUnread(chatId, message) {
  const readers = chatId > 0 ? [chatId] : (store.chats.get(chatId)?.members ?? []).map((member) => member.user_id);
  for (const reader of readers) {
    const reading = reader === store.who && chatId === store.chatId && document.visibilityState === "visible";
    if (reading || reader === message.from?.id) continue;
    store.unread.set(unreadKey(reader, chatId), unreadOf(reader, chatId) + 1);
  }
}

/** Apply one event of the simulator. Events may repeat what an answer to a call has already brought. */
export function takeEvent(event) {
  const { type, chat_id: chatId } = event;
  store.seq = event.seq;
  if (event.bot_id && event.bot_id !== store.bots[0]?.id) return;
  if (type === "message") {
    const known = messageById(chatId, event.message.message_id);
    takeMessage(chatId, event.message);
    countUnread(chatId, event.message);
    tell("messages", { chatId, added: known ? null : event.message });
    tell("chats");
  } else if (type === "edited") {
    takeMessage(chatId, event.message);
    tell("messages", { chatId });
    tell("chats");
  } else if (type === "deleted" || type === "reaction") {
    change(chatId, event.message_id, type === "deleted" ? { deleted: true } : { reactions: event.reactions });
    tell("messages", { chatId });
    if (type === "deleted") tell("chats");
  } else if (type === "chat") {
    store.chats.set(event.chat.id, { ...store.chats.get(event.chat.id), ...event.chat });
    tell("chats");
    tell("chat", event.chat.id);
  } else if (type === "clock") {
    takeClock(event);
    tell("clock");
  } else if (type === "user") {
    store.users.set(event.user.id, { ...store.users.get(event.user.id), ...event.user });
    tell("users");
  } else {
    tell(type, event);
  }
}
