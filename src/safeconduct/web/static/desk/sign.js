// @ts-check
/** What is about to be signed, read from its bytes; then the signatures, made here. */

import { areAsked, keyOf, readAll, signAll } from "./handing.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-kid]"));
const place = /** @type {HTMLElement} */ (document.querySelector("[data-part=acts]"));
const wrong = /** @type {HTMLElement} */ (document.querySelector("[data-part=wrong]"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const labels = JSON.parse(document.getElementById("labels")?.textContent ?? "{}");

/**
 * What it is comes first, then its own fields, then those that every act has.
 * @param {string} name
 */
function rank(name) {
  const place = (labels.last ?? []).indexOf(name);
  return name === "type" ? -2 : place;
}

/** @param {string | undefined} said */
function refuse(said) {
  wrong.textContent = said ?? "";
  wrong.hidden = false;
}

/**
 * @param {HTMLElement} list
 * @param {string} type
 * @param {string} name
 * @param {unknown} value
 */
function fact(list, type, name, value) {
  const [term, told] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = labels.fields?.[type]?.[name] ?? labels.fields?.[""]?.[name] ?? name;
  for (const one of Array.isArray(value) ? value : [value]) {
    const text = document.createElement("bdi");
    text.textContent = typeof one === "string" ? one : JSON.stringify(one);
    if (told.childNodes.length) told.append(document.createElement("br"));
    told.append(text);
    // A name from the server stands beside what is signed, never in its place.
    const called = labels.names?.[`${type} ${name}`]?.[text.textContent];
    if (called) {
      const beside = document.createElement("span");
      beside.className = "hint";
      beside.textContent = ` · ${called}`;
      told.append(beside);
    }
  }
  list.append(term, told);
}

try {
  const sent = [.../** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[name=body]"))];
  const acts = readAll(sent.map((one) => one.value));
  for (const { body } of acts) {
    const list = document.createElement("dl");
    list.className = "facts";
    list.dataset.part = "facts";
    for (const name of Object.keys(body.act).sort((one, other) => rank(one) - rank(other))) {
      fact(list, body.act.type, name, body.act[name]);
    }
    fact(list, "", "log", body.log);
    fact(list, "", "at", body.at);
    place.append(list);
  }
  const { kid = "", account = "", org = "", post = "", types = "" } = form.dataset;
  const key = await keyOf(account, kid);
  if (!areAsked(acts, { kid, account, org, post, types: types.split(" ") })) refuse(form.dataset.other);
  else if (!key) refuse(form.dataset.missing);
  else {
    button.disabled = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      for (const leaf of await signAll(key, acts)) {
        const field = document.createElement("input");
        [field.type, field.name, field.value] = ["hidden", "leaf", leaf];
        form.append(field);
      }
      form.submit();
    });
  }
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error));
}
