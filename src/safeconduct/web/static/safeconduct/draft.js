// @ts-check
/**
 * What is found in a text, brought up to date while it is written. Without this file the button does the same.
 * The text goes to the program that served the page, and nowhere else. Nothing is kept.
 */

const PAUSE = 450;

/** @type {HTMLFormElement | null} */
const form = document.querySelector("form[data-findings]");
if (form) begin(form);

/** @param {HTMLFormElement} form */
function begin(form) {
  const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const status = /** @type {HTMLElement} */ (document.querySelector(".status"));
  const parts = ["findings", "waiting"];
  const atFirst = field.defaultValue;
  /** @type {number | undefined} */
  let pause;
  /** @type {AbortController | undefined} */
  let asking;
  let sent = false;

  field.addEventListener("input", () => {
    clearTimeout(pause);
    asking?.abort();
    status.textContent = form.dataset.late ?? "";
    pause = setTimeout(ask, PAUSE);
  });
  form.addEventListener("submit", () => { sent = true; });
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("beforeunload", (leaving) => {
    if (!sent && field.value !== atFirst) leaving.preventDefault();
  });
  document.addEventListener("click", (clicked) => {
    const link = clicked.target instanceof Element ? clicked.target.closest("a[data-line]") : null;
    if (!(link instanceof HTMLElement)) return;
    clicked.preventDefault();
    go(field, Number(link.dataset.line));
  });
  document.addEventListener("change", (changed) => {
    if (changed.target instanceof HTMLSelectElement && changed.target.id === "only") show(changed.target.value);
  });
  offer("");

  async function ask() {
    if (new Blob([field.value]).size > Number(form.dataset.most)) {
      status.textContent = form.dataset.long ?? "";
      return;
    }
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(form.dataset.findings ?? "", { method: "POST", body: new FormData(form), signal: mine.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine.signal.aborted) return;
      for (const part of parts) replace(part, page);
      status.textContent = document.querySelector("#findings .sum")?.textContent ?? "";
    } catch (error) {
      if (!mine.signal.aborted) status.textContent = form.dataset.failed ?? "";
    }
  }
}

/**
 * Put a part of an answer in place of the part that stands there.
 * @param {string} id
 * @param {Document} page
 */
function replace(id, page) {
  const fresh = page.getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || !old) return;
  const across = old.querySelector(".pane")?.scrollLeft ?? 0;
  const chosen = /** @type {HTMLSelectElement | null} */ (old.querySelector("#only"))?.value ?? "";
  const folds = new Map();
  for (const fold of keyed(old)) folds.set(fold.dataset.key, fold.open);
  for (const fold of keyed(fresh)) fold.open = folds.get(fold.dataset.key) ?? fold.open;
  old.replaceChildren(...fresh.childNodes);
  if (id === "findings") offer(chosen);
  const pane = old.querySelector(".pane");
  if (pane) pane.scrollLeft = across;
}

/**
 * Give what can be folded and is known by a key.
 * @param {Element} part
 * @returns {NodeListOf<HTMLDetailsElement>}
 */
function keyed(part) {
  return part.querySelectorAll("details[data-key]");
}

/**
 * Offer the choice of what is shown, and take up the one that was made before, if it is still there.
 * @param {string} chosen
 */
function offer(chosen) {
  const choice = document.getElementById("only");
  if (!(choice instanceof HTMLSelectElement)) return;
  choice.closest("p")?.removeAttribute("hidden");
  if (![...choice.options].some((option) => option.value === chosen)) return;
  choice.value = chosen;
  if (chosen) show(chosen);
}

/**
 * Show only what was found by one rule or has one weight, and open what holds it; all of it for an empty word.
 * @param {string} only
 */
function show(only) {
  for (const one of document.querySelectorAll("#findings .finding[data-code]")) {
    if (one instanceof HTMLElement) one.hidden = only !== "" && one.dataset.code !== only && one.dataset.kind !== only;
  }
  for (const fold of document.querySelectorAll("#findings :is(.weight, .part)")) {
    if (!(fold instanceof HTMLDetailsElement)) continue;
    fold.hidden = !fold.querySelector(".finding:not([hidden])");
    if (only !== "" && !fold.hidden) fold.open = true;
  }
}

/**
 * Go to a line of the text and choose it.
 * @param {HTMLTextAreaElement} field
 * @param {number} line
 */
function go(field, line) {
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  field.scrollTop = (field.scrollHeight / lines.length) * Math.max(0, line - 4);
}
