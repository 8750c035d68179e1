// @ts-check
/** The body: an act with what the record needs beside it. */

import { fromHex, hexOf } from "./bytes.js";
import { must } from "./faults.js";
import { parse, write } from "./json.js";
import { sha256 } from "./sha2.js";
import { EMPTY_ROOT } from "./tree.js";

/** @typedef {import("./json.js").Value} Value */
/** @typedef {import("./json.js").JsonObject} JsonObject */
/** @typedef {{c: string, len: number, mt: string, n: string}} Attached */
/**
 * @typedef {{log: string, org: string, device: string, seq: number, prev: string, seen: {size: number, root: string}, at: string,
 *   act: JsonObject, att: Attached[], nonce: string}} Body
 */

const KEYS = ["act", "at", "att", "device", "log", "nonce", "org", "prev", "seen", "seq", "v"];
const MOMENT = /^([12]\d{3})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([+-])(\d\d):(\d\d)$/;
const LOG = /^[!#-*,-[\]-~]{1,255}$/;
const ORG = /^[a-z][a-z0-9_]{0,59}$/;
const KIND = /^[a-z][a-z0-9_.-]{0,63}$/;
const MEDIA = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;
const MOST_ATTACHED = 64;
/** A sealed attachment has its nonce and its tag at least. */
const LEAST_SEALED = 28;

/** @param {Uint8Array} data */
export const actIdOf = (data) => sha256(data);

/**
 * What an act says, as a digest: bodies with one matter say the same thing.
 * @param {JsonObject} act
 */
export const matterOf = (act) => sha256(write(act));

/**
 * @param {Uint8Array} data
 * @returns {Body}
 */
export function parseBody(data) {
  const all = parse(data);
  exactly(all, KEYS, "");
  must(all.v === 1, "body_version", "This body is of another version.", { where: "v", expected: "1", got: String(all.v) });
  const log = written(all.log, LOG, "log");
  const org = written(all.org, ORG, "org");
  const device = digits(all.device, 8, "device");
  const seq = count(all.seq, "seq");
  const prev = all.prev === "" ? "" : digits(all.prev, 32, "prev");
  must((seq === 0) === (prev === ""), "body_chain", "Only the first act of a key has none before it.", { where: "prev" });
  const seen = object(all.seen, "seen");
  exactly(seen, ["root", "size"], "seen");
  const size = count(seen.size, "seen.size");
  const root = digits(seen.root, 32, "seen.root");
  must(size > 0 || root === hexOf(EMPTY_ROOT), "body_seen", "The empty tree has another root.", { where: "seen.root" });
  const act = object(all.act, "act");
  must(typeof act.type === "string" && act.type !== "", "body_form", "An act has a type.", { where: "act.type" });
  must(Array.isArray(all.att), "body_form", "Here a list is due.", { where: "att" });
  must(all.att.length <= MOST_ATTACHED, "body_att", `An act has at most ${MOST_ATTACHED} attachments.`, { where: "att" });
  const att = all.att.map((one, at) => attached(one, `att[${at}]`));
  must(new Set(att.map((one) => one.c)).size === att.length, "body_att", "One attachment is named twice.", { where: "att" });
  const nonce = digits(all.nonce, 16, "nonce");
  return { log, org, device, seq, prev, seen: { size, root }, at: moment(all.at, "at"), act, att, nonce };
}

/**
 * @param {Value} value
 * @param {string} where
 * @returns {Attached}
 */
function attached(value, where) {
  const one = object(value, where);
  exactly(one, ["c", "len", "mt", "n"], where);
  const len = count(one.len, `${where}.len`);
  must(len >= LEAST_SEALED, "body_att", "This is shorter than any sealed attachment.", { where: `${where}.len`, got: String(len) });
  return { c: digits(one.c, 32, `${where}.c`), len, mt: written(one.mt, MEDIA, `${where}.mt`), n: written(one.n, KIND, `${where}.n`) };
}

/**
 * @param {JsonObject} value
 * @param {string[]} keys
 * @param {string} where
 */
export function exactly(value, keys, where) {
  const inside = where ? ` in ${where}` : "";
  for (const key of keys) must(key in value, "body_keys", `The key ${key} is missing${inside}.`, { where });
  for (const key of Object.keys(value)) must(keys.includes(key), "body_keys", `The key ${key} is not known${inside}.`, { where });
}

/**
 * @param {Value | undefined} value
 * @param {string} where
 */
export function object(value, where) {
  must(typeof value === "object" && !Array.isArray(value), "body_form", "Here an object is due.", { where });
  return value;
}

/**
 * A text in a form.
 * @param {Value | undefined} value
 * @param {RegExp} form
 * @param {string} where
 */
function written(value, form, where) {
  must(typeof value === "string" && form.test(value), "body_form", "This is not written as it has to be.", { where });
  return value;
}

/**
 * A text of one line that is not empty.
 * @param {Value | undefined} value
 * @param {string} where
 */
export function line(value, where) {
  must(typeof value === "string" && value !== "" && !/\p{Cc}/u.test(value), "body_form", "Here a text of one line is due.", { where });
  return value;
}

/**
 * @param {Value | undefined} value
 * @param {number} length in bytes
 * @param {string} where
 */
export function digits(value, length, where) {
  must(typeof value === "string", "body_form", "Here a text is due.", { where });
  fromHex(value, length, where);
  return value;
}

/**
 * @param {Value | undefined} value
 * @param {string} where
 */
export function count(value, where) {
  must(typeof value === "number" && value >= 0, "body_form", "Here a whole number from 0 on is due.", { where });
  return value;
}

/**
 * A moment with seconds and its offset, on a day that exists.
 * @param {Value | undefined} value
 * @param {string} where
 */
export function moment(value, where) {
  const found = typeof value === "string" ? MOMENT.exec(value) : null;
  must(typeof value === "string" && found, "body_moment", "Here a moment such as 2026-11-23T10:00:00+02:00 is due.", { where });
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const sound = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    && hour < 24 && minute < 60 && second < 60 && Number(found[8]) <= 14 && Number(found[9]) < 60 && !value.endsWith("-00:00");
  must(sound, "body_moment", "There is no such moment.", { where });
  return value;
}
