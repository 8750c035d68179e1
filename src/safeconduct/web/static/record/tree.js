// @ts-check
/** The tree of RFC 6962 over leaves. Sizes and indexes are big integers, up to 2^64 - 1. */

import { joined, same } from "./bytes.js";
import { sha256 } from "./sha2.js";

const END = 1n << 64n;
export const EMPTY_ROOT = sha256(new Uint8Array());

/** @param {Uint8Array} entry */
export const leafHash = (entry) => sha256(joined([0], entry));

/**
 * @param {Uint8Array} first
 * @param {Uint8Array} second
 */
export const nodeHash = (first, second) => sha256(joined([1], first, second));

/** @type {(...hashes: Uint8Array[]) => boolean} */
const sound = (...hashes) => hashes.every((hash) => hash instanceof Uint8Array && hash.length === 32);

/** @param {bigint} n */
const bitLength = (n) => (n === 0n ? 0 : n.toString(2).length);

/** @param {bigint} n */
function ones(n) {
  let count = 0;
  for (; n; n >>= 1n) count += Number(n & 1n);
  return count;
}

/**
 * Whether a leaf stands at an index of the tree of that size and root.
 * @param {Uint8Array} leaf the hash of the leaf
 * @param {bigint} index
 * @param {bigint} size
 * @param {Uint8Array[]} path from the sibling of the leaf up to the child of the root
 * @param {Uint8Array} root
 */
export function verifyInclusion(leaf, index, size, path, root) {
  if (index < 0n || index >= size || size >= END || !sound(leaf, root, ...path)) return false;
  // Up to where the ways to this leaf and to the last leaf part, both sides can follow; above, only what lies before.
  const inner = bitLength(index ^ (size - 1n));
  if (path.length !== inner + ones(index >> BigInt(inner))) return false;
  let hash = leaf;
  path.forEach((beside, level) => {
    const comesAfter = level < inner && ((index >> BigInt(level)) & 1n) === 0n;
    hash = comesAfter ? nodeHash(hash, beside) : nodeHash(beside, hash);
  });
  return same(hash, root);
}

/**
 * Whether the tree of the new size begins with the tree of the old one. An old size of 0 is refused.
 * @param {bigint} before
 * @param {bigint} after
 * @param {Uint8Array[]} path
 * @param {Uint8Array} rootBefore
 * @param {Uint8Array} rootAfter
 */
export function verifyConsistency(before, after, path, rootBefore, rootAfter) {
  if (before <= 0n || before > after || after >= END || !sound(rootBefore, rootAfter, ...path)) return false;
  if (before === after) return path.length === 0 && same(rootBefore, rootAfter);
  // The last whole part of the old tree is where the proof begins; if that is all of the old tree, its root is not repeated.
  let low = 0;
  while (((before >> BigInt(low)) & 1n) === 0n) low++;
  const whole = before === 1n << BigInt(low);
  if (!whole && path.length === 0) return false;
  const start = whole ? rootBefore : path[0];
  const rest = whole ? path : path.slice(1);
  const last = (before - 1n) >> BigInt(low);
  const inner = bitLength((before - 1n) ^ (after - 1n)) - low;
  const border = ones((before - 1n) >> BigInt(low + inner));
  if (rest.length !== inner + border) return false;
  let old = start;
  let fresh = start;
  rest.forEach((beside, level) => {
    if (level < inner && ((last >> BigInt(level)) & 1n) === 0n) {
      fresh = nodeHash(fresh, beside);
    } else {
      old = nodeHash(beside, old);
      fresh = nodeHash(beside, fresh);
    }
  });
  return same(old, rootBefore) && same(fresh, rootAfter);
}

/**
 * Whether a witness that holds a tree may take a larger one: as above, and from size 0 on with an empty proof.
 * @param {bigint} before
 * @param {bigint} after
 * @param {Uint8Array[]} path
 * @param {Uint8Array} rootBefore
 * @param {Uint8Array} rootAfter
 */
export function verifyGrowth(before, after, path, rootBefore, rootAfter) {
  if (before > 0n) return verifyConsistency(before, after, path, rootBefore, rootAfter);
  return before === 0n && after < END && path.length === 0 && sound(rootAfter) && (after > 0n || same(rootAfter, EMPTY_ROOT));
}

/** The whole subtrees on the right edge of a growing tree: enough to know its root at any time. */
export class Frontier {
  constructor() {
    /** @type {{hash: Uint8Array, height: number}[]} the largest first */
    this.parts = [];
    this.size = 0n;
  }

  /** @param {Uint8Array} hash of a leaf */
  append(hash) {
    let part = { hash, height: 0 };
    while (this.parts.at(-1)?.height === part.height) {
      const left = /** @type {{hash: Uint8Array, height: number}} */ (this.parts.pop());
      part = { hash: nodeHash(left.hash, part.hash), height: part.height + 1 };
    }
    this.parts.push(part);
    this.size++;
  }

  root() {
    if (!this.parts.length) return EMPTY_ROOT;
    return this.parts.map((part) => part.hash).reduceRight((right, left) => nodeHash(left, right));
  }
}

/**
 * The root of a list of hashes, with as many as there are.
 * @param {Uint8Array[]} hashes
 */
export function rootOf(hashes) {
  const frontier = new Frontier();
  hashes.forEach((hash) => frontier.append(hash));
  return frontier.root();
}
