// Keeps the page as the lab is. Without it the page is complete too: it is then asked for again now and then, and buttons are forms.
'use strict';

const WAIT_MS = 2000;
const NOTICE_MS = 8000;

const link = document.getElementById('link');
const notice = document.getElementById('notice');
const token = document.querySelector('input[name=token]')?.value;
let events;
let retry;
let silence;

connect();
// A browser keeps few connections to one server: a tab that nobody sees holds none
document.addEventListener('visibilitychange', () => (document.hidden ? disconnect() : connect()));
addEventListener('pagehide', disconnect);
document.addEventListener('submit', press);

function connect() {
  disconnect();
  events = new EventSource('/events');
  events.addEventListener('start', ({ data }) => {
    // another start of the lab: its buttons want another token
    if (data !== token) location.reload();
    else say('live', 'live');
  });
  events.addEventListener('change', ({ data }) => {
    for (const [id, markup] of Object.entries(JSON.parse(data))) change(id, markup);
  });
  events.addEventListener('stop', () =>
    again('stopped', 'The lab has stopped. What you see is how it was. To start it again: npm start'),
  );
  events.addEventListener('error', () =>
    again('lost', 'The lab does not answer. What you see is how it was. Looking for it again …'),
  );
}

function disconnect() {
  clearTimeout(retry);
  events?.close();
  events = undefined;
}

function again(state, words) {
  disconnect();
  // stopped is said once; that nobody answers afterwards is no news
  if (!(state === 'lost' && document.body.dataset.link === 'stopped')) say(state, words);
  retry = setTimeout(connect, WAIT_MS);
}

function say(state, words) {
  document.body.dataset.link = state;
  if (link.textContent !== words) link.textContent = words;
}

async function press(event) {
  event.preventDefault();
  const form = event.target;
  const label = form.querySelector('button').textContent;
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      headers: { accept: 'application/json' },
    });
    const { kind, because } = await answer.json();
    tell(kind === 'accepted' ? `Asked for: ${label}.` : `Not done: ${because}`);
  } catch {
    tell('Not done: the lab does not answer.');
  }
}

function tell(words) {
  notice.textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => (notice.textContent = ''), NOTICE_MS);
}

function change(id, markup) {
  const next = new DOMParser().parseFromString(markup, 'text/html').getElementById(id);
  const current = document.getElementById(id);
  if (next !== null && current !== null) become(current, next);
}

/** Makes an element what another is, touching only what differs: what has the focus keeps it, what is unfolded stays unfolded. */
function become(current, next) {
  if (current.nodeName !== next.nodeName || current.id !== next.id) {
    current.replaceWith(document.adoptNode(next));
    return;
  }
  if (current.nodeType !== Node.ELEMENT_NODE) {
    if (current.nodeValue !== next.nodeValue) current.nodeValue = next.nodeValue;
    return;
  }
  for (const { name, value } of next.attributes)
    if (current.getAttribute(name) !== value) current.setAttribute(name, value);
  for (const { name } of [...current.attributes]) {
    if (!next.hasAttribute(name) && !(name === 'open' && current.nodeName === 'DETAILS')) current.removeAttribute(name);
  }
  const [now, then] = [[...current.childNodes], [...next.childNodes]];
  then.forEach((child, index) =>
    now[index] === undefined ? current.append(document.adoptNode(child)) : become(now[index], child),
  );
  for (const child of now.slice(then.length)) child.remove();
}
