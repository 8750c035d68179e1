// @ts-check
/** The leaf: a signature over the digest of a body, in one fixed form. It is compared byte by byte; nothing is decoded. */

import { fromHex, joined, same, utf8 } from "./bytes.js";
import { verify } from "./ed25519.js";
import { must } from "./faults.js";
import { sha256 } from "./sha2.js";

export const LENGTH = 146;
const BEGIN = fromHex("d2845829" + "a4" + "0127" + "0448");
const REST_OF_HEADER = joined(fromHex("1901022f" + "19010374"), utf8("application/act+json"));
const BEFORE_PAYLOAD = fromHex("a0" + "5820");
const BEFORE_SIGNATURE = fromHex("5840");
const CONTEXT = joined(fromHex("846a"), utf8("Signature1"), fromHex("5829"));
const BEFORE_DIGEST = fromHex("405820");

/** @typedef {{kid: Uint8Array, actId: Uint8Array, signature: Uint8Array, header: Uint8Array}} Leaf */

/**
 * @param {Uint8Array} data
 * @returns {Leaf}
 */
export function parseLeaf(data) {
  must(data.length === LENGTH, "leaf_length", "A leaf has 146 bytes.", { expected: String(LENGTH), got: String(data.length) });
  let at = 0;
  const take = (/** @type {number} */ length) => data.slice(at, (at += length));
  const fixed = (/** @type {Uint8Array} */ due, /** @type {string} */ what) => {
    const where = `byte ${at}`;
    must(same(take(due.length), due), "leaf_form", `${what} of this leaf is not as it has to be.`, { where });
  };
  fixed(BEGIN, "The beginning");
  const kid = take(8);
  fixed(REST_OF_HEADER, "The protected header");
  fixed(BEFORE_PAYLOAD, "What stands before the digest");
  const actId = take(32);
  fixed(BEFORE_SIGNATURE, "What stands before the signature");
  return { kid, actId, signature: take(64), header: data.slice(4, 45) };
}

/**
 * The name of a key: the first 8 bytes of its hash.
 * @param {Uint8Array} key
 */
export const kidOf = (key) => sha256(key).slice(0, 8);

/**
 * The bytes that are signed.
 * @param {Leaf} leaf
 */
export const toSign = ({ header, actId }) => joined(CONTEXT, header, BEFORE_DIGEST, actId);

/**
 * Whether a key signed this leaf.
 * @param {Uint8Array} key
 * @param {Leaf} leaf
 */
export async function verifyLeaf(key, leaf) {
  return same(kidOf(key), leaf.kid) && verify(key, toSign(leaf), leaf.signature);
}

/**
 * The protected header for a key.
 * @param {string} kid
 */
const headerFor = (kid) => joined(BEGIN.slice(4), fromHex(kid, 8, "kid"), REST_OF_HEADER);

/**
 * The bytes that a key signs for an act.
 * @param {string} kid
 * @param {Uint8Array} actId
 */
export const toSignFor = (kid, actId) => joined(CONTEXT, headerFor(kid), BEFORE_DIGEST, actId);

/**
 * Put a leaf together.
 * @param {string} kid
 * @param {Uint8Array} actId
 * @param {Uint8Array} signature
 */
export const leafOf = (kid, actId, signature) =>
  joined(BEGIN.slice(0, 4), headerFor(kid), BEFORE_PAYLOAD, actId, BEFORE_SIGNATURE, signature);
