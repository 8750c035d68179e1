// @ts-check
/**
 * Check the proof of one act, without a network. What only the whole log can tell (was the key still valid, is the act in effect)
 * is not guessed: it is said to be open.
 */

import { actIdOf, parseBody } from "./body.js";
import { hexOf, same } from "./bytes.js";
import { cosigned, cosignersOf } from "./cosigned.js";
import { Bad, must } from "./faults.js";
import { parseCheckpoint } from "./head.js";
import { kidOf, parseLeaf, verifyLeaf } from "./leaf.js";
import { openNote, splitNote } from "./note.js";
import { parseProof } from "./proof.js";
import { emptyStatement, Steps } from "./statement.js";
import { leafHash, verifyInclusion } from "./tree.js";
import { parseKeys, trustFromGenesis, trustFromPolicy, withKeys } from "./trust.js";

/** @typedef {import("./statement.js").Statement} Statement */
/** @typedef {import("./trust.js").Trust} Trust */
/** @typedef {import("./trust.js").KnownKey} KnownKey */
/** @typedef {import("./leaf.js").Leaf} Leaf */

/**
 * What is believed: the digest from paper with the genesis act it belongs to, or a policy.
 * A policy that lies in the folder under check is `own`: it vouches for itself, so nothing is proved by it.
 * @typedef {{digest: Uint8Array, genesis: Uint8Array} | {policy: Uint8Array | string, sealed?: Uint8Array, own?: boolean}} Believed
 */

/** The steps without which nothing is proved. Too few cosignatures leave it open whether all were shown the same log. */
export const NEEDED = ["trust", "proof.form", "leaf.form", "checkpoint", "grade", "path", "leaf.signature", "key.range"];

/**
 * Check a proof file.
 * @param {{proof: Uint8Array, trust: Believed, keys?: Uint8Array, body?: Uint8Array, now?: bigint}} given `now` in seconds since 1970
 * @returns {Promise<Statement>}
 */
export async function verifyProof({ proof, trust: believed, keys, body, now = BigInt(Math.floor(Date.now() / 1000)) }) {
  const steps = new Steps();
  const answer = { ...emptyStatement(), checks: steps.steps };
  const trust = await takeTrust(steps, believed, keys);
  if (trust) Object.assign(answer, { trust: trust.by, training: trust.training });
  const parsed = await steps.run("proof.form", () => parseProof(proof));
  const leaf = parsed && (await steps.run("leaf.form", () => {
    must(parsed.extra, "proof_no_leaf", "This proof does not hold the leaf it is for.");
    return { ...parseLeaf(parsed.extra), hash: leafHash(parsed.extra) };
  }));
  if (leaf) Object.assign(answer, { act: hexOf(leaf.actId), signer: hexOf(leaf.kid) });
  const head = trust && parsed && (await takeCheckpoint(steps, parsed.note, trust, now, answer));
  if (leaf && parsed) answer.index = Number(parsed.index);
  if (leaf && head && parsed) {
    await steps.run("path", () => {
      must(parsed.index < head.size, "proof_index", "The index lies outside the tree.", { expected: `below ${head.size}`, got: String(parsed.index) });
      must(verifyInclusion(leaf.hash, parsed.index, head.size, parsed.path, head.root), "proof_path", "The path does not lead from this leaf to the root.");
    }, () => ({ index: parsed.index, size: head.size }));
  }
  if (leaf && parsed && trust) {
    answer.organisation = await takeSignature(steps, leaf, trust, parsed.index, answer);
  }
  if (leaf && parsed) await takeBody(steps, body, leaf, parsed.index, answer);
  steps.add("standing", "open", "needs_log");
  answer.because = "a single proof does not show what came before and after";
  answer.steps = steps.inShort();
  return Object.assign(answer, steps.verdict(NEEDED));
}

/**
 * @param {Steps} steps
 * @param {Believed} believed
 * @param {Uint8Array} [keys]
 * @returns {Promise<Trust | undefined>}
 */
export async function takeTrust(steps, believed, keys) {
  const own = "policy" in believed && believed.own === true;
  let trust = await steps.run(own ? "policy.form" : "trust", () => "digest" in believed ? trustFromGenesis(believed.genesis, believed.digest)
    : trustFromPolicy(believed.policy, believed.sealed), ({ by, logs, training }) => ({ by, origin: logs.map((one) => one.origin).join(", "), training: String(training) }));
  if (own) steps.add("trust", "open", "own_policy");
  if (!trust || !keys) return trust;
  const known = trust;
  await steps.run("keys", () => {
    const list = parseKeys(keys);
    trust = withKeys(known, list);
    return list;
  }, (found) => ({ count: found.length }));
  return trust;
}

/**
 * Open a checkpoint with what is believed, and say how much stands behind it.
 * @param {Steps} steps
 * @param {Uint8Array} note
 * @param {Trust} trust
 * @param {bigint} now
 * @param {Statement} answer
 */
