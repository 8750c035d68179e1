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
  old.replaceChildren(...fresh.childNodes);
  const pane = old.querySelector(".pane");
  if (pane) pane.scrollLeft = across;
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
