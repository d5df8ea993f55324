// The paper clip: pictures and files, files that lie ready, somebody's number.

import { $, attempt, h, icon } from "./dom.js";
import { api } from "./api.js";
import { choose } from "./choose.js";
import { addFiles, sendFields } from "./composer.js";
import { nameOf } from "./format.js";
import { store } from "./store.js";

const TELEGRAM = 777000;
const menu = $("attach-menu");

const close = () => {
  menu.hidden = true;
  $("open-attach").setAttribute("aria-expanded", "false");
};

function entry(name, label, note, testid, run) {
  const act = () => {
    close();
    run();
  };
  return h("button", { type: "button", class: "menu-item", data: { testid, ready: "" }, onclick: act },
    icon(name), h("span", {}, label, note && h("small", {}, note)));
}

const attachReady = (sample) => attempt(async () => addFiles([await api.sample(sample)]), "Chưa lấy được tệp mẫu");

function shareSomebody() {
  const people = [...store.users.values()].filter((user) => !user.is_bot && user.phone && user.id !== TELEGRAM && user.id !== store.who);
  const options = people.map((user) => ({ label: nameOf(user), note: `+${user.phone}`, face: user }));
  choose("Gửi số của ai?", options, ({ face }) => sendFields({ contact: face.id }, "Chưa gửi được số điện thoại"));
}

async function open() {
  const samples = (await attempt(() => api.samples(store.who), "Chưa tải được tệp mẫu")) ?? [];
  for (const old of menu.querySelectorAll("[data-ready]")) old.remove();
  menu.append(
    ...samples.map((sample) => entry("file", sample.name, "tệp mẫu: danh sách đơn vị của bạn", "sample", () => attachReady(sample))),
    entry("person", "Số điện thoại của người khác", null, "share-somebody", shareSomebody),
  );
  menu.hidden = false;
  $("open-attach").setAttribute("aria-expanded", "true");
}

export function makeAttach() {
  $("open-attach").addEventListener("click", () => (menu.hidden ? open() : close()));
  $("files").addEventListener("change", close);
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target) && !$("open-attach").contains(event.target)) close();
  });
  $("composer-form").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    close();
    $("open-attach").focus();
  });
}
