// @ts-check
/** The files of a published log: where they lie, and what a bundle of entries holds. */

import { must } from "./faults.js";

export const WIDTH = 256n;
const HIGHEST = 63;
/** A tree has fewer than 2^64 leaves, so no level has more tiles. */
const MOST_TILES = 1n << 56n;
const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*)([0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** @typedef {{level: number | "entries", index: bigint, width: number}} Tile a width of 256 is a full tile */

/** @param {bigint} index */
export function indexPath(index) {
  const digits = index.toString();
  const groups = /** @type {string[]} */ (digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g));
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
}

/** @param {Tile} tile */
export function tilePath({ level, index, width }) {
  return `tile/${level}/${indexPath(index)}${width < 256 ? `.p/${width}` : ""}`;
}

/**
 * Read a path in its one spelling.
 * @param {string} path
 * @returns {Tile}
 */
export function parseTilePath(path) {
  const found = PATH.exec(path);
  must(found, "tile_path", "This is no path of a tile.", { where: path });
  /** @type {Tile["level"]} */
  const level = found[1] === "entries" ? "entries" : Number(found[1]);
  const tile = { level, index: BigInt((found[2] + found[3]).replace(/[x/]/g, "")), width: found[4] ? Number(found[4]) : 256 };
  const fits = (level === "entries" || level <= HIGHEST) && (!found[4] || tile.width < 256) && tile.index < MOST_TILES;
  must(fits && tilePath(tile) === path, "tile_path", "This is no path of a tile.", { where: path });
  return tile;
}

/**
 * For each level of a tree of that size: how many full tiles, and how wide the partial one is (0 for none).
 * @param {bigint} size
 * @returns {{level: number, full: bigint, partial: number}[]}
 */
export function tileCounts(size) {
  const counts = [];
  for (let level = 0, hashes = size; hashes > 0n; level++, hashes /= WIDTH) {
    counts.push({ level, full: hashes / WIDTH, partial: Number(hashes % WIDTH) });
  }
  return counts;
}

/**
 * Every tile of one level, in order.
 * @param {number | "entries"} level
 * @param {bigint} size of the tree
 * @returns {Generator<Tile>}
 */
export function* tilesOf(level, size) {
  const hashes = level === "entries" ? size : size / WIDTH ** BigInt(level);
  for (let index = 0n; index * WIDTH < hashes; index++) {
    const left = hashes - index * WIDTH;
    yield { level, index, width: left < WIDTH ? Number(left) : 256 };
  }
}

/**
 * Take the entries out of a bundle.
 * @param {Uint8Array} data
 * @param {number} [width] how many are due
 */
export function parseBundle(data, width) {
  /** @type {Uint8Array[]} */
  const entries = [];
  for (let at = 0; at < data.length;) {
    must(at + 2 <= data.length, "bundle_form", "A bundle ends within a length.", { where: `byte ${at}` });
    const end = at + 2 + data[at] * 256 + data[at + 1];
    must(end <= data.length, "bundle_form", "A bundle ends within an entry.", { where: `byte ${at}` });
    entries.push(data.slice(at + 2, end));
    at = end;
  }
  must(width === undefined || entries.length === width, "bundle_width", "A bundle holds another number of entries than it has to.",
    { expected: String(width), got: String(entries.length) });
  return entries;
}

/**
 * Take the bodies out of a file of `bodies/`: one for each entry, each after its length in 4 bytes; empty where it is not for everyone.
 * @param {Uint8Array} data
 * @param {number} width how many are due
 */
export function parseBodies(data, width) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  /** @type {Uint8Array[]} */
  const bodies = [];
  for (let at = 0; at < data.length;) {
    must(at + 4 <= data.length, "bodies_form", "A file of bodies ends within a length.", { where: `byte ${at}` });
    const end = at + 4 + view.getUint32(at);
    must(end <= data.length, "bodies_form", "A file of bodies ends within a body.", { where: `byte ${at}` });
    bodies.push(data.slice(at + 4, end));
    at = end;
  }
  must(bodies.length === width, "bodies_width", "A file of bodies holds another number than it has to.", { expected: String(width), got: String(bodies.length) });
  return bodies;
}

/**
 * Take the hashes out of a tile.
 * @param {Uint8Array} data
 * @param {number} width
 */
export function parseTile(data, width) {
  must(data.length === 32 * width, "tile_length", "A tile has another length than it has to.",
    { expected: String(32 * width), got: String(data.length) });
  return Array.from({ length: width }, (_, at) => data.slice(32 * at, 32 * at + 32));
}
