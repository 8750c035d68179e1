// @ts-check
/** What a verifier answers: not yes or no, but what was checked, what came of it, and what is left open. */

import { Bad } from "./faults.js";

/** @typedef {"yes" | "no" | "open"} Result open: it could not be checked here, and that is said */
/** @typedef {{step: string, result: Result, because: string, at: {[name: string]: string}}} Step */
/**
 * @typedef {{
 *   verdict: "holds" | "refused" | "incomplete",
 *   act: {id: string, type: string, org: string} | null,
 *   index: number | null, size: number | null,
 *   signer: {kid: string, organisation: string} | null,
 *   key_status: string, standing: string,
 *   grade: string, cosigners: import("./cosigned.js").Cosigner[],
 *   not_before: {size: number, root: string} | null, not_after: string,
 *   body: "present" | "missing" | "redacted",
 *   checkpoint_age: number | null,
 *   origin: string, trust: "genesis" | "policy", training: boolean, at: string,
 *   steps: Step[],
 * }} Statement
 */

/** What is said where only the whole log could tell. */
export const NOT_KNOWN = "not known here";

/** @returns {Statement} */
export function emptyStatement() {
  return {
    verdict: "incomplete", act: null, index: null, size: null, signer: null, key_status: NOT_KNOWN, standing: NOT_KNOWN,
    grade: "none", cosigners: [], not_before: null, not_after: "", body: "missing", checkpoint_age: null,
    origin: "", trust: "policy", training: false, at: "", steps: [],
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

  /**
   * The verdict: one refused step refuses all; without the steps that have to be there nothing is proved.
   * @param {string[]} needed
   */
  verdict(needed) {
    if (this.steps.some((one) => one.result === "no")) return "refused";
    const done = new Set(this.steps.filter((one) => one.result === "yes").map((one) => one.step));
    return needed.every((step) => done.has(step)) ? "holds" : "incomplete";
  }
}
