// "Máy mô phỏng": what no school sees – making people and groups, troubles, counters.

import { $, attempt, h, icon, toast } from "./dom.js";
import { api } from "./api.js";
import { nameOf, paintAvatar } from "./format.js";
import { chatById, isAdmin, isPresent, memberOf, store } from "./store.js";

const FAULTS = [
  ["delay", "Chậm 2 giây", { seconds: 2 }],
  ["error_500", "Lỗi 500 (một nửa số lần)", { probability: 0.5 }],
  ["outage", "Mất mạng", {}],
  ["too_many_requests", "429 – gửi quá nhanh", { probability: 0.5, retry_after: 3 }],
  ["duplicate", "Tin đến hai lần", {}],
  ["reorder", "Tin đến sai thứ tự", {}],
];
const STATUSES = {
  creator: "chủ nhóm", administrator: "quản trị viên", member: "thành viên", restricted: "bị hạn chế",
  left: "đã rời", kicked: "bị xóa",
};
const panel = $("machine");
let act = {};

const closeButton = (dialog) =>
  h("button", { type: "button", class: "icon-button", "aria-label": "Đóng", onclick: () => dialog.close() }, icon("close"));

const section = (title, ...inside) => h("section", { class: "panel-section" }, h("h3", {}, title), ...inside);

const button = (label, run, testid) =>
  h("button", { type: "button", class: "button", data: testid ? { testid } : {}, onclick: run }, label);

const field = (label, props) => h("label", { class: "field" }, h("span", {}, label), h("input", { type: "text", ...props }));

const choice = (label, name, options) => h("label", { class: "field" }, h("span", {}, label),
  h("select", { name }, options.map(([value, text]) => h("option", { value }, text))));

function form(run, ...inside) {
  return h("form", {
    class: "panel-form",
    onsubmit: (event) => {
      event.preventDefault();
      const values = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ""));
      run(values, event.target);
    },
  }, ...inside);
}

function people() {
  const add = async (values, element) => {
    const answer = await attempt(() => api.addUser({ language_code: "vi", ...values }), "Chưa thêm được người");
    if (!answer) return;
    element.reset();
    await act.reload();
    act.become(answer.user.id);
    toast(`Bạn đang là ${nameOf(answer.user)}`);
    panel.close();
  };
  return section("Thêm người", form(add,
    field("Tên", { name: "first_name", required: true, placeholder: "Cô Hương 5A", "data-testid": "new-person" }),
    field("Họ (không bắt buộc)", { name: "last_name" }),
    choice("Vai trò", "role", [["teacher", "Giáo viên"], ["admin", "Quản trị"], ["office", "Văn phòng Sở, phòng"], ["stranger", "Người lạ"]]),
    h("button", { class: "button primary", "data-testid": "add-person" }, "Thêm và đóng vai người này")));
}

function groups() {
  const add = async ({ title, type, bot }, element) => {
    const members = [{ user_id: store.who, status: "creator" }];
    if (bot && store.bots[0]) members.push({ user_id: store.bots[0].id, status: "member" });
    const answer = await attempt(() => api.addChat({ title, type, members }), "Chưa tạo được nhóm");
    if (!answer) return;
    element.reset();
    await act.reload();
    act.openChat(answer.chat.id);
    toast(`Đã tạo nhóm “${title}”`);
    panel.close();
  };
  return section("Tạo nhóm", form(add,
    field("Tên nhóm", { name: "title", required: true, placeholder: "Tổ truyền thông – TH Kim Đồng", "data-testid": "new-group" }),
    choice("Loại", "type", [["supergroup", "Siêu nhóm"], ["group", "Nhóm thường"]]),
    h("label", { class: "check" }, h("input", { type: "checkbox", name: "bot", value: "1", checked: true }), "Thêm bot vào nhóm luôn"),
    h("button", { class: "button primary", "data-testid": "add-group" }, "Tạo nhóm")));
}

function setBot(chat, status, extra = {}) {
  return attempt(async () => {
    await api.setMember(chat.id, { user_id: store.bots[0].id, status, by: store.who, ...extra });
    toast("Đã đổi vai trò của bot trong nhóm");
    await redraw();
  }, "Chưa đổi được vai trò của bot");
}

