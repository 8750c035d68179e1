// @ts-check
/** A statement on the page: the verdict in a sentence, what is known of the act, and each step in plain words. */

import { momentOf } from "./cosigned.js";

/** @typedef {import("./statement.js").Statement} Statement */
/** @typedef {import("./folder.js").FolderStatement} FolderStatement */
/** @typedef {import("./statement.js").Step} Step */

const MOST_SHOWN = 50;
const MARKS = { yes: "✓", no: "✗", open: "?" };

/** The words of the page, by their codes; the page brings them along, so that they can be translated. */
export class Words {
  /** @param {HTMLTemplateElement} template */
  constructor(template) {
    /** @type {Map<string, string>} */
    this.all = new Map();
    for (const one of template.content.querySelectorAll("[data-word]")) {
      this.all.set(/** @type {HTMLElement} */ (one).dataset.word ?? "", (one.textContent ?? "").trim());
    }
  }

  /**
   * The first of these that there are words for, with the values put in.
   * @param {string[]} codes
   * @param {{[name: string]: string}} [values]
   */
  say(codes, values = {}) {
    const found = codes.find((code) => this.all.has(code));
    if (found === undefined) return codes[0];
    const none = this.all.get("nobody") ?? "";
    return (this.all.get(found) ?? "").replace(/\{([a-z_]+)\}/g, (_, name) => values[name] || none);
  }
}

/**
 * @param {string} name
 * @param {string} [classes]
 * @param {...(Node | string)} inside
 */
export function element(name, classes = "", ...inside) {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  made.append(...inside);
  return made;
}

/**
 * @param {Words} words
 * @param {"proof" | "folder"} kind
 * @param {Statement | FolderStatement} statement
 * @param {string} name of what was checked
 */
export function shown(words, kind, statement, name) {
  const { verdict, checks: steps } = statement;
  const say = (/** @type {string[]} */ ...codes) => words.say(codes);
  const ofHashes = steps.some((one) => one.step === "hashes");
  const isFork = steps.some((one) => one.because === "fork");
  const title = element("h2", "", say(`${kind}.title.${verdict}`, `title.${verdict}`));
  title.tabIndex = -1;
  const head = element("header", "", element("p", "kicker", name), title,
    element("p", "lead", say(...(isFork ? ["fork"] : []), ...(ofHashes ? [`hashes.${verdict}`] : []), `${kind}.${verdict}`)));
  const checked = steps.filter((one) => one.result !== "open");
  const lacking = steps.filter((one) => one.result === "open" && statement.lacking.includes(one.step));
  const open = steps.filter((one) => one.result === "open" && !lacking.includes(one));
  const box = element("article", `verdict is-${verdict}`, head);
  if (statement.training) box.append(element("p", "note", say("training")));
  if ("findings" in statement && statement.findings.length) box.append(findings(words, statement));
  if (lacking.length) box.append(element("section", "lacking", element("h3", "", say("lacking")), list(words, lacking)));
  box.append(facts(words, statement));
  const limits = [say("limit.truth"), say("limit.free"), say("limit.attachments"), say("limit.later")];
  box.append(element("div", "both", element("section", "", element("h3", "", say("checked")), list(words, checked)),
    element("section", "", element("h3", "", say("unchecked")), list(words, open, limits))));
  const raw = element("details", "", element("summary", "", say("raw")), element("pre", "", JSON.stringify(statement, null, 1)));
  box.append(raw);
  return box;
}

/**
 * @param {Words} words
 * @param {Step[]} steps
 * @param {string[]} [limits] what no program can check
 */
function list(words, steps, limits = []) {
  const items = steps.map(({ step, result, because, at }) => {
    const variant = because || at.grade || at.by || at.source || at.from || "";
    const text = element("span", "", words.say([`${step}.${result}.${variant}`, `${step}.${result}`], at));
    const said = [at.says, at.where && `${words.say(["where"])} ${at.where}`, at.expected && `${words.say(["expected"])} ${at.expected}`, at.got && `${words.say(["got"])} ${at.got}`];
    if (result === "no") said.filter(Boolean).forEach((line) => text.append(element("small", "", line)));
    return element("li", `is-${result}`, mark(words, result), text);
  });
  return element("ul", "step-list", ...items, ...limits.map((limit) => element("li", "is-open", mark(words, "open"), element("span", "", limit))));
}

/**
 * @param {Words} words
 * @param {"yes" | "no" | "open"} result
 */
function mark(words, result) {
  const sign = element("span", "sign", MARKS[result]);
  sign.ariaHidden = "true";
  return element("span", "", sign, element("span", "hidden", words.say([`mark.${result}`])));
}

/**
 * @param {Words} words
 * @param {Statement | FolderStatement} one
 */
function facts(words, one) {
  const rows = element("dl", "facts");
  const row = (/** @type {string} */ code, /** @type {string} */ value, /** @type {string} */ kind = "span") => {
    if (value) rows.append(element("div", "", element("dt", "", words.say([code])), element("dd", "", element(kind, "", value))));
  };
  row("fact.log", one.origin, "code");
  if ("leaves" in one) {
    row("fact.leaves", String(one.leaves));
    row("fact.signers", Object.entries(one.signers).map(([name, count]) => `${name} ${count}`).join(", "));
  }
  row("fact.act", one.body === "present" ? one.kind : "", "code");
  row("fact.id", one.act, "code");
  row("fact.signer", [one.organisation, one.signer && `${words.say(["key"])} ${one.signer}`].filter(Boolean).join(", "));
  const until = /^closed from ([0-9]+) on$/.exec(one.listed)?.[1];
  if (until || one.listed === "open") row("fact.listed", words.say([until ? "listed.closed" : "listed.open"], { until: until ?? "" }));
  if (one.index >= 0 && one.size >= 0) row("fact.place", words.say(["place"], { index: String(one.index), size: String(one.size) }));
  row("fact.grade", one.grade === "none" ? "" : words.say([`grade.${one.grade}`]));
  row("fact.at", one.claimed);
  if (one.seen?.size) row("fact.not_before", words.say(["seen"], { size: String(one.seen.size) }));
  if (one.not_after >= 0) row("fact.not_after", momentOf(BigInt(one.not_after)));
  if (one.checkpoint_age >= 0) row("fact.age", ago(words, one.checkpoint_age));
  row("fact.missing", one.witnesses.filter((by) => by.state !== "cosigned").map((by) => `${by.name} (${words.say([`cosigner.${by.state}`])})`).join(", "));
  return rows;
}

/**
 * @param {Words} words
 * @param {number} seconds
 */
function ago(words, seconds) {
  const [count, unit] = seconds < 7200 ? [seconds / 60, "minutes"] : seconds < 172800 ? [seconds / 3600, "hours"] : [seconds / 86400, "days"];
  return words.say([`age.${unit}`], { count: String(Math.max(0, Math.floor(count))) || "0" });
}

/**
 * @param {Words} words
 * @param {FolderStatement} statement
 */
function findings(words, { findings: all, more_findings: left }) {
  const part = element("div", "findings", element("h3", "", words.say(["findings"])));
  const items = all.slice(0, MOST_SHOWN).map((one) => {
    const place = one.index === null ? "" : ` · ${words.say(["entry"], { index: String(one.index) })}`;
    return element("li", "is-no", mark(words, "no"), element("span", "", one.says, element("small", "", element("code", "", one.file), place)));
  });
  part.append(element("ul", "step-list", ...items));
  const more = all.length - items.length + left;
  if (more) part.append(element("p", "quiet", words.say(["more"], { count: String(more) })));
  return part;
}
