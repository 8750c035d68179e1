// @ts-check
/** The proof of one act: its leaf, where it stands, the path to the root, and the checkpoint with its cosignatures. */

import { fromBase64, fromDecimal, textOf } from "./bytes.js";
import { openCheckpoint } from "./checkpoint.js";
import { must } from "./faults.js";
import { verifyInclusion } from "./tree.js";

const MOST_BYTES = 2_000_000;
const LONGEST_PATH = 64;
export const FIRST_LINE = "c2sp.org/tlog-proof@v1";

/** @typedef {{extra: Uint8Array | null, index: bigint, path: Uint8Array[], note: Uint8Array}} Proof */

/**
 * @param {Uint8Array} data
 * @returns {Proof}
 */
export function parseProof(data) {
  must(data.length <= MOST_BYTES, "proof_too_long", "This proof is too long.");
  const end = data.findIndex((byte, at) => byte === 0x0a && data[at + 1] === 0x0a);
  must(end >= 0, "proof_form", "There is no empty line before the checkpoint.");
  const lines = textOf(data.subarray(0, end), "proof").split("\n");
  must(lines.shift() === FIRST_LINE, "proof_form", "This is no proof of the kind that is read here.", { expected: FIRST_LINE });
  const extra = lines[0]?.startsWith("extra ") ? fromBase64(/** @type {string} */ (lines.shift()).slice(6), undefined, "extra") : null;
  must(extra === null || extra.length, "proof_form", "The line with extra data is empty.", { where: "extra" });
  const index = /^index (.*)$/.exec(lines.shift() ?? "")?.[1];
  must(index !== undefined, "proof_form", "The line with the index is missing.");
  must(lines.length <= LONGEST_PATH, "proof_form", "This path is longer than any path.");
  const path = lines.map((line, at) => fromBase64(line, 32, `path ${at + 1}`));
  return { extra, index: fromDecimal(index, "index"), path, note: data.slice(end + 2) };
}

/**
 * Check that a leaf stands in a log. Whether enough have cosigned is left to the policies.
 * @param {Proof} proof
 * @param {Uint8Array} leaf the hash of the leaf
 * @param {string} origin
 * @param {import("./note.js").Verifier} log
 * @param {import("./note.js").Verifier[]} [cosigners]
 */
export async function checkProof(proof, leaf, origin, log, cosigners = []) {
  const opened = await openCheckpoint(proof.note, origin, log, cosigners);
  const { size, root } = opened.checkpoint;
  must(proof.index < size, "proof_index", "The index lies outside the tree.", { expected: `below ${size}`, got: String(proof.index) });
  must(verifyInclusion(leaf, proof.index, size, proof.path, root), "proof_path", "The path does not lead from this leaf to the root.");
  return opened;
}
