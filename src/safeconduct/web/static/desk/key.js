// @ts-check
/** The page on which a key is made. */

import { held, makeKey, proofOf } from "./store.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-origin]"));
const state = /** @type {HTMLElement} */ (document.querySelector("[data-part=state]"));
const { account = "", origin = "", org = "" } = form.dataset;

try {
  const keys = await held(account);
  state.textContent = keys.length ? `${form.dataset.there} ${keys.map((key) => key.kid).join(", ")}` : form.dataset.none ?? "";
  await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
  form.hidden = false;
} catch {
  state.textContent = form.dataset.cannot ?? "";
}

form.addEventListener("submit", async (sent) => {
  sent.preventDefault();
  const key = (await held(account))[0] ?? await makeKey(account);
  /** @type {HTMLInputElement} */ (form.elements.namedItem("public")).value = key.public;
  /** @type {HTMLInputElement} */ (form.elements.namedItem("proof")).value = await proofOf(key, origin, org);
  form.submit();
});
