// @ts-check
/** How much stands behind a checkpoint: who cosigned, who is missing, and since when enough have. */

import { tooFarAhead } from "./cosignature.js";
import { hexOf, same } from "./bytes.js";
import { shownName } from "./policy.js";

/** @typedef {import("./trust.js").Trust} Trust */
/** @typedef {import("./note.js").Signed} Signed */
/** @typedef {"cosigned" | "missing" | "too far ahead" | "not checked"} CosignerState not checked: there is a line, and this browser cannot read it */
/** @typedef {{name: string, key: string, state: CosignerState, at: string, asked_by: string[]}} Cosigner */
/** @typedef {{grade: "recorded" | "witnessed" | "sealed", cosigners: Cosigner[], witnessedAt: bigint | null, newest: bigint | null}} Standing */

/**
 * Every key that a policy lets cosign, once.
 * @param {Trust} trust
 */
export function cosignersOf({ policies }) {
  const found = new Map();
  for (const policy of [policies.witnessed, policies.sealed]) {
    for (const { verifier } of policy?.witnesses.values() ?? []) found.set(`${verifier.name}+${hexOf(verifier.keyId)}`, verifier);
  }
  return [...found.values()];
}

/**
 * @param {Trust} trust
 * @param {Signed[]} verified
 * @param {bigint} now seconds since 1970
 * @param {import("./note.js").Verifier[]} [unchecked] keys with a line that could not be checked here
 * @returns {Standing}
 */
export function cosigned({ policies }, verified, now, unchecked = []) {
  const times = new Map(verified.filter((one) => one.time !== null).map((one) => [one.verifier.name + hexOf(one.verifier.keyId), one.time]));
  const timeOf = (/** @type {import("./note.js").Verifier} */ verifier) => times.get(verifier.name + hexOf(verifier.keyId)) ?? null;
  const counts = (/** @type {bigint | null} */ time) => time !== null && !tooFarAhead(time, now);
  /** @type {Map<string, Cosigner>} */
  const cosigners = new Map();
  for (const asked of /** @type {const} */ (["witnessed", "sealed"])) {
    const counted = new Set(policies[asked]?.counted());
    for (const [name, { verifier }] of policies[asked]?.witnesses ?? []) {
      const unread = unchecked.some((one) => one.name === verifier.name && same(one.keyId, verifier.keyId));
      if (!counted.has(name) && timeOf(verifier) === null && !unread) continue;
      const key = `${verifier.name}+${hexOf(verifier.keyId)}`;
      const time = timeOf(verifier);
      /** @type {CosignerState} */
      const state = unread ? "not checked" : time === null ? "missing" : counts(time) ? "cosigned" : "too far ahead";
      const one = cosigners.get(key) ?? { name: shownName(name), key: verifier.name, state, at: time === null ? "" : momentOf(time), asked_by: [] };
      one.asked_by.push(asked);
      cosigners.set(key, one);
    }
  }
  const satisfied = (/** @type {import("./policy.js").Policy | null} */ policy, /** @type {bigint} */ by) => policy !== null
    && policy.satisfied([...policy.witnesses].filter(([, { verifier }]) => {
      const time = timeOf(verifier);
      return counts(time) && /** @type {bigint} */ (time) <= by;
    }).map(([name]) => name));
  const sorted = [...times.values()].filter(counts).map((time) => /** @type {bigint} */ (time)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const newest = sorted.at(-1) ?? null;
  const witnessed = satisfied(policies.witnessed, newest ?? 0n);
  const sealed = witnessed && satisfied(policies.sealed, newest ?? 0n);
  const witnessedAt = witnessed ? (sorted.find((time) => satisfied(policies.witnessed, time)) ?? null) : null;
  return { grade: sealed ? "sealed" : witnessed ? "witnessed" : "recorded", cosigners: [...cosigners.values()], witnessedAt, newest };
}

/**
 * A time as text, in UTC.
 * @param {bigint} time seconds since 1970
 */
export function momentOf(time) {
  const date = new Date(Number(time) * 1000);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace(".000Z", "+00:00");
}