function botHere() {
  const chat = store.chatId !== null && chatById(store.chatId);
  const bot = store.bots[0];
  if (!chat || chat.type === "private" || !bot) {
    return section("Bot trong nhóm", h("p", { class: "hint" }, "Mở một nhóm để thêm, phân quyền hoặc xóa bot ở đó."));
  }
  const member = memberOf(chat, bot.id);
  const present = isPresent(chat, bot.id);
  const migrate = () => attempt(async () => {
    await api.migrate(chat.id);
    toast("Đã nâng cấp thành siêu nhóm");
    await act.reload();
    panel.close();
  }, "Chưa nâng cấp được nhóm");
  return section(`Bot trong “${nameOf(chat)}”`,
    h("p", { class: "hint" }, `${nameOf(bot)}: ${present ? STATUSES[member.status] : "chưa ở trong nhóm"}`),
    h("div", { class: "button-row" },
      !present && button("Thêm bot", () => setBot(chat, "member"), "bot-add"),
      present && !isAdmin(chat, bot.id) && button("Cho làm quản trị viên", () => setBot(chat, "administrator"), "bot-promote"),
      present && isAdmin(chat, bot.id) && button("Thôi quản trị viên", () => setBot(chat, "member"), "bot-demote"),
      present && member.status !== "restricted"
        && button("Cấm bot nhắn tin", () => setBot(chat, "restricted", { can_send_messages: false }), "bot-mute"),
      present && member.status === "restricted" && button("Cho bot nhắn tin lại", () => setBot(chat, "member"), "bot-unmute"),
      present && button("Xóa bot khỏi nhóm", () => setBot(chat, "kicked"), "bot-remove"),
      chat.type === "group" && button("Nâng cấp thành siêu nhóm", migrate, "migrate")));
}

function troubles(faults) {
  const save = () => attempt(async () => {
    const wanted = {};
    for (const [kind, , settings] of FAULTS) {
      if (panel.querySelector(`[data-fault="${kind}"]`).checked) wanted[kind] = settings;
    }
    await api.setFaults(Object.fromEntries(Object.entries(wanted).map(([kind, rule]) => [kind, { probability: 1, ...rule }])));
  }, "Chưa đặt được sự cố");
  return section("Sự cố giữa bot và Telegram", FAULTS.map(([kind, label]) =>
    h("label", { class: "check" },
      h("input", { type: "checkbox", role: "switch", checked: Boolean(faults?.[kind]), data: { fault: kind }, onchange: save }), label)));
}

const LABELS = {
  by_method: "Lệnh", by_status: "Mã trả lời", too_many_requests: "Bị báo gửi quá nhanh", updates: "Tin cho bot",
  queued: "đã xếp hàng", confirmed: "bot đã xác nhận", delivered: "đã giao", pending: "còn chờ",
};

/** Flat lines of whatever is counted. */
function countLines(value, path = []) {
  if (value === null || typeof value !== "object") return [[path.join(" · "), value]];
  return Object.entries(value).flatMap(([name, inner]) => countLines(inner, [...path, LABELS[name] ?? name]));
}

function counters(counts) {
  const lines = countLines(counts ?? {}).filter(([, value]) => value !== 0 && value !== null);
  return section("Đếm lệnh gọi",
    lines.length === 0 ? h("p", { class: "hint" }, "Bot chưa gọi lệnh nào.")
      : h("table", { class: "counts", "data-testid": "counters" },
        h("tbody", {}, lines.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, String(value)))))),
    h("div", { class: "button-row" }, button("Đếm lại", redraw)));
}

async function redraw() {
  const faults = await attempt(api.faults, "Chưa đọc được sự cố");
  const counts = await attempt(api.counters, "Chưa đọc được bộ đếm");
  const top = panel.scrollTop;
  panel.replaceChildren(
    h("header", { class: "panel-head" }, h("h2", { id: "machine-title" }, "Máy mô phỏng"), closeButton(panel)),
    botHere(), troubles(faults), people(), groups(), counters(counts),
  );
  panel.scrollTop = top;
}

/** Who is in the group; tapping nothing, only reading. */
export function drawInfo(chat) {
  const dialog = $("info");
  const members = chat.type === "private" ? [{ user_id: chat.id, status: "member" }, { user_id: store.bots[0]?.id }]
    : (chat.members ?? []).filter((member) => isPresent(chat, member.user_id));
  dialog.replaceChildren(
    h("header", { class: "panel-head" },
      h("h2", { id: "info-title" }, chat.type === "private" ? nameOf(store.bots[0]) : nameOf(chat)), closeButton(dialog)),
    h("ul", { class: "members" }, members.map(({ user_id: id, status }) => {
      const user = store.users.get(id) ?? { id };
      const face = h("span", { class: "avatar small", "aria-hidden": "true" });
      paintAvatar(face, user, user.is_bot);
      const role = user.is_bot && status === "member" ? "bot" : STATUSES[status];
      return h("li", {}, face, h("span", {}, nameOf(user)), h("small", {}, status === "member" && !user.is_bot ? "" : role ?? "bot"));
    })),
  );
  dialog.showModal();
}

export function makeMachine(handlers) {
  act = handlers;
  $("open-machine").addEventListener("click", async () => {
    await redraw();
    panel.showModal();
  });
  for (const dialog of [panel, $("info"), $("choose"), $("photo"), $("alert")]) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }
}
