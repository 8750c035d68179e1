// @ts-check
/** What a reader brings along: what each file is, and where the files of a folder come from. */

import { textOf } from "./bytes.js";
import { attempt, Bad, must } from "./faults.js";
import { parse } from "./json.js";
import { FIRST_LINE } from "./proof.js";
import { isZip, listZip, unzip } from "./zip.js";

/** @typedef {"proof" | "genesis" | "keys" | "body" | "policy" | "checkpoint" | "zip" | "unknown"} Kind */
/** @typedef {import("./folder.js").Fetch} Fetch */

const MOST_LIST = 16_000_000;
const PAGE_MOST = 64 * 1024 * 1024;

/**
 * Tell what a file is by what stands in it; its name does not count.
 * @param {Uint8Array} data
 * @returns {Promise<Kind>}
 */
export async function kindOf(data) {
  if (isZip(data)) return "zip";
  const { value: text } = await attempt(() => textOf(data.subarray(0, MOST_LIST)));
  if (text === undefined) return "unknown";
  if (text.startsWith(`${FIRST_LINE}\n`)) return "proof";
  if (text.startsWith("{")) return objectKind(data.at(-1) === 0x0a ? data.subarray(0, -1) : data);
  if (/^[ \t]*quorum[ \t]/m.test(text)) return "policy";
  return /\n\n(?:\u2014 [^\n]+\n)+$/.test(text) ? "checkpoint" : "unknown";
}

/**
 * @param {Uint8Array} data
 * @returns {Promise<Kind>}
 */
async function objectKind(data) {
  const { value } = await attempt(() => parse(data, { most: MOST_LIST }));
  if (!value) return "unknown";
  if (value.type === "genesis.signed/1") return "genesis";
  if (Array.isArray(value.keys)) return "keys";
  const act = value.act;
  if (typeof act === "object" && !Array.isArray(act) && "nonce" in value) return act.type === "genesis.signed/1" ? "genesis" : "body";
  return "unknown";
}

/**
 * The one folder of a published log among paths: where its `checkpoint` lies, with the closing slash. Null where there is none.
 * @param {Iterable<string>} paths
 */
export function folderIn(paths) {
  const found = [...paths].filter((path) => path === "checkpoint" || path.endsWith("/checkpoint")).map((path) => path.slice(0, -"checkpoint".length));
  return found.sort((a, b) => a.length - b.length)[0] ?? null;
}

/**
 * Read a folder from files that the reader chose.
 * @param {Map<string, File>} files by their paths
 * @returns {Fetch | null}
 */
export function fromFiles(files) {
  const folder = folderIn(files.keys());
  if (folder === null) return null;
  return async (path) => {
    const file = files.get(folder + path);
    return file ? new Uint8Array(await file.arrayBuffer()) : null;
  };
}

/**
 * Read a folder from a zip.
 * @param {Uint8Array} data
 * @returns {Fetch}
 */
export function fromZip(data) {
  const files = listZip(data);
  const folder = folderIn(files.keys());
  if (folder === null) throw new Bad("zip_no_log", "There is no published log in this zip: no file is called checkpoint.");
  return async (path) => {
    const file = files.get(folder + path);
    return file ? unzip(data, file, folder + path) : null;
  };
}

/**
 * Read a folder from an address.
 * @param {string} address
 * @param {(url: URL) => Promise<Response>} [get]
 * @returns {Fetch}
 */
export function fromAddress(address, get = plainly) {
  let base;
  try {
    base = new URL(address.endsWith("/") ? address : `${address}/`);
  } catch {
    throw new Bad("address", "This is no address of a folder. It begins with https://", { got: address });
  }
  must(base.protocol === "https:" || base.protocol === "http:", "address", "This is no address of a folder. It begins with https://", { got: address });
  return async (path) => {
    let answer;
    try {
      answer = await get(new URL(path, base));
    } catch {
      throw new Bad("address_silent", "This address does not answer here. Its server may be down, or may not let other pages read it. Download the folder and choose it instead.", { where: path });
    }
    if (answer.status === 404 || answer.status === 410) return null;
    must(answer.ok, "address_refused", "This address does not give the file.", { where: path, got: String(answer.status) });
    const data = new Uint8Array(await answer.arrayBuffer());
    must(data.length <= PAGE_MOST, "address_large", "This file is too large to be read here.", { where: path });
    return data;
  };
}

/** @param {URL} url */
const plainly = (url) => fetch(url, { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });

/**
 * All files of what was dropped, with their paths; folders are gone through.
 * @param {DataTransfer} dropped
 * @returns {Promise<Map<string, File>>}
 */
export async function droppedFiles(dropped) {
  // The list of what was dropped is emptied as soon as this function waits, so everything is taken from it at once.
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...dropped.files];
  /** @type {Map<string, File>} */
  const files = new Map();
  if (!entries.some((entry) => entry?.isDirectory)) {
    for (const file of plain) files.set(file.name, file);
    return files;
  }
  const waiting = [...entries];
  while (waiting.length) {
    const entry = waiting.pop();
    if (entry?.isFile) {
      const file = await new Promise((give, fail) => /** @type {FileSystemFileEntry} */ (entry).file(give, fail));
      files.set(entry.fullPath.replace(/^\//, ""), file);
    } else if (entry?.isDirectory) {
      waiting.push(...(await inside(/** @type {FileSystemDirectoryEntry} */ (entry))));
    }
  }
  return files;
}

/** @param {FileSystemDirectoryEntry} folder */
async function inside(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((give, fail) => reader.readEntries(give, fail));
    if (!some.length) return all;
    all.push(...some);
  }
}
