// A question with a list of answers, over the page.

import { $, h, icon } from "./dom.js";
import { paintAvatar } from "./format.js";

const dialog = $("choose");

/** Ask for one of {label, note, face}; `extra` stands below the list. Whoever closes it has chosen nothing. */
export function choose(title, options, onChosen, ...extra) {
  const chosen = (option) => {
    dialog.close();
    onChosen(option);
  };
  dialog.replaceChildren(
    h("header", { class: "panel-head" },
      h("h2", { id: "choose-title" }, title),
      h("button", { type: "button", class: "icon-button", "aria-label": "Đóng", onclick: () => dialog.close() }, icon("close"))),
    h("div", { class: "choices" }, options.map((option) => {
      const face = h("span", { class: "avatar small", "aria-hidden": "true" });
      paintAvatar(face, option.face);
      return h("button", { type: "button", class: "choice", data: { testid: "choice", id: option.face.id }, onclick: () => chosen(option) },
        face, h("span", {}, option.label, option.note && h("small", {}, option.note)));
    })),
    ...extra,
  );
  dialog.showModal();
}

export const closeChoice = () => dialog.close();
