// @ts-check
/** What is wrong with bytes that were given: one kind of error, with a code that does not change. */

export class Bad extends Error {
  /**
   * @param {string} code stable, for programs
   * @param {string} what a sentence for people
   * @param {{where?: string, expected?: string, got?: string}} [at]
   */
  constructor(code, what, at = {}) {
    super(what);
    this.name = "Bad";
    this.code = code;
    this.where = at.where ?? "";
    this.expected = at.expected ?? "";
    this.got = at.got ?? "";
  }
}

/**
 * Refuse unless it holds.
 * @param {unknown} holds
 * @param {string} code
 * @param {string} what
 * @param {{where?: string, expected?: string, got?: string}} [at]
 * @returns {asserts holds}
 */
export function must(holds, code, what, at) {
  if (!holds) throw new Bad(code, what, at);
}

/**
 * Run it and give what it returns, or the fault. Other errors are mistakes of this program and go on.
 * @template T
 * @param {() => T | Promise<T>} run
 * @returns {Promise<{value: T, fault?: undefined} | {value?: undefined, fault: Bad}>}
 */
export async function attempt(run) {
  try {
    return { value: await run() };
  } catch (fault) {
    if (fault instanceof Bad) return { fault };
    throw fault;
  }
}
