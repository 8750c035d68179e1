// @ts-check
/** Attachments: what is said about a person, sealed, and bound to a body by a commitment. */

import { joined, same, utf8 } from "./bytes.js";
import { Bad, must } from "./faults.js";
import { sha256 } from "./sha2.js";

const LABEL = utf8("att/v1");
const NONCE = 12;
const TAG = 16;

/**
 * The commitment that stands in the body.
 * @param {Uint8Array} salt 32 bytes
 * @param {Uint8Array} sealed nonce and ciphertext
 * @param {Uint8Array} plain
 */
export function commitmentOf(salt, sealed, plain) {
  return sha256(joined(LABEL, salt, sha256(sealed), sha256(plain)));
}

/**
 * Open an attachment, and check it against its commitment.
 * @param {Uint8Array} key 32 bytes
 * @param {Uint8Array} salt 32 bytes
 * @param {Uint8Array} sealed nonce and ciphertext
 * @param {Uint8Array} commitment 32 bytes
 */
export async function openAttachment(key, salt, sealed, commitment) {
  must(key.length === 32 && salt.length === 32 && commitment.length === 32, "attachment_length", "Key, salt and commitment have 32 bytes each.");
  must(sealed.length >= NONCE + TAG, "attachment_length", "This is shorter than any sealed attachment.");
  const own = (/** @type {Uint8Array} */ data) => new Uint8Array(data);
  let plain;
  try {
    const imported = await crypto.subtle.importKey("raw", own(key), "AES-GCM", false, ["decrypt"]);
    const how = { name: "AES-GCM", iv: own(sealed.subarray(0, NONCE)), additionalData: own(LABEL) };
    plain = new Uint8Array(await crypto.subtle.decrypt(how, imported, own(sealed.subarray(NONCE))));
  } catch {
    throw new Bad("attachment_sealed", "This attachment does not open with this key.");
  }
  must(same(commitmentOf(salt, sealed, plain), commitment), "attachment_commitment", "This attachment is not the one that the body names.");
  return plain;
}
