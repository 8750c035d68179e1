// @ts-check
/**
 * ML-DSA-44 signatures (FIPS 204), where the browser knows them. Nothing of the record depends on them, so there is no arithmetic of our
 * own for the others: what a browser cannot check is said not to be checked.
 */

/** Bytes of a public key and of a signature. */
export const PUBLIC_LENGTH = 1312;
export const SIGNATURE_LENGTH = 2420;
const NAME = "ML-DSA-44";

/** @type {Promise<boolean> | undefined} */
let offered;

/** Whether this browser checks such signatures. */
export function offersMlDsa44() {
  // Any bytes of this length are a key, as far as its form goes.
  offered ??= keyOf(new Uint8Array(PUBLIC_LENGTH)).then(() => true, () => false);
  return offered;
}

/** @param {Uint8Array} key */
const keyOf = async (key) => crypto.subtle.importKey(/** @type {"raw"} */ ("raw-public"), new Uint8Array(key), NAME, false, ["verify"]);

/**
 * Whether a signature with an empty context is accepted. To be asked only where the browser offers it.
 * @param {Uint8Array} key
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
export async function verifyMlDsa44(key, message, signature) {
  if (key.length !== PUBLIC_LENGTH || signature.length !== SIGNATURE_LENGTH) return false;
  return crypto.subtle.verify(NAME, await keyOf(key), new Uint8Array(signature), new Uint8Array(message));
}
