// @ts-check
/**
 * Keys for the review. Each key presses a button that stands on the page, so that without this file the buttons do the same.
 * Keystrokes are counted and sent with the next decision, without whose they were.
 */

let strokes = 0;
let field = "";

document.addEventListener("keydown", (pressed) => {
  if (!document.querySelector("[data-review]") || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
  strokes += 1;
  if (writes(pressed.target)) {
    if (pressed.key === "Escape") press(/** @type {HTMLElement | null} */ (document.querySelector("[data-leave]")));
    return;
  }
  if (act(pressed.key)) pressed.preventDefault();
});

document.addEventListener("click", (clicked) => {
  strokes += clicked.detail > 0 ? 1 : 0;
  const link = clicked.target instanceof Element ? clicked.target.closest('[data-review] a[href^="?"]') : null;
  if (!(link instanceof HTMLAnchorElement) || clicked.ctrlKey || clicked.metaKey || clicked.shiftKey || clicked.button) return;
  clicked.preventDefault();
  void go(link.href);
});

document.addEventListener("focusin", (focused) => {
  const row = focused.target instanceof Element ? focused.target.closest("[data-field]") : null;
  if (row instanceof HTMLElement) here(row);
});

document.addEventListener("submit", (sent) => {
  const form = sent.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-draft], [data-edit]")) return;
  if (sent.submitter?.hasAttribute("data-native")) return; // what comes is a page with a script of its own
  sent.preventDefault();
  const body = new FormData(form, sent.submitter);
  body.set("strokes", String(Math.max(strokes, 1)));
  strokes = 0;
  void send(form, body);
});

first();

/** @param {EventTarget | null} target */
function writes(target) {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
    || (target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type));
}

/** @param {string} key @returns {boolean} Whether the key does something here. */
function act(key) {
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  if (key === "n" || key === "p") return other(key === "n" ? 1 : -1);
  const row = current();
  const point = /^[0-9]$/.test(key) ? document.querySelector(`[data-field="point"] [data-key="${key}"]`) : null;
  const inside = "aer".includes(key) ? row?.querySelector(`[data-key="${key}"]`) : null;
  const outside = ["A", "R", "u", "f", "F"].includes(key) ? document.querySelector(`main .buttons [data-key="${key}"]`) : null;
  const found = inside ?? point ?? outside;
  const instead = !found && key === "a" ? row?.querySelector('[data-key="1"]') ?? row?.querySelector('[data-key="0"]') : null;
  return press(/** @type {HTMLElement | null} */ (found ?? instead ?? null));
}

/** @param {HTMLElement | null} button */
function press(button) {
  button?.click();
  return button !== null;
}

/** @returns {HTMLElement[]} */
function rows() {
  return [...document.querySelectorAll("[data-field]")].filter((one) => one instanceof HTMLElement);
}

/** @returns {string} The address of the draft that is open. */
function draft() {
  return document.querySelector("#deciding")?.getAttribute("action") ?? "";
}

function current() {
  return rows().find((row) => row.dataset.field === field);
}

/** @param {HTMLElement} row */
function here(row) {
  field = row.dataset.field ?? "";
  for (const one of rows()) one.classList.toggle("here", one === row);
}

/** @param {number} by */
function step(by) {
  const all = rows();
  const next = all[Math.min(Math.max(all.findIndex((row) => row.dataset.field === field) + by, 0), all.length - 1)];
  next?.focus();
  return Boolean(next);
}

/** @param {number} by */
function other(by) {
  const links = [...document.querySelectorAll(".queue a")];
  const at = links.findIndex((link) => link.hasAttribute("aria-current")) + by;
  const onward = by > 0 ? document.querySelector('[data-key="n"]') : null; // to the next document, after the last draft
  return press(/** @type {HTMLElement | null} */ (links[at] ?? onward));
}

/**
 * Go to where a field is entered, to the one that was opened again, or to the next that is open.
 * @param {string[]} closed The fields that were decided before.
 */
function first(closed = []) {
  const entered = /** @type {HTMLElement | null} */ (document.querySelector(
    "[data-edit] :is(input:not([type=hidden]), select, textarea)"));
  const open = rows().filter((row) => row.classList.contains("is-open"));
  const after = rows().findIndex((row) => row.dataset.field === field);
  const next = open.find((row) => closed.includes(row.id)) ?? open.find((row) => rows().indexOf(row) > after) ?? open[0];
  (entered ?? next ?? /** @type {HTMLElement | null} */ (document.querySelector("#draft")))?.focus({ preventScroll: false });
  if (entered instanceof HTMLTextAreaElement) entered.setSelectionRange(entered.value.length, entered.value.length);
  const [pane, mark] = [document.querySelector(".pane"), document.querySelector(".pane mark")];
  // The pane alone moves: what is written about the text stays where it is.
  if (pane && mark) pane.scrollTop += mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
}

/** @param {string} address */
async function go(address) {
  await show(await fetch(address, { headers: { Accept: "text/html" } }), address);
}

/** @param {HTMLFormElement} form @param {FormData} body */
async function send(form, body) {
  await show(await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } }), "");
}

/**
 * Put the page that came in place of the one that is shown. What has no review in it, such as a page to sign, is opened.
 * @param {Response} answer @param {string} address
 */
async function show(answer, address) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main");
  const old = document.querySelector("main");
  if (!fresh || !old) return;
  const before = draft();
  const closed = rows().filter((row) => !row.classList.contains("is-open")).map((row) => row.id);
  old.replaceChildren(...fresh.childNodes);
  if (draft() !== before) field = ""; // each draft begins with its first open field
  const to = address || (answer.redirected ? answer.url : "");
  if (to) history.replaceState(null, "", to);
  first(draft() === before ? closed : []);
}
