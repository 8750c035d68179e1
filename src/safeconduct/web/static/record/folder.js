// @ts-check
/**
 * Check a published log file by file: its checkpoint, every tile, and every entry and signature where the folder holds leaves. What is
 * published for everyone holds the hashes of the tree alone.
 */

import { actIdOf, parseBody } from "./body.js";
import { fromHex, hexOf, same, utf8 } from "./bytes.js";
import { attempt, must } from "./faults.js";
import { HashReading } from "./hashes.js";
import { takeProjection } from "./projection.js";
import { Reading } from "./reading.js";
import { emptyStatement, Steps } from "./statement.js";
import { tilePath } from "./tiles.js";
import { openTrusted, takeBody, takeCheckpoint, takeSignature, takeTrust } from "./verify.js";

/** @typedef {import("./trust.js").Trust} Trust */
/** @typedef {import("./reading.js").OtherHead} OtherHead */
/** @typedef {import("./verify.js").Believed} Believed */
/** @typedef {(path: string) => Promise<Uint8Array | null>} Fetch gives the bytes of a file of the folder, or null where there is none */
/** @typedef {{code: string, file: string, index: number | null, says: string}} Finding */
/** @typedef {import("./statement.js").Statement & {leaves: number, signers: {[organisation: string]: number}, findings: Finding[], more_findings: number}} FolderStatement */

/** What the index of lists holds while there are no lists. */
const NO_LISTS = utf8('{"lists":[]}');
const MOST_LEAVES = 1n << 32n;
/** The steps without which nothing is proved of a folder: of one of hashes, and of one with leaves. */
const OF_HASHES = ["trust", "checkpoint", "grade", "hashes", "tiles", "root"];
const OF_LEAVES = ["trust", "checkpoint", "grade", "entries", "tiles", "root", "signatures"];

/**
 * Check a folder.
 * @param {Fetch} fetch
 * @param {{trust?: Believed, digest?: Uint8Array, keys?: Uint8Array, act?: string, body?: Uint8Array, notes?: Uint8Array[], now?: bigint,
 *   progress?: (done: number, all: number) => void | Promise<void>}} [given] without `trust`, the folder's genesis act is held
 *   against `digest`, or its own policy is taken, which proves nothing; `act` is the id of one act to say more about; `notes` are other checkpoints
 *   that have to be of the same log
 * @returns {Promise<FolderStatement>}
 */
export async function verifyFolder(fetch, given = {}) {
  const { body, now = BigInt(Math.floor(Date.now() / 1000)), progress = () => {} } = given;
  const act = given.act ?? (body ? hexOf(actIdOf(body)) : "");
  const steps = new Steps();
  const answer = { ...emptyStatement(), checks: steps.steps, leaves: 0, signers: {}, findings: [], more_findings: 0 };
  const files = await steps.run("folder", () => opening(fetch, given));
  const trust = files && (await takeTrust(steps, files.trust, given.keys ?? files.keys ?? undefined));
  if (trust) Object.assign(answer, { trust: trust.by, training: trust.training });
  if (trust?.by === "genesis") await comparePolicy(steps, fetch, trust);
  await compareLists(steps, fetch);
  const head = files && trust && (await takeCheckpoint(steps, files.note, trust, now, answer));
  const leaves = !head || (await holdsLeaves(fetch, head.size));
  if (head && head.size <= MOST_LEAVES) {
    const others = [...(await headsOf(given.notes ?? [], trust, steps)), ...(await seenIn(body))];
    const log = new (leaves ? Reading : HashReading)(fetch, trust, head.size, answer, act, others);
    await log.read(progress);
    log.conclude(steps, head.root);
    await takeProjection(steps, fetch, trust, head);
    if (!leaves) {
      if (act) steps.add("act", "open", "needs_proof", { act });
    } else if (log.chosen) {
      const { leaf, index } = log.chosen;
      answer.index = Number(index);
      Object.assign(answer, { act: hexOf(leaf.actId), signer: hexOf(leaf.kid) });
      answer.organisation = await takeSignature(steps, leaf, trust, index, answer);
      await takeBody(steps, body ?? log.chosenBody ?? undefined, leaf, index, answer);
    } else if (act) {
      steps.add("act", "no", "act_absent", { act });
    }
  } else if (head) {
    steps.add("entries", "open", "too_large", { size: head.size });
  }
  steps.add("standing", "open", "needs_bodies");
  answer.because = "without the bodies of the whole log the acts on keys cannot be read";
  answer.steps = steps.inShort();
  return Object.assign(answer, steps.verdict(leaves ? OF_LEAVES : OF_HASHES));
}

