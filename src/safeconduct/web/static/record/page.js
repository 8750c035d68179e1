// @ts-check
/**
 * The page on which anyone checks the record. Files are read where they are; nothing is sent anywhere. An address is asked only when
 * somebody typed it.
 */

import { attempt, Bad, must } from "./faults.js";
import { droppedFiles, folderIn, fromAddress, fromFiles, fromZip, kindOf } from "./files.js";
import { verifyFolder } from "./folder.js";
import { parseProof } from "./proof.js";
import { element, shown, Words } from "./show.js";
import { verifyProof } from "./verify.js";
import { digestFrom } from "./words.js";

/** @typedef {import("./files.js").Kind} Kind */
/** @typedef {import("./folder.js").Fetch} Fetch */
/** @typedef {{name: string, kind: Kind, data: Uint8Array}} Given */

const LARGEST = 512 * 1024 * 1024;

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.check"));
if (form) begin(form);

/** @param {HTMLFormElement} form */
function begin(form) {
  const words = new Words(/** @type {HTMLTemplateElement} */ (document.getElementById("words")));
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (form.querySelector(`[data-part=${name}]`));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const results = /** @type {HTMLElement} */ (document.getElementById("results"));
  const status = /** @type {HTMLElement} */ (document.querySelector(".check-status"));
  const progress = /** @type {HTMLProgressElement} */ (document.querySelector(".check-progress"));
  const zone = part("zone");
  /** @type {Given[]} */
  let given = [];
  /** @type {Map<string, File>} */
  let folder = new Map();
  let running = 0;
  form.hidden = false;

  for (const name of ["files", "folder"]) {
    field(name).addEventListener("change", async () => {
      const chosen = [...(field(name).files ?? [])];
      field(name).value = "";
      await take(new Map(chosen.map((file) => [file.webkitRelativePath || file.name, file])));
    });
  }
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) zone.classList.remove("is-over");
  });
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    if (event.dataTransfer) await take(await droppedFiles(event.dataTransfer));
  });
  form.addEventListener("reset", () => {
    running++;
    given = [];
    folder = new Map();
    list();
    results.replaceChildren();
    status.textContent = "";
    progress.hidden = true;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const mine = ++running;
    results.replaceChildren();
    status.textContent = words.say(["working"]);
    const { value, fault } = await attempt(() => check((done, all) => {
      if (mine !== running) throw new Bad("stopped", "stopped");
      progress.hidden = false;
      progress.max = all;
      progress.value = done;
      return new Promise((go) => setTimeout(go));
    }));
    if (mine !== running) return;
    progress.hidden = true;
    status.textContent = fault ? [words.say([fault.code]) === fault.code ? fault.message : words.say([fault.code]), fault.where, fault.got].filter(Boolean).join(" · ") : "";
    results.replaceChildren(...(value ?? []));
    results.querySelector("h2")?.focus();
  });

  /**
   * Keep what was given; files that belong to a published log are a folder.
   * @param {Map<string, File>} files
   */
  async function take(files) {
    const log = folderIn(files.keys());
    const whole = log !== null && [...files.keys()].some((path) => path.startsWith(`${log}tile/`));
    if (whole) folder = files;
    for (const [name, file] of files) {
      if ((whole && name.startsWith(log)) || file.size > LARGEST) continue;
      const data = new Uint8Array(await file.arrayBuffer());
      given = [...given.filter((one) => one.name !== name), { name, kind: await kindOf(data), data }];
    }
    list();
  }

  function list() {
    const items = given.map(({ name, kind }) => element("li", kind === "unknown" ? "is-unknown" : "", element("bdi", "", name), element("span", "quiet", words.say([`kind.${kind}`]))));
    if (folder.size) items.push(element("li", "", element("bdi", "", (folderIn(folder.keys()) ?? "").replace(/\/$/, "") || "…"), element("span", "quiet", words.say(["kind.folder"], { count: String(folder.size) }))));
    part("given").replaceChildren(...items);
  }

  /**
   * Check everything that was given. Gives what is to be shown.
   * @param {(done: number, all: number) => Promise<void>} tick
   */
  async function check(tick) {
    const last = (/** @type {Kind} */ kind) => given.findLast((one) => one.kind === kind)?.data;
    const typed = field("digest").value.trim();
    const digest = typed ? digestFrom(typed) : undefined;
    const address = field("address").value.trim();
    const zip = last("zip");
    const fetch = address ? fromAddress(address) : folder.size ? fromFiles(folder) : zip ? fromZip(zip) : null;
    const proofs = given.filter((one) => one.kind === "proof");
    must(fetch || proofs.length, "nothing_given", "There is nothing to check yet.");
    const [policy, body, keys] = [last("policy"), last("body"), last("keys") ?? (await fetch?.("keys")) ?? undefined];
    const genesis = last("genesis") ?? (digest && (await fetch?.("genesis"))) ?? undefined;
    const own = fetch && !digest && !policy ? await fetch("policy") : null;
    const sealed = own && (await fetch?.("policy-sealed"));
    const trust = digest && genesis ? { digest, genesis } : !digest && policy ? { policy } : own ? { policy: own, ...(sealed && { sealed }), own: true } : undefined;
    must(trust || (fetch && !proofs.length), digest ? "genesis_missing" : "trust_missing", "There is nothing to check it against.");
    const made = [];
    for (const { name, data } of proofs) {
      if (trust) made.push(shown(words, "proof", await verifyProof({ proof: data, trust, keys, body }), name));
    }
    if (fetch) {
      const notes = given.filter((one) => one.kind === "checkpoint").map((one) => one.data);
      for (const { data } of proofs) {
        const { value } = await attempt(() => parseProof(data));
        if (value) notes.push(value.note);
      }
      const statement = await verifyFolder(fetch, { trust, digest, body, keys, notes, progress: tick });
      made.push(shown(words, "folder", statement, address || words.say(["the_folder"])));
    }
    return made;
  }
}
