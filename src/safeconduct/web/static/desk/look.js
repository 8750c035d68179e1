// @ts-check
/** Says in the record that somebody looks, with a key of this browser, and goes on to what is looked at. */

import { areAsked, handIn, keyOf, readAll } from "./handing.js";

const place = /** @type {HTMLElement} */ (document.querySelector("[data-look]"));
const wrong = /** @type {HTMLElement} */ (document.querySelector("[data-part=wrong]"));
/** @type {{kid: string, body: string}[]} */
const sent = JSON.parse(document.getElementById("sent")?.textContent ?? "[]");
const { address = "", token = "", account = "", org = "", post = "", type = "", next = "" } = place.dataset;

/** @param {string | undefined} said */
function refuse(said) {
  wrong.textContent = said ?? "";
  wrong.hidden = false;
  place.hidden = true;
}

/** Sign the look with the first key that this browser holds. Gives whether it stands in the record. */
async function say() {
  for (const { kid, body } of sent) {
    const key = await keyOf(account, kid);
    if (!key) continue;
    const acts = readAll([body]);
    if (!areAsked(acts, { kid, account, org, post, types: [type] })) return refuse(place.dataset.other);
    const answer = await handIn({ address, token, key, acts });
    return "acts" in answer ? location.replace(next) : refuse(answer.detail);
  }
  return refuse(place.dataset.missing);
}

try {
  await say();
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error));
}
