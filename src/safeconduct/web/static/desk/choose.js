// @ts-check
/** Offers only the keys that this browser holds, where it holds one. */

import { held } from "./store.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-account]"));
const select = /** @type {HTMLSelectElement | null} */ (form?.elements.namedItem("kid"));
if (form && select) {
  const here = new Set((await held(form.dataset.account ?? "")).map((key) => key.kid));
  const options = [...select.options].filter((option) => here.has(option.value) || option.dataset.by === "server");
  if (options.length) select.replaceChildren(...options);
  else /** @type {HTMLElement} */ (form.querySelector("[data-part=here]")).hidden = false;
}
