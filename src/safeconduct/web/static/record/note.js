// @ts-check
/** Signed notes: a text, an empty line, and lines of signatures. Only what a known key has signed is believed. */

import { base64Of, fromBase64, fromHex, hexOf, joined, same, textOf, utf8 } from "./bytes.js";
import { cosignedMessage, splitCosignature, splitMlDsa44, subtreeMessage } from "./cosignature.js";
import { verify } from "./ed25519.js";
import { attempt, Bad, must } from "./faults.js";
import { offersMlDsa44, PUBLIC_LENGTH, verifyMlDsa44 } from "./mldsa.js";
import { sha256 } from "./sha2.js";

const MOST_BYTES = 1_000_000;
const MOST_LINES = 100;
const SPACE_OR_PLUS = /[\p{White_Space}+]/u;

/** What a kind of key signs: a note itself, or a checkpoint together with a time. */
export const PLAIN = 1;
export const COSIGNATURE = 4;
export const ML_DSA_44 = 6;
const KEY_LENGTHS = new Map([[PLAIN, 32], [COSIGNATURE, 32], [ML_DSA_44, PUBLIC_LENGTH]]);

/** @typedef {{name: string, keyId: Uint8Array, kind: number, key: Uint8Array}} Verifier */
/** @typedef {{name: string, keyId: Uint8Array, signature: Uint8Array}} Line */
/** @typedef {{verifier: Verifier, time: bigint | null}} Signed who signed, and when as far as the line says so */
/** @typedef {{text: string, verified: Signed[], unchecked: Verifier[], unknown: Line[]}} Opened */

/**
 * The recommended id of a key; here no other is taken.
 * @param {string} name
 * @param {number} kind
 * @param {Uint8Array} key
 */
export const keyIdOf = (name, kind, key) => sha256(joined(utf8(name), [0x0a, kind], key)).slice(0, 4);

/** @param {string} name */
function properName(name) {
  must(name !== "" && !SPACE_OR_PLUS.test(name) && !/\p{Cc}/u.test(name), "key_name", "The name of a key has spaces or a plus sign, or is empty.",
    { got: name });
  return name;
}

/**
 * Read a verifier key: name, id, and kind with the public key.
 * @param {string} text
 * @returns {Verifier}
 */
export function parseVkey(text) {
  const found = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text);
  must(found, "vkey_form", "This is no verifier key.", { got: text.slice(0, 80) });
  const name = properName(found[1]);
  const data = fromBase64(found[3], undefined, name);
  const [kind, key] = [data[0], data.slice(1)];
  must(KEY_LENGTHS.has(kind), "vkey_kind", "This kind of key is not known.", { where: name, got: String(kind) });
  must(key.length === KEY_LENGTHS.get(kind), "vkey_length", "This key has a wrong length.", { where: name, got: String(key.length) });
  must(same(keyIdOf(name, kind, key), fromHex(found[2])), "vkey_id", "The id of this key does not fit it.", { where: name });
  return { name, keyId: fromHex(found[2]), kind, key };
}

/** @param {Verifier} verifier */
export function writeVkey({ name, keyId, kind, key }) {
  return `${name}+${hexOf(keyId)}+${base64Of(joined([kind], key))}`;
}

/**
 * Take a line of a signature apart.
 * @param {string} line without its newline
 * @returns {Line}
 */
export function parseSignatureLine(line) {
  const parts = line.split(" ");
  must(parts.length === 3 && parts[0] === "\u2014", "note_line", "This is no line of a signature.", { got: line.slice(0, 80) });
  const name = properName(parts[1]);
  const data = fromBase64(parts[2], undefined, name);
  must(data.length > 4, "note_line", "This signature is too short.", { where: name });
  return { name, keyId: data.slice(0, 4), signature: data.slice(4) };
}

/**
 * Take a note apart; nothing is verified yet.
 * @param {Uint8Array} data
 */
export function splitNote(data) {
  must(data.length <= MOST_BYTES, "note_too_long", "This note is too long.");
  const whole = textOf(data, "note");
  must(!/[\u0000-\u0009\u000b-\u001f]/.test(whole), "note_control", "This note holds control characters.");
  must(whole.endsWith("\n"), "note_form", "The last line of this note is not ended.");
  const at = whole.lastIndexOf("\n\n");
  must(at >= 0, "note_form", "This note has no empty line before its signatures.");
  const lines = whole.slice(at + 2, -1).split("\n");
  must(lines[0] !== "", "note_form", "This note has no signature.");
  must(lines.length <= MOST_LINES, "note_too_long", `This note has more than ${MOST_LINES} signatures.`);
  return { text: whole.slice(0, at + 1), lines: lines.map(parseSignatureLine) };
}

/**
 * Open a note with the keys that are known. Refused as a whole where a line of a known key does not verify, or no known key signed.
 * @param {Uint8Array} data
 * @param {Verifier[]} verifiers
 * @returns {Promise<Opened>}
 */
export async function openNote(data, verifiers) {
  const { text, lines } = splitNote(data);
  /** @type {Opened} */
  const opened = { text, verified: [], unchecked: [], unknown: [] };
  for (const line of lines) {
    const known = verifiers.find((one) => one.name === line.name && same(one.keyId, line.keyId));
    if (!known) {
      opened.unknown.push(line);
    } else if (known.kind === ML_DSA_44 && !(await offersMlDsa44())) {
      if (!opened.unchecked.includes(known)) opened.unchecked.push(known);
    } else {
      const time = await timeOf(known, line, text);
      const before = opened.verified.find((one) => one.verifier === known);
      if (!before) opened.verified.push({ verifier: known, time });
      else if (time !== null && before.time !== null && time > before.time) before.time = time;
    }
  }
  must(opened.verified.length, "note_unverified", "No key that is known here has signed this note.");
  return opened;
}

/**
 * @param {Verifier} verifier
 * @param {Line} line
 * @param {string} text
 */
async function timeOf(verifier, line, text) {
  const refused = new Bad("note_signature", "The signature of a known key does not fit this text.", { where: verifier.name });
  if (verifier.kind === PLAIN) {
    if (!(await verify(verifier.key, utf8(text), line.signature))) throw refused;
    return null;
  }
  if (verifier.kind === ML_DSA_44) {
    const { value } = await attempt(() => {
      const split = splitMlDsa44(line.signature);
      return { ...split, message: subtreeMessage(text, verifier.name, split.time) };
    });
    if (!value || !(await verifyMlDsa44(verifier.key, value.message, value.signature))) throw refused;
    return value.time;
  }
  const { value } = await attempt(() => splitCosignature(line.signature));
  if (!value || !(await verify(verifier.key, cosignedMessage(text, value.time), value.signature))) throw refused;
  return value.time;
}
