// @ts-check
/** What is about to be signed, read from its bytes; then the signature, made here. */

import { actIdOf, parseBody } from "../record/body.js";
import { base64Of, fromBase64 } from "../record/bytes.js";
import { held, signedLeaf } from "./store.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-kid]"));
const facts = /** @type {HTMLElement} */ (document.querySelector("[data-part=facts]"));
const wrong = /** @type {HTMLElement} */ (document.querySelector("[data-part=wrong]"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const labels = JSON.parse(document.getElementById("labels")?.textContent ?? "{}");
const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

/** @param {string | undefined} said */
function refuse(said) {
  wrong.textContent = said ?? "";
  wrong.hidden = false;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function fact(name, value) {
  const [term, told] = [document.createElement("dt"), document.createElement("dd")];
  const text = document.createElement("bdi");
  term.textContent = labels.fields?.[name] ?? name;
  text.textContent = typeof value === "string" ? value : JSON.stringify(value);
  told.append(text);
  // A name from the server stands beside what is signed, never in its place.
  const called = typeof value === "string" ? labels.names?.[value] : undefined;
  if (called) {
    const beside = document.createElement("span");
    beside.className = "hint";
    beside.textContent = ` · ${called}`;
    told.append(beside);
  }
  facts.append(term, told);
}

const data = fromBase64(field("body").value);
try {
  const body = parseBody(data);
  for (const [name, value] of Object.entries(body.act)) fact(name, value);
  fact("log", body.log);
  fact("at", body.at);
  const { kid, account = "", org, type, about } = form.dataset;
  const asked = body.act.type === type && Object.values(body.act).includes(about ?? "") && body.device === kid && body.org === org;
  const key = (await held(account)).find((one) => one.kid === kid);
  if (!asked) refuse(form.dataset.other);
  else if (!key) refuse(form.dataset.missing);
  else {
    button.disabled = false;
    form.addEventListener("submit", async (sent) => {
      sent.preventDefault();
      button.disabled = true;
      field("leaf").value = base64Of(await signedLeaf(key, actIdOf(data)));
      form.submit();
    });
  }
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error));
}
