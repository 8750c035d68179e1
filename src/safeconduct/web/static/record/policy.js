// @ts-check
/** Policies: which logs and which cosigners are known, and how many of them it takes. Names are bytes, kept one sign each. */

import { hexOf, textOf, utf8 } from "./bytes.js";
import { Bad, must } from "./faults.js";
import { COSIGNATURE, ML_DSA_44, parseVkey, PLAIN } from "./note.js";

const MOST_BYTES = 262_144;

/** @typedef {import("./note.js").Verifier} Verifier */
/** @typedef {{least: number, members: string[]}} Group */

export class Policy {
  constructor() {
    /** @type {{verifier: Verifier, url: string}[]} */
    this.logs = [];
    /** @type {Map<string, {verifier: Verifier, url: string}>} */
    this.witnesses = new Map();
    /** @type {Map<string, Group>} */
    this.groups = new Map();
    /** The name that has to be satisfied; null where nobody has to cosign. @type {string | null} */
    this.quorum = null;
  }

  /** @param {Iterable<string>} cosigned names of witnesses, as the policy calls them */
  satisfied(cosigned) {
    const have = new Set(cosigned);
    return this.quorum === null || this.#holds(this.quorum, have);
  }

  /**
   * @param {string} name
   * @param {Set<string>} have
   * @returns {boolean}
   */
  #holds(name, have) {
    const group = this.groups.get(name);
    return group ? group.members.filter((member) => this.#holds(member, have)).length >= group.least : have.has(name);
  }

  /** The witnesses that the quorum counts. */
  counted() {
    /** @type {string[]} */
    const found = [];
    const look = (/** @type {string} */ name) => {
      const group = this.groups.get(name);
      if (group) group.members.forEach(look);
      else found.push(name);
    };
    if (this.quorum !== null) look(this.quorum);
    return found;
  }
}

/**
 * A name as a policy holds it: its bytes, one sign each.
 * @param {string} text
 */
export const nameOf = (text) => Array.from(utf8(text), (byte) => String.fromCharCode(byte)).join("");

/**
 * A name as people read it.
 * @param {string} name
 */
export const shownName = (name) => {
  const data = Uint8Array.from(name, (sign) => sign.charCodeAt(0));
  try {
    return textOf(data);
  } catch {
    return hexOf(data);
  }
};

/**
 * @param {Uint8Array | string} source
 * @returns {Policy}
 */
export function parsePolicy(source) {
  const data = typeof source === "string" ? utf8(source) : source;
  must(data.length <= MOST_BYTES, "policy_too_long", "This policy is too long.");
  const text = Array.from(data, (byte) => String.fromCharCode(byte)).join("");
  must(!/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text), "policy_control", "This policy holds control characters.");
  const policy = new Policy();
  const state = { closed: false, members: new Set() };
  text.split("\n").forEach((line, at) => {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    if (!words.length || words[0].startsWith("#")) return;
    try {
      take(policy, state, words);
    } catch (fault) {
      if (fault instanceof Bad) throw new Bad(fault.code, fault.message, { ...fault, where: `line ${at + 1}` });
      throw fault;
    }
  });
  must(state.closed, "policy_quorum", "This policy has no quorum line.");
  return policy;
}

/**
 * @param {Policy} policy
 * @param {{closed: boolean, members: Set<string>}} state
 * @param {string[]} words of one line
 */
function take(policy, state, words) {
  const [keyword, ...rest] = words;
  if (keyword === "log") {
    must(rest.length === 1 || rest.length === 2, "policy_form", "A log has a key, and perhaps an address.");
    const verifier = keyOf(rest[0], [PLAIN, ML_DSA_44]);
    must(!policy.logs.some((one) => hexOf(one.verifier.key) === hexOf(verifier.key)), "policy_twice", "This log stands here twice.");
    policy.logs.push({ verifier, url: rest[1] ?? "" });
  } else if (keyword === "witness") {
    must(rest.length === 2 || rest.length === 3, "policy_form", "A witness has a name, a key, and perhaps an address.");
    const name = fresh(policy, rest[0]);
    const verifier = keyOf(rest[1], [COSIGNATURE, ML_DSA_44]);
    const twice = [...policy.witnesses.values()].some((one) => hexOf(one.verifier.key) === hexOf(verifier.key));
    must(!twice, "policy_twice", "The key of this witness stands here twice.");
    policy.witnesses.set(name, { verifier, url: rest[2] ?? "" });
  } else if (keyword === "group") {
    const [name, least, ...members] = rest;
    must(members.length, "policy_form", "A group has a name, a number, and members.");
    fresh(policy, name);
    for (const member of members) {
      must(isNamed(policy, member), "policy_unknown", "A member of this group is not named above.", { got: shownName(member) });
      must(!state.members.has(member), "policy_twice", "A member belongs to two groups, or stands here twice.", { got: shownName(member) });
      state.members.add(member);
    }
    policy.groups.set(name, { least: leastOf(least, members.length), members });
  } else if (keyword === "quorum") {
    must(!state.closed, "policy_quorum", "This policy has two quorum lines.");
    must(rest.length === 1, "policy_quorum", "A quorum is one name.");
    must(rest[0] === "none" || isNamed(policy, rest[0]), "policy_unknown", "The quorum is not named above.", { got: shownName(rest[0]) });
    policy.quorum = rest[0] === "none" ? null : rest[0];
    state.closed = true;
  } else {
    must(false, "policy_form", "This line begins with a word that is not known.", { got: shownName(keyword) });
  }
}

/** @type {(policy: Policy, name: string) => boolean} */
const isNamed = (policy, name) => policy.witnesses.has(name) || policy.groups.has(name);

/**
 * @param {Policy} policy
 * @param {string} name
 */
function fresh(policy, name) {
  must(name !== "none" && !isNamed(policy, name), "policy_twice", "This name is taken.", { got: shownName(name) });
  return name;
}

/**
 * @param {string} word
 * @param {number[]} kinds
 */
function keyOf(word, kinds) {
  const verifier = parseVkey(textOf(Uint8Array.from(word, (sign) => sign.charCodeAt(0))));
  must(kinds.includes(verifier.kind), "policy_kind", "A key of this kind may not stand here.", { where: verifier.name, got: String(verifier.kind) });
  return verifier;
}

/**
 * @param {string} word
 * @param {number} members
 */
function leastOf(word, members) {
  if (word === "any") return 1;
  if (word === "all") return members;
  must(/^[1-9][0-9]{0,8}$/.test(word) && Number(word) <= members, "policy_number", "This number does not fit the group.", { got: shownName(word) });
  return Number(word);
}
