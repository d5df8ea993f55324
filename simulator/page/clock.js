// The clock of the world: what time it is there, jumps ahead, and a whole week in fast motion.
//
// From here the clock only goes forward. What was said on Monday would stand below what is said on the Sunday before,
// and what a bot has reminded people of, it does not remind them of a second time.

import { $, attempt, h, icon, toast } from "./dom.js";
import { api } from "./api.js";
import { dayOf, nextMoment, shortMoment, shortWeekday } from "./format.js";
import { now, on, store } from "./store.js";

const HOUR = 3600;
const DAY = 86_400;
const MONDAY = 1;
const SUNDAY = 0;
const JUMPS = [
  ["+1 giờ", "hour", (from) => from + HOUR],
  ["Ngày mai 7:00", "tomorrow", (from) => nextMoment(from, 7)],
  ["Thứ Hai 7:00", "monday", (from) => nextMoment(from, 7, MONDAY)],
  ["Chủ nhật 19:00", "sunday", (from) => nextMoment(from, 19, SUNDAY)],
];
const SPEEDS = [[0.5, "Chậm"], [1, "Vừa"], [2, "Nhanh"]];

const panel = $("clock-panel");
const toggle = $("clock-toggle");
let shown = { state: "idle" };
let speed = 1;
let day = null;
let turnLeaf = () => {};

const isIdle = () => store.play.state === "idle";

const isoOf = (unix) => new Date(unix * 1000).toISOString();

function jump(target) {
  return attempt(async () => {
    await api.setClock({ at: isoOf(target), forward: true });
    toast(`Bây giờ là ${shortMoment(target)}`);
  }, "Chưa chỉnh được đồng hồ");
}

function open(wanted) {
  panel.hidden = !wanted;
  toggle.setAttribute("aria-expanded", String(wanted));
}

function chooseSpeed(wanted) {
  speed = wanted;
  if (!isIdle()) attempt(() => api.changePlay({ speed }), "Chưa đổi được tốc độ");
}

function fillPanel() {
  panel.replaceChildren(
    h("p", { class: "hint" }, "Nhảy tới (đồng hồ chỉ đi tới, không lùi lại):"),
    h("div", { class: "clock-jumps" }, JUMPS.map(([label, name, target]) =>
      h("button", { type: "button", class: "button", data: { testid: `clock-${name}`, jump: name }, onclick: () => jump(target(now())) },
        label))),
    h("fieldset", { class: "speeds" }, h("legend", {}, "Tốc độ tua"), SPEEDS.map(([value, label]) =>
      h("label", {},
        h("input", {
          type: "radio", name: "speed", value, checked: value === speed, data: { testid: `speed-${value}` }, onchange: () => chooseSpeed(value),
        }),
        h("span", {}, label)))),
  );
}

/** The days that are played, each as wide as it is long. */
function drawDays({ begin, end }) {
  const days = [];
  for (let at = begin; at < end;) {
    const next = Math.min(end, nextMoment(at, 0));
    days.push(h("span", { style: { flexGrow: String((next - at) / DAY) }, data: { until: next } }, shortWeekday(at)));
    at = next;
  }
  $("clock-days").replaceChildren(...days);
}

function drawProgress() {
  const { begin, end } = store.play;
  const at = Math.min(Math.max(now(), begin), end);
  const part = ((at - begin) / (end - begin)) * 100;
  $("clock-fill").style.width = `${part}%`;
  const bar = $("clock-progress");
  bar.setAttribute("aria-valuenow", String(Math.round(part)));
  bar.setAttribute("aria-valuetext", shortMoment(at));
  let today = true;
  for (const day of $("clock-days").children) {
    const over = Number(day.dataset.until) <= at;
    day.className = over ? "over" : today ? "today" : "";
    if (!over) today = false;
  }
}

function drawPlay() {
  const { state, begin } = store.play;
  const paused = state === "paused";
  $("clock").dataset.state = state;
  $("play").hidden = !isIdle();
  $("pause").hidden = $("stop").hidden = $("clock-progress").hidden = isIdle();
  $("pause").replaceChildren(icon(paused ? "play" : "pause"));
  $("pause").setAttribute("aria-label", paused ? "Tua tiếp" : "Tạm dừng");
  for (const button of panel.querySelectorAll("[data-jump]")) button.disabled = !isIdle();
  const chosen = panel.querySelector(`[name="speed"][value="${isIdle() ? speed : store.play.speed}"]`);
  if (chosen) chosen.checked = true;
  if (!isIdle() && begin !== shown.begin) drawDays(store.play);
  if (isIdle() && shown.end && now() >= shown.end) toast("Đã tua xong cả tuần");
  shown = store.play;
}

export function drawClock() {
  const time = $("clock-now");
  const text = shortMoment(now());
  if (time.textContent !== text) {
    time.textContent = text;
    time.dateTime = isoOf(now());
  }
  if (store.play.state !== shown.state || store.play.speed !== shown.speed || store.play.begin !== shown.begin) drawPlay();
  if (!isIdle()) drawProgress();
  const { key } = dayOf(now());
  if (day !== null && key !== day) turnLeaf();
  day = key;
}

/** `onDay` is told when the world's calendar has turned a leaf. */
export function makeClock({ onDay }) {
  turnLeaf = onDay;
  fillPanel();
  on("clock", drawClock);
  setInterval(drawClock, 1000);
  toggle.addEventListener("click", () => open(panel.hidden));
  $("play").addEventListener("click", () => {
    open(false);
    return attempt(() => api.startPlay({ speed }), "Chưa tua được");
  });
  $("pause").addEventListener("click", () =>
    attempt(() => api.changePlay({ paused: store.play.state !== "paused" }), "Chưa tạm dừng được"));
  $("stop").addEventListener("click", () => attempt(() => api.stopPlay(), "Chưa dừng được"));
  document.addEventListener("pointerdown", (event) => {
    if (!$("clock").contains(event.target)) open(false);
  });
  $("clock").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    open(false);
    toggle.focus();
  });
}
