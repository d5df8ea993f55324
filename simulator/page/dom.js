// Building elements. Text from people only ever becomes a text node.

const SVG = "http://www.w3.org/2000/svg";

export const $ = (id) => document.getElementById(id);

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "style") Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Make the container hold exactly these elements, touching only what differs. */
export function arrange(container, elements) {
  let place = container.firstChild;
  for (const element of elements) {
    if (element === place) place = place.nextSibling;
    else container.insertBefore(element, place);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

export function toast(text) {
  const element = h("div", { class: "toast" }, text);
  $("toasts").append(element);
  setTimeout(() => element.remove(), 4000);
}

/** Run an action of the person; when the simulator refuses, say so. Gives undefined then. */
export async function attempt(action, failure) {
  try {
    return await action();
  } catch (error) {
    console.info(error);
    toast(failure);
    return undefined;
  }
}
