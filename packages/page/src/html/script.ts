/**
 * The script of a served page. It asks for the page again whenever the server says that something changed, and takes
 * over what differs, node by node: what is scrolled, selected, open or typed stays. And it searches the tables.
 */
export const SCRIPT = `
'use strict';
(() => {
const keyOf = (node) => {
  if (node.nodeType !== 1) return '';
  return node.id || node.dataset.key || (node.nodeName === 'TR' ? node.cells[0].textContent : '');
};
const isKept = ({nodeName}, name) => name === 'open' || (name === 'hidden' && nodeName !== 'TR');
function takeOver(mine, theirs) {
  if (mine.nodeType !== 1) {
    if (mine.data !== theirs.data) mine.data = theirs.data;
    return;
  }
  for (const {name, value} of theirs.attributes) {
    if (!isKept(mine, name) && mine.getAttribute(name) !== value) mine.setAttribute(name, value);
  }
  for (const {name} of [...mine.attributes]) {
    if (!isKept(mine, name) && !theirs.hasAttribute(name)) mine.removeAttribute(name);
  }
  if (mine.nodeName !== 'INPUT' && mine.nodeName !== 'OUTPUT') takeOverChildren(mine, theirs);
}
function takeOverChildren(mine, theirs) {
  const known = new Map();
  for (const child of mine.childNodes) if (keyOf(child)) known.set(keyOf(child), child);
  const wanted = new Set([...theirs.childNodes].map(keyOf));
  let at = mine.firstChild;
  const drop = () => { const next = at.nextSibling; at.remove(); at = next; };
  for (const child of [...theirs.childNodes]) {
    while (at && keyOf(at) && !wanted.has(keyOf(at))) drop();
    const key = keyOf(child);
    const same = key ? known.get(key) : at && !keyOf(at) ? at : null;
    if (!same || same.nodeName !== child.nodeName) {
      mine.insertBefore(document.importNode(child, true), at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else mine.insertBefore(same, at);
    takeOver(same, child);
  }
  while (at) drop();
}
function search(box) {
  const input = box.querySelector('input');
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const rows = document.getElementById(input.dataset.table).tBodies[0].rows;
  let shown = 0;
  for (const row of rows) {
    const text = words.length > 0 ? [...row.cells].map((cell) => cell.textContent).join(' ').toLowerCase() : '';
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  box.querySelector('output').textContent = words.length > 0 ? shown + ' of ' + rows.length : '';
}
function searchAll() {
  for (const box of document.querySelectorAll('.search')) {
    box.hidden = false;
    search(box);
  }
}
let isAsking = false, isStale = false;
async function ask() {
  if (isAsking) { isStale = true; return; }
  isAsking = true;
  try {
    let state = '';
    do {
      isStale = false;
      const answer = await fetch('/', {cache: 'no-store', credentials: 'same-origin'});
      const text = await answer.text();
      if (!answer.ok) {
        state = 'not kept up to date: ' + text.trim().replace(/\\.$/, '');
        continue;
      }
      const page = new DOMParser().parseFromString(text, 'text/html');
      document.title = page.title;
      takeOver(document.querySelector('#page'), page.querySelector('#page'));
      searchAll();
      state = 'kept up to date';
    } while (isStale);
    say(state);
  } catch {
    say('out of date: nobody answers, start model-registry serve again');
  } finally {
    isAsking = false;
  }
}
function say(text) {
  const place = document.querySelector('#kept');
  if (place.textContent !== text) place.textContent = text;
}
document.addEventListener('input', ({target}) => {
  const box = target.closest('.search');
  if (box) search(box);
});
searchAll();
const events = new EventSource('/events');
events.addEventListener('open', () => say('kept up to date'));
events.addEventListener('changed', ask);
events.addEventListener('error', () => say(events.readyState === EventSource.CLOSED
  ? 'not kept up to date: open the address that model-registry serve printed, or close other pages of it'
  : 'not reached: trying again'));
})();
`;
