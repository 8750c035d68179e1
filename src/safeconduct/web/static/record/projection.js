// @ts-check
/** What everyone may know of a log: whether the file that lies beside it is the one that an act of the log names. */

import { actIdOf, parseBody } from "./body.js";
import { hexOf, same } from "./bytes.js";
import { attempt, must } from "./faults.js";
import { parseLeaf } from "./leaf.js";
import { parseProof } from "./proof.js";
import { sha256 } from "./sha2.js";
import { leafHash, verifyInclusion } from "./tree.js";
import { openTrusted, reach, signedBy } from "./verify.js";

/** @typedef {import("./trust.js").Trust} Trust */

const KIND = "projection.published/1";

/**
 * @param {import("./statement.js").Steps} steps
 * @param {import("./folder.js").Fetch} fetch
 * @param {Trust} trust
 * @param {{size: bigint, root: Uint8Array}} head of the folder
 */
export async function takeProjection(steps, fetch, trust, head) {
  const { value, fault } = await attempt(async () => {
    const data = await fetch("projection");
    return data ? [data, await fetch("projection.act"), await fetch("projection.proof")] : [];
  });
  if (fault) steps.add("projection", "no", fault.code, { says: fault.message, where: fault.where });
  if (!value?.[0]) return;
  const [data, act, file] = value;
  if (!act || !file) {
    steps.add("projection", "open", "not_proved");
    return;
  }
  const proof = await steps.run("projection.proof", async () => {
    const parsed = parseProof(file);
    must(parsed.extra, "proof_no_leaf", "This proof does not hold the leaf it is for.");
    const { checkpoint } = await openTrusted(parsed.note, trust);
    const fits = verifyInclusion(leafHash(parsed.extra), parsed.index, checkpoint.size, parsed.path, checkpoint.root);
    must(fits, "proof_path", "The path does not lead from this leaf to the root.");
    must(checkpoint.size !== head.size || same(checkpoint.root, head.root), "fork", "This proof is for another history of the log.");
    return { index: parsed.index, leaf: parseLeaf(parsed.extra), size: checkpoint.size };
  }, ({ index, size }) => ({ index, size }));
  if (!proof) return;
  if (proof.size !== head.size) {
    steps.add("projection", "open", "other_size", { size: proof.size });
    return;
  }
  const entries = trust.keys.get(hexOf(proof.leaf.kid)) ?? [];
  if (!entries.length) {
    steps.add("projection", "open", "key_unknown", { kid: hexOf(proof.leaf.kid) });
    return;
  }
  await steps.run("projection", async () => {
    must(same(actIdOf(act), proof.leaf.actId), "body_digest", "This body is not the one that was signed.", { where: "projection.act" });
    const body = parseBody(act);
    must(body.act.type === KIND, "projection_act", "This act names no projection.", { where: "projection.act", got: String(body.act.type) });
    must(body.act.digest === hexOf(sha256(data)), "projection_digest", "This is not the file that the act of the log names.",
      { where: "projection", expected: String(body.act.digest), got: hexOf(sha256(data)) });
    const signer = await signedBy(proof.leaf, entries);
    must(signer && reach(entries, proof.index) !== "early", "leaf_signature", "The act is not signed by the key it names.", { where: "projection.proof" });
    const role = trust.organisations.get(signer.organisation)?.role;
    must(body.org === signer.organisation && (role === undefined || role === "operator"), "projection_signer", "The act is not the operator's.",
      { where: "projection.act", got: body.org });
    return { index: proof.index, organisation: signer.organisation, kid: hexOf(proof.leaf.kid) };
  }, (at) => at);
}