export async function takeCheckpoint(steps, note, trust, now, answer) {
  const opened = await steps.run("checkpoint", () => openTrusted(note, trust), ({ checkpoint }) => ({ origin: checkpoint.origin, size: checkpoint.size }));
  if (!opened) return undefined;
  const { origin, size, root } = opened.checkpoint;
  const behind = cosigned(trust, opened.verified, now, opened.unchecked);
  const have = behind.cosigners.filter((one) => one.state === "cosigned");
  const lack = behind.cosigners.filter((one) => one.state !== "cosigned");
  steps.add("grade", behind.grade === "recorded" && behind.cosigners.length ? "open" : "yes", "",
    { grade: behind.grade, have: have.map((one) => one.name).join(", "), lack: lack.map((one) => one.name).join(", ") });
  const unread = behind.cosigners.filter((one) => one.state === "not checked");
  if (unread.length) steps.add("cosigner", "open", "not_checked", { names: unread.map((one) => one.name).join(", ") });
  Object.assign(answer, {
    origin, size: Number(size), grade: behind.grade, witnesses: behind.cosigners,
    cosigners: have.map((one) => one.name), missing: lack.map((one) => one.name),
    not_after: Number(behind.witnessedAt ?? -1n),
    checkpoint_age: behind.newest === null ? -1 : Number(now - behind.newest),
  });
  return { size, root };
}

/**
 * Open a checkpoint of a log that is trusted.
 * @param {Uint8Array} note
 * @param {Trust} trust
 */
export async function openTrusted(note, trust) {
  const claimed = splitNote(note).text.split("\n", 1)[0];
  const log = trust.logs.find((one) => one.origin === claimed);
  if (!log) {
    const expected = trust.logs.map((one) => one.origin).join(", ");
    throw new Bad("checkpoint_origin", "This checkpoint is of another log.", { expected, got: claimed });
  }
  const opened = await openNote(note, [log.verifier, ...cosignersOf(trust)]);
  must(opened.verified.some((one) => one.verifier === log.verifier), "checkpoint_unsigned", "The log itself has not signed this checkpoint.", { where: log.verifier.name });
  return { ...opened, checkpoint: parseCheckpoint(opened.text) };
}

/**
 * Check the signature of a leaf, and whether the list has the key for this index. Gives the organisation of the key, as far as it is known.
 * @param {Steps} steps
 * @param {Leaf} leaf
 * @param {Trust} trust
 * @param {bigint} index
 * @param {Statement} answer
 */
export async function takeSignature(steps, leaf, trust, index, answer) {
  const entries = trust.keys.get(hexOf(leaf.kid)) ?? [];
  if (!entries.length) {
    steps.add("leaf.signature", "open", "key_unknown", { kid: hexOf(leaf.kid) });
    return "";
  }
  const signed = await signedBy(leaf, entries);
  if (!signed) {
    steps.add("leaf.signature", "no", "leaf_signature", { kid: hexOf(leaf.kid) });
    return "";
  }
  const { organisation } = signed;
  steps.add("leaf.signature", "yes", "", { kid: hexOf(leaf.kid), organisation, name: trust.organisations.get(organisation)?.name ?? "" });
  const own = entries.filter((one) => same(one.key, signed.key));
  const state = reach(own, index);
  const until = own.find(({ to }) => to !== null && to <= index)?.to;
  if (state !== "early" && own.some((one) => !one.root)) answer.listed = state === "closed" ? `closed from ${until} on` : state;
  const [result, because] = /** @type {const} */ ({ open: ["yes", ""], closed: ["open", "key_closed"], early: ["no", "key_range"] })[state];
  steps.add("key.range", result, because, { index, until: String(until ?? ""), source: own.some((one) => one.root) ? "genesis" : "keys" });
  return organisation;
}

/**
 * @param {Leaf} leaf
 * @param {KnownKey[]} entries
 */
export async function signedBy(leaf, entries) {
  for (const entry of entries) if (same(kidOf(entry.key), leaf.kid) && (await verifyLeaf(entry.key, leaf))) return entry;
  return undefined;
}

/**
 * How a key stands at an index by the list. A closed key still speaks for what was signed in time and came late; which acts these are,
 * only the whole log tells.
 * @param {KnownKey[]} entries of one key
 * @param {bigint} index
 * @returns {"open" | "closed" | "early"}
 */
export function reach(entries, index) {
  const begun = entries.filter(({ from }) => from <= index);
  if (!begun.length) return "early";
  return begun.some(({ to }) => to === null || index < to) ? "open" : "closed";
}

/**
 * Check a body against its leaf.
 * @param {Steps} steps
 * @param {Uint8Array | undefined} data
 * @param {Leaf} leaf
 * @param {bigint} index
 * @param {Statement} answer
 */
export async function takeBody(steps, data, leaf, index, answer) {
  if (!data) {
    steps.add("body", "open", "body_not_given");
    return;
  }
  const body = await steps.run("body", () => {
    const id = actIdOf(data);
    must(same(id, leaf.actId), "body_digest", "This body is not the one that was signed.", { expected: hexOf(leaf.actId), got: hexOf(id) });
    return parseBody(data);
  }, (found) => ({ type: String(found.act.type), org: found.org, at: found.at }));
  if (!body) return;
  await steps.run("body.fits", () => {
    must(body.device === hexOf(leaf.kid), "body_device", "The body names another key than the one that signed.", { expected: hexOf(leaf.kid), got: body.device });
    const { origin, organisation } = answer;
    must(!origin || body.log === origin, "body_log", "The body is for another log.", { expected: origin, got: body.log });
    must(!organisation || body.org === organisation, "body_org", "The body names another organisation than the key belongs to.", { expected: organisation, got: body.org });
    must(BigInt(body.seen.size) <= index, "body_seen_later", "The body says it had seen a log in which it stands itself.", { expected: `at most ${index}`, got: String(body.seen.size) });
  }, () => ({ size: body.seen.size }));
  Object.assign(answer, {
    body: "present", claimed: body.at, seen: body.seen, kind: String(body.act.type), org: body.org,
  });
}
