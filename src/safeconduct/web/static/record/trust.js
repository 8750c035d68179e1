// @ts-check
/**
 * What is believed before anything is checked: the log's key, its name, and who has to cosign. It comes from the genesis act,
 * whose digest stands on paper, or from a policy that the reader brings along.
 */

import { digits, exactly, line, object } from "./body.js";
import { fromHex, hexOf, same } from "./bytes.js";
import { isRegistrable } from "./ed25519.js";
import { must } from "./faults.js";
import { parse, write } from "./json.js";
import { kidOf } from "./leaf.js";
import { parseVkey } from "./note.js";
import { parsePolicy } from "./policy.js";
import { sha256 } from "./sha2.js";
import { isTestKey } from "./testkeys.js";

/** @typedef {import("./note.js").Verifier} Verifier */
/** @typedef {import("./policy.js").Policy} Policy */
/** @typedef {{organisation: string, key: Uint8Array, from: bigint, to: bigint | null, root: boolean}} KnownKey */
/**
 * @typedef {{by: "genesis" | "policy", logs: {origin: string, verifier: Verifier}[], policies: {witnessed: Policy | null, sealed: Policy | null},
 *   keys: Map<string, KnownKey[]>, organisations: Map<string, {name: string, role: string}>, training: boolean, policyText?: string}} Trust
 */

const MOST_KEYS = 16_000_000;
const GENESIS = ["agreement", "attachments", "log", "organisations", "origin", "sealed", "training", "type", "witnessed"];

/**
 * Take the genesis act, once its digest is the one on paper.
 * @param {Uint8Array} file the act in restricted JSON, or the body that holds it
 * @param {Uint8Array} digest 32 bytes, from paper
 * @returns {Trust}
 */
export function trustFromGenesis(file, digest) {
  const act = genesisAct(file);
  must(same(sha256(act.bytes), digest), "genesis_digest", "This genesis act has another digest than the one on paper.",
    { expected: hexOf(digest), got: hexOf(sha256(act.bytes)) });
  const { value } = act;
  exactly(value, GENESIS, "genesis");
  const origin = line(value.origin, "origin");
  /** @type {Map<string, KnownKey[]>} */
  const keys = new Map();
  const organisations = new Map();
  for (const [id, one] of Object.entries(object(value.organisations, "organisations"))) {
    const where = `organisations.${id}`;
    const organisation = object(one, where);
    exactly(organisation, ["name", "role", "roots"], where);
    organisations.set(id, { name: line(organisation.name, `${where}.name`), role: line(organisation.role, `${where}.role`) });
    must(Array.isArray(organisation.roots) && organisation.roots.length === 3, "genesis_roots", "An organisation has three root keys.", { where });
    for (const root of organisation.roots) {
      const key = fromHex(digits(root, 32, `${where}.roots`));
      must(isRegistrable(key), "genesis_roots", "A root key may not be registered.", { where });
      must(value.training === true || !isTestKey(key), "genesis_test_key", "Everybody has the private key of this root key. Such keys are for training.", { where });
      remember(keys, { organisation: id, key, from: 0n, to: null, root: true });
    }
  }
  must(typeof value.training === "boolean", "body_form", "Here true or false is due.", { where: "training" });
  const verifier = parseVkey(line(value.log, "log"));
  must(value.training || !isTestKey(verifier.key), "genesis_test_key", "Everybody has the private key of this log. Such keys are for training.", { where: "log" });
  const policy = (/** @type {string} */ name) => {
    const text = value[name];
    must(typeof text === "string", "body_form", "Here the text of a policy is due.", { where: name });
    return parsePolicy(text);
  };
  const policies = { witnessed: policy("witnessed"), sealed: policy("sealed") };
  const policyText = String(value.witnessed);
  return { by: "genesis", logs: [{ origin, verifier }], policies, keys, organisations, training: value.training, policyText };
}

