// @ts-check
/**
 * Cosignatures: a time, and a signature over that time and the checkpoint. Ed25519 signs the text as it is; ML-DSA-44 signs the name of the
 * cosigner too, and of the text only origin, size and root.
 */

import { joined, numberOf, utf8 } from "./bytes.js";
import { must } from "./faults.js";
import { parseCheckpoint } from "./head.js";
import { SIGNATURE_LENGTH } from "./mldsa.js";

const LATEST = (1n << 63n) - 1n;
/** Seconds by which the clock of a cosigner may go before ours. */
export const MOST_AHEAD = 600n;

/**
 * Take the bytes behind the key id apart.
 * @param {Uint8Array} data
 * @param {number} [length] of the signature alone
 */
export function splitCosignature(data, length = 64) {
  must(data.length === 8 + length, "cosignature_length", `A cosignature has ${8 + length} bytes.`, { got: String(data.length) });
  const time = numberOf(data.subarray(0, 8));
  must(time <= LATEST, "cosignature_time", "This time is larger than a time may be.", { got: String(time) });
  return { time, signature: data.slice(8) };
}

/**
 * @param {string} text of the checkpoint, without signatures
 * @param {bigint} time seconds since 1970
 */
export const cosignedMessage = (text, time) => utf8(`cosignature/v1\ntime ${time}\n${text}`);

/** @param {Uint8Array} data */
export const splitMlDsa44 = (data) => splitCosignature(data, SIGNATURE_LENGTH);

/** @param {bigint} number below 2^64 */
const eightBytes = (number) => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, number);
  return bytes;
};

/**
 * What ML-DSA-44 signs: cosigner, time, and the tree from its first leaf on.
 * @param {string} text of the checkpoint, without signatures
 * @param {string} cosigner
 * @param {bigint} time
 */
export function subtreeMessage(text, cosigner, time) {
  const { origin, size, root } = parseCheckpoint(text);
  const [name, log] = [utf8(cosigner), utf8(origin)];
  must(name.length && name.length < 256 && log.length && log.length < 256, "cosignature_name", "A name or an origin is too long for this kind of key.");
  return joined(utf8("subtree/v1\n\0"), [name.length], name, eightBytes(time), [log.length], log, eightBytes(0n), eightBytes(size), root);
}

/**
 * Whether a time lies further ahead than clocks differ.
 * @param {bigint} time
 * @param {bigint} now
 */
export const tooFarAhead = (time, now) => time > now + MOST_AHEAD;
