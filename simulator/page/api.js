// Everything the page asks of the simulator, wherever it is served.

const here = (path) => `.${path}`;

async function call(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(here(path), options);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const message = (chat, id) => `/sim/messages/${chat}/${id}`;

export const api = {
  state: () => call("GET", "/sim/state"),
  messages: (chat, before, limit = 50) =>
    call("GET", `/sim/chats/${chat}/messages?limit=${limit}${before ? `&before=${before}` : ""}`),
  send: (fields) => call("POST", "/sim/messages", fields),
  edit: (chat, id, fields) => call("POST", `${message(chat, id)}/edit`, fields),
  remove: (chat, id, by) => call("DELETE", `${message(chat, id)}?by=${by}`),
  react: (chat, id, user, emoji) => call("POST", `${message(chat, id)}/react`, { user_id: user, emoji }),
  press: (chat, id, user, data) => call("POST", `${message(chat, id)}/press`, { user_id: user, data }),
  start: (user, fields) => call("POST", `/sim/users/${user}/start`, fields),
  block: (user) => call("POST", `/sim/users/${user}/block`),
  addUser: (fields) => call("POST", "/sim/users", fields),
  addChat: (fields) => call("POST", "/sim/chats", fields),
  setChat: (chat, fields) => call("POST", `/sim/chats/${chat}`, fields),
  setMember: (chat, fields) => call("POST", `/sim/chats/${chat}/members`, fields),
  migrate: (chat) => call("POST", `/sim/chats/${chat}/migrate`),
  commands: (chat, user, language) =>
    call("GET", `/sim/commands?chat_id=${chat}&user_id=${user}&language=${language}`),
  samples: (user) => call("GET", `/sim/samples?user_id=${user}`),
  async sample({ name, url }) {
    const response = await fetch(here(url));
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return new File([await response.blob()], name);
  },
  faults: () => call("GET", "/sim/faults"),
  setFaults: (fields) => call("PUT", "/sim/faults", fields),
  counters: () => call("GET", "/sim/counters"),
  setClock: (fields) => call("PUT", "/sim/clock", fields),
  startPlay: (fields) => call("POST", "/sim/play", fields),
  changePlay: (fields) => call("PUT", "/sim/play", fields),
  stopPlay: () => call("DELETE", "/sim/play"),
};

export const fileUrl = (fileId) => here(`/sim/files/${encodeURIComponent(fileId)}`);

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

/**
 * Follow the simulator's events for as long as the page lives. After a drop it asks for what came since the
 * last event seen; a simulator that has begun anew (a lower seq) makes the page load everything again.
 */
export function follow({ seq, onEvent, onRestart, onConnection }) {
  let last = seq;
  let pause = FIRST_PAUSE;
  let source = null;
  let timer = 0;

  function open() {
    source = new EventSource(here(`/sim/events?since=${last}`));
    source.onopen = () => {
      pause = FIRST_PAUSE;
      onConnection(true);
    };
    source.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      if (event.seq <= last) return;
      last = event.seq;
      onEvent(event);
    };
    source.onerror = () => {
      source.close();
      onConnection(false);
      timer = setTimeout(again, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  }

  async function again() {
    clearTimeout(timer);
    try {
      const state = await api.state();
      if (state.seq < last) {
        last = state.seq;
        onRestart(state);
      }
      open();
    } catch {
      timer = setTimeout(again, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  addEventListener("online", () => {
    if (source.readyState === EventSource.CLOSED) again();
  });
  open();
}