/**
 * The bytes of a genesis act, which may stand in a body.
 * @param {Uint8Array} file
 */
function genesisAct(file) {
  const trimmed = file.at(-1) === 0x0a ? file.subarray(0, -1) : file;
  const whole = parse(trimmed, { most: MOST_KEYS });
  if (whole.type === "genesis.signed/1") return { value: whole, bytes: trimmed };
  const value = object(whole.act, "act");
  must(value.type === "genesis.signed/1", "genesis_type", "This is no genesis act.", { where: "type" });
  // Restricted JSON has one spelling, so written alone the act has the bytes that were signed.
  return { value, bytes: write(value) };
}

/**
 * Take a policy that the reader believes.
 * @param {Uint8Array | string} text
 * @param {Uint8Array | string} [sealed] the policy for the grade sealed, where there is one
 * @returns {Trust}
 */
export function trustFromPolicy(text, sealed) {
  const policy = parsePolicy(text);
  must(policy.logs.length, "policy_no_log", "This policy names no log.");
  const logs = policy.logs.map(({ verifier }) => ({ origin: verifier.name, verifier }));
  return { by: "policy", logs, policies: { witnessed: policy, sealed: sealed === undefined ? null : parsePolicy(sealed) }, keys: new Map(), organisations: new Map(), training: false };
}

/**
 * Read a published list of keys: whose they are, and from which index of the log to which.
 * @param {Uint8Array} data
 * @returns {KnownKey[]}
 */
export function parseKeys(data) {
  const trimmed = data.at(-1) === 0x0a ? data.subarray(0, -1) : data;
  const whole = parse(trimmed, { most: MOST_KEYS });
  must(Array.isArray(whole.keys) && Object.keys(whole).length === 1, "keys_form", "Here a list of keys is due.", { where: "keys" });
  return whole.keys.map((one, at) => {
    const where = `keys[${at}]`;
    const entry = object(one, where);
    exactly(entry, ["from", "kid", "organisation", "public", ..."to" in entry ? ["to"] : []], where);
    const key = fromHex(digits(entry.public, 32, `${where}.public`));
    must(isRegistrable(key), "keys_key", "This key may not be registered.", { where });
    must(digits(entry.kid, 8, `${where}.kid`) === hexOf(kidOf(key)), "keys_kid", "The name of this key does not fit it.", { where });
    const index = (/** @type {import("./json.js").Value} */ value, /** @type {string} */ name) => {
      must(typeof value === "number" && value >= 0, "keys_form", "Here an index is due.", { where: `${where}.${name}` });
      return BigInt(value);
    };
    const to = "to" in entry ? index(entry.to, "to") : null;
    return { organisation: line(entry.organisation, `${where}.organisation`), key, from: index(entry.from, "from"), to, root: false };
  });
}

/**
 * @param {Map<string, KnownKey[]>} keys
 * @param {KnownKey} entry
 */
export function remember(keys, entry) {
  const kid = hexOf(kidOf(entry.key));
  keys.set(kid, [...(keys.get(kid) ?? []), entry]);
}

/**
 * Trust with a list of keys added to it. What the list says is the word of whoever published it; a root key of the genesis act stands there
 * as it was signed, and the list may only say that it was closed.
 * @param {Trust} trust
 * @param {KnownKey[]} entries
 * @returns {Trust}
 */
export function withKeys(trust, entries) {
  const keys = new Map(trust.keys);
  for (const entry of entries) {
    const kid = hexOf(kidOf(entry.key));
    const [known] = keys.get(kid) ?? [];
    must(!known || known.root, "keys_twice", "A key stands twice in this list.", { got: kid });
    must(!known || (known.organisation === entry.organisation && entry.from === 0n), "keys_root",
      "A root key of the genesis act stands in this list as another key.", { expected: known?.organisation, got: entry.organisation });
    keys.delete(kid);
    remember(keys, entry);
  }
  return { ...trust, keys };
}
