// @ts-check
/** The keys of this browser: made here, kept in its own database, and never given out. */

import { hexOf, utf8 } from "../record/bytes.js";
import { kidOf, leafOf, toSignFor } from "../record/leaf.js";

const NAME = "safeconduct";
const KEYS = "keys";

/** @typedef {{kid: string, account: string, public: string, secret: CryptoKey}} Held */

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(KEYS, { keyPath: "kid" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(keys: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function asked(mode, ask) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const inside = database.transaction(KEYS, mode, { durability: "strict" });
      const request = ask(inside.objectStore(KEYS));
      inside.oncomplete = () => done(request.result);
      inside.onabort = inside.onerror = () => failed(inside.error);
    });
  } finally {
    database.close();
  }
}

/**
 * Give the keys that this browser holds for an account.
 * @param {string} account
 * @returns {Promise<Held[]>}
 */
export async function held(account) {
  const all = /** @type {Held[]} */ (await asked("readonly", (keys) => keys.getAll()));
  return all.filter((one) => one.account === account);
}

/**
 * Make a key that cannot be taken out, keep it, and ask the browser not to throw it away.
 * @param {string} account
 * @returns {Promise<Held>}
 */
export async function makeKey(account) {
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]));
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const made = { kid: hexOf(kidOf(raw)), account, public: hexOf(raw), secret: pair.privateKey };
  await asked("readwrite", (keys) => keys.put(made));
  await navigator.storage?.persist?.();
  return made;
}

/**
 * Sign the lines that show that somebody holds a key.
 * @param {Held} key
 * @param {string} origin
 * @param {string} org
 */
export async function proofOf(key, origin, org) {
  const lines = utf8(`safeconduct key/v1\n${origin}\n${org}\nofficer\n${key.public}\n`);
  return hexOf(new Uint8Array(await crypto.subtle.sign("Ed25519", key.secret, lines)));
}

/**
 * Sign a body: gives the leaf.
 * @param {Held} key
 * @param {Uint8Array} actId
 */
export async function signedLeaf(key, actId) {
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key.secret, toSignFor(key.kid, actId)));
  return leafOf(key.kid, actId, signature);
}

