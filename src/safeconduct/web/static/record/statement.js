// @ts-check
/** What a verifier answers: not yes or no, but what was checked, what came of it, and what is left open. */

import { Bad } from "./faults.js";

/** @typedef {"yes" | "no" | "open"} Result open: it could not be checked here, and that is said */
/** @typedef {{step: string, result: Result, because: string, at: {[name: string]: string}}} Step */
/**
 * The first fields are those of section 13 of the specification, under the names that the other verifier uses: times are in seconds since
 * 1970, -1 where there is none. What follows `steps` is more than it has.
 * @typedef {{
 *   act: string, kind: string, org: string, index: number, size: number, signer: string,
 *   key_status: string, standing: string, because: string,
 *   grade: string, cosigners: string[], missing: string[],
 *   listed: string, claimed: string, not_before: number, not_after: number, body: string, checkpoint_age: number,
 *   steps: string[],
 *   verdict: "holds" | "refused" | "incomplete", checks: Step[], witnesses: import("./cosigned.js").Cosigner[],
 *   seen: {size: number, root: string} | null, organisation: string,
 *   origin: string, trust: "genesis" | "policy", training: boolean, lacking: string[],
 * }} Statement
 */

/** What is said where only the whole log could tell. */
export const NOT_KNOWN = "not known here";

/** @returns {Statement} */
export function emptyStatement() {
  return {
    act: "", kind: NOT_KNOWN, org: NOT_KNOWN, index: -1, size: -1, signer: "", key_status: NOT_KNOWN, standing: NOT_KNOWN, because: "",
    grade: "none", cosigners: [], missing: [], listed: NOT_KNOWN, claimed: "", not_before: -1, not_after: -1, body: NOT_KNOWN, checkpoint_age: -1, steps: [],
    verdict: "incomplete", checks: [], witnesses: [], seen: null, organisation: "", origin: "", trust: "policy", training: false, lacking: [],
  };
}

/** Steps in their order, each with its result. */
export class Steps {
  constructor() {
    /** @type {Step[]} */
    this.steps = [];
  }

  /**
   * @param {string} step
   * @param {Result} result
   * @param {string} [because] a code
   * @param {{[name: string]: string | number | bigint}} [at]
   */
  add(step, result, because = "", at = {}) {
    const texts = Object.fromEntries(Object.entries(at).map(([name, value]) => [name, String(value)]));
    this.steps.push({ step, result, because, at: texts });
  }

  /**
   * Do a step. Gives what it returns, or undefined where it is refused.
   * @template T
   * @param {string} step
   * @param {() => T | Promise<T>} run
   * @param {(value: T) => {[name: string]: string | number | bigint}} [at]
   * @returns {Promise<T | undefined>}
   */
  async run(step, run, at = () => ({})) {
    try {
      const value = await run();
      this.add(step, "yes", "", at(value));
      return value;
    } catch (fault) {
      if (!(fault instanceof Bad)) throw fault;
      const { code, message, where, expected, got } = fault;
      this.add(step, "no", code, { says: message, where, expected, got });
      return undefined;
    }
  }

  /** The steps in short, with the code of what was wrong or is open. */
  inShort() {
    return this.steps.map(({ step, result, because }) => [step, result, because].filter(Boolean).join(" "));
  }

  /**
   * The verdict: one refused step refuses all; without the steps that have to be there nothing is proved, and they are named.
   * @param {string[]} needed
   * @returns {{verdict: "holds" | "refused" | "incomplete", lacking: string[]}}
   */
  verdict(needed) {
    const done = new Set(this.steps.filter((one) => one.result === "yes").map((one) => one.step));
    const lacking = needed.filter((step) => !done.has(step));
    const refused = this.steps.some((one) => one.result === "no");
    return { verdict: refused ? "refused" : lacking.length ? "incomplete" : "holds", lacking };
  }
}