/**
 * Whether a folder holds leaves: its first bundle of entries, or bodies, which only leaves can show.
 * @param {Fetch} fetch
 * @param {bigint} size
 */
async function holdsLeaves(fetch, size) {
  if (size === 0n) return true;
  for (const width of size < 256n ? [Number(size), 256] : [256]) {
    const path = tilePath({ level: "entries", index: 0n, width });
    for (const one of [path, path.replace("tile/entries/", "bodies/")]) {
      const { value, fault } = await attempt(() => fetch(one));
      if (value || fault) return true;
    }
  }
  return false;
}

/**
 * Fetch what everything else is read with.
 * @param {Fetch} fetch
 * @param {{trust?: Believed, digest?: Uint8Array}} given
 */
async function opening(fetch, { trust, digest }) {
  const note = await fetch("checkpoint");
  must(note, "folder_checkpoint", "There is no checkpoint here, so this is no published log.", { where: "checkpoint" });
  const keys = await fetch("keys");
  if (trust) return { note, keys, trust };
  if (digest) {
    const genesis = await fetch("genesis");
    must(genesis, "folder_genesis", "There is no genesis act here that could be held against the digest.", { where: "genesis" });
    return { note, keys, trust: { digest, genesis } };
  }
  const [policy, sealed] = [await fetch("policy"), await fetch("policy-sealed")];
  must(policy, "folder_policy", "There is no policy here, and none was given.", { where: "policy" });
  return { note, keys, trust: { policy, ...(sealed && { sealed }), own: true } };
}

/**
 * The index of the lists of passes: so far there are none, so it has one text.
 * @param {Steps} steps
 * @param {Fetch} fetch
 */
async function compareLists(steps, fetch) {
  const { value } = await attempt(() => fetch("lists/index"));
  if (value && !same(value, NO_LISTS)) steps.add("lists", "no", "lists_other", { where: "lists/index" });
}

/**
 * Say where the folder goes by another policy than the genesis act has: an act may have changed it, or nobody may.
 * @param {Steps} steps
 * @param {Fetch} fetch
 * @param {Trust} trust
 */
async function comparePolicy(steps, fetch, trust) {
  const { value } = await attempt(() => fetch("policy"));
  if (value && trust.policyText !== undefined && !same(value, utf8(trust.policyText))) steps.add("policy", "open", "policy_changed");
}

/**
 * Sizes and roots of other checkpoints. One that the log has not signed says nothing about the log.
 * @param {Uint8Array[]} notes
 * @param {Trust} trust
 * @param {Steps} steps
 */
async function headsOf(notes, trust, steps) {
  /** @type {OtherHead[]} */
  const heads = [];
  for (const note of notes) {
    const { value } = await attempt(() => openTrusted(note, trust));
    if (value) heads.push({ size: value.checkpoint.size, root: value.checkpoint.root, from: "checkpoint" });
    else steps.add("other", "open", "other_unsigned");
  }
  return heads;
}

/**
 * What the signer of a body had seen of the log.
 * @param {Uint8Array | undefined} data
 * @returns {Promise<OtherHead[]>}
 */
async function seenIn(data) {
  const { value } = data ? await attempt(() => parseBody(data)) : {};
  return value?.seen.size ? [{ size: BigInt(value.seen.size), root: fromHex(value.seen.root), from: "seen" }] : [];
}
