// @ts-check
/** Reads prepared acts from their bytes, signs them with a key of this browser, and hands them in. Any page may use it. */

import { actIdOf, parseBody } from "../record/body.js";
import { base64Of, fromBase64 } from "../record/bytes.js";
import { held, signedLeaf } from "./store.js";

/** @typedef {import("./store.js").Held} Held */
/** @typedef {{data: Uint8Array, body: any}} Prepared */
/** @typedef {{kid: string, account: string, org: string, post: string, types: string[]}} Asked */

/**
 * Read prepared acts from what the server sent.
 * @param {string[]} sent
 * @returns {Prepared[]}
 */
export function readAll(sent) {
  return sent.map((text) => {
    const data = fromBase64(text);
    return { data, body: parseBody(data) };
  });
}

/**
 * Whether prepared acts are those that were asked for: their types in order, for this key, this organisation and this post.
 * @param {Prepared[]} acts
 * @param {Asked} asked
 */
export function areAsked(acts, { kid, org, post, types }) {
  return acts.length === types.length && acts.every(({ body }, place) =>
    body.act.type === types[place] && body.device === kid && body.org === org && (body.act.actor ?? org) === org
    && (body.act.post ?? post) === post);
}

/**
 * Give a key of an account that this browser holds.
 * @param {string} account
 * @param {string} kid
 * @returns {Promise<Held | undefined>}
 */
export async function keyOf(account, kid) {
  return (await held(account)).find((one) => one.kid === kid);
}

/**
 * Sign acts with a key: gives each leaf in base64.
 * @param {Held} key
 * @param {Prepared[]} acts
 */
export async function signAll(key, acts) {
  const leaves = [];
  for (const { data } of acts) leaves.push(base64Of(await signedLeaf(key, actIdOf(data))));
  return leaves;
}

/**
 * Sign acts and hand them in without leaving the page. Gives what became of them, or what the server says against it.
 * @param {{address: string, token: string, key: Held, acts: Prepared[]}} given
 * @returns {Promise<{acts: {index: number, act_id: string, standing: string}[]} | {detail: string, taken: number}>}
 */
export async function handIn({ address, token, key, acts }) {
  const form = new FormData();
  for (const { data } of acts) form.append("body", base64Of(data));
  for (const leaf of await signAll(key, acts)) form.append("leaf", leaf);
  const answer = await fetch(address, {
    method: "POST", body: new URLSearchParams(/** @type {any} */ (form)), credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": token },
  });
  return answer.json();
}
