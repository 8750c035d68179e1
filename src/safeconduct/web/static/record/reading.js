// @ts-check
/** One reading of all the files of a published log: every entry and signature, every tile, and the root that comes of them. */

import { actIdOf, parseBody } from "./body.js";
import { hexOf, same } from "./bytes.js";
import { attempt, Bad, must } from "./faults.js";
import { parseLeaf } from "./leaf.js";
import { parseBodies, parseBundle, parseTile, tileCounts, tilePath, tilesOf } from "./tiles.js";
import { EMPTY_ROOT, Frontier, leafHash, rootOf } from "./tree.js";
import { reach, signedBy } from "./verify.js";

/** @typedef {import("./trust.js").Trust} Trust */
/** @typedef {import("./tiles.js").Tile} Tile */
/** @typedef {import("./leaf.js").Leaf} Leaf */
/** @typedef {import("./folder.js").Fetch} Fetch */
/** @typedef {import("./folder.js").FolderStatement} FolderStatement */
/** @typedef {import("./statement.js").Steps} Steps */
/** @typedef {{size: bigint, root: Uint8Array, from: "checkpoint" | "seen"}} OtherHead a size and root that somebody else was shown */

const MOST_FINDINGS = 200;

/** @typedef {{path: string, whole: boolean, value?: Uint8Array | null, fault?: Bad}} Loaded */

/**
 * @param {Loaded | null} loaded
 * @returns {Uint8Array}
 */
export function dataOf(loaded) {
  if (loaded?.fault) throw loaded.fault;
  must(loaded?.value, "file_missing", "This file is missing.");
  return loaded.value;
}

/** One reading of all the files of a log, with what is found in them. */
export class Reading {
  /**
   * @param {Fetch} fetch
   * @param {Trust} trust
   * @param {bigint} size
   * @param {FolderStatement} answer
   * @param {string} act
   * @param {OtherHead[]} others
   */
  constructor(fetch, trust, size, answer, act, others) {
    this.fetch = fetch;
    this.trust = trust;
    this.size = size;
    this.answer = answer;
    this.act = act;
    /** @type {(OtherHead & {fits: boolean | null})[]} null while the log has not grown that far */
    this.others = others.map((one) => ({ ...one, fits: null }));
    this.frontier = new Frontier();
    /** The hashes that the tiles of each level have to hold, as far as the level is still open. @type {Uint8Array[][]} */
    this.open = [];
    /** @type {Map<string, bigint>} */
    this.seen = new Map();
    /** @type {{leaf: Leaf, index: bigint} | null} */
    this.chosen = null;
    this.unknownKeys = 0;
    /** Entries of keys that were closed before; they may have been signed in time. */
    this.closed = 0;
    /** Bodies that everyone may see; null where the folder has none. @type {number | null} */
    this.bodies = 0;
    /** @type {Uint8Array | null} */
    this.chosenBody = null;
    /** What went wrong, by step. @type {Set<string>} */
    this.wrong = new Set();
  }

  /** @param {(done: number, all: number) => void | Promise<void>} progress */
  async read(progress) {
    let next = this.load({ level: "entries", index: 0n, width: 256 });
    for (const tile of tilesOf("entries", this.size)) {
      const data = await next;
      next = this.load({ level: "entries", index: tile.index + 1n, width: 256 });
      await this.bundle(tile, data);
      if (this.wrong.has("entries")) return;
      await progress(Number(tile.index * 256n) + tile.width, Number(this.size));
    }
    for (const { level, partial } of tileCounts(this.size)) {
      if (partial) await this.tile({ level, index: this.size / 256n ** BigInt(level + 1), width: partial }, this.open[level] ?? []);
    }
  }

  /**
   * Fetch a tile of this tree; a full one will do where the partial one is gone. Null where there is none, or it lies beyond the tree.
   * @param {Tile} at its width is set here
   * @returns {Promise<Loaded | null>}
   */
  async load({ level, index }) {
    const hashes = level === "entries" ? this.size : this.size / 256n ** BigInt(level);
    const left = hashes - index * 256n;
    if (left <= 0n) return null;
    const width = left < 256n ? Number(left) : 256;
    const path = tilePath({ level, index, width });
    const part = { path, whole: false, ...(await attempt(() => this.fetch(path))) };
    if (part.value || part.fault || width === 256) return part;
    const full = tilePath({ level, index, width: 256 });
    const whole = { path: full, whole: true, ...(await attempt(() => this.fetch(full))) };
    return whole.value ? whole : part;
  }

  /**
   * @param {Tile} tile
   * @param {Loaded | null} loaded
   */
  async bundle(tile, loaded) {
    const path = loaded?.path ?? tilePath(tile);
    const { value: entries, fault } = await attempt(() => {
      return parseBundle(dataOf(loaded), loaded?.whole ? 256 : tile.width).slice(0, tile.width);
    });
    if (!entries) {
      this.found("entries", fault, path, null);
      return;
    }
    const start = tile.index * 256n;
    const bodies = await this.bodiesOf(tile);
    for (const [at, entry] of entries.entries()) {
      this.grow(leafHash(entry));
      await this.entry(entry, start + BigInt(at), path);
      if (bodies.value?.[at]?.length) await this.body(bodies.value[at], entry, start + BigInt(at), bodies.path);
      if (this.open[0].length === 256) await this.close(0, tile.index);
    }
  }

  /**
   * The next leaf of the tree, by its hash.
   * @param {Uint8Array} hash
   */
  grow(hash) {
    this.add(0, hash);
    this.frontier.append(hash);
    for (const one of this.others) if (one.size === this.frontier.size) one.fits = same(one.root, this.frontier.root());
  }

  /**
   * The bodies of a bundle that everyone may see. A folder has such files for all bundles or for none.
   * @param {Tile} tile
   * @returns {Promise<{path: string, value?: Uint8Array[], fault?: Bad}>}
   */
  async bodiesOf(tile) {
    const path = tilePath(tile).replace("tile/entries/", "bodies/");
    if (this.bodies === null) return { path };
    const { value, fault } = await attempt(async () => {
      const data = await this.fetch(path);
      return data && parseBodies(data, tile.width);
    });
    if (fault) this.found("bodies", fault, path, null);
    if (!value && !fault && tile.index === 0n) this.bodies = null;
    return { path, value: value ?? undefined };
  }

  /**
   * @param {Uint8Array} data
   * @param {Uint8Array} entry
   * @param {bigint} index
   * @param {string} path
   */
  async body(data, entry, index, path) {
    const { fault } = await attempt(() => {
      const { actId } = parseLeaf(entry);
      must(same(actIdOf(data), actId), "body_digest", "This body is not the one that was signed.");
      parseBody(data);
      if (hexOf(actId) === this.act) this.chosenBody = data;
    });
    if (fault) this.found("bodies", fault, path, index);
    else this.bodies = (this.bodies ?? 0) + 1;
  }

  /**
   * @param {number} level
   * @param {Uint8Array} hash
   */
  add(level, hash) {
    (this.open[level] ??= []).push(hash);
  }

  /**
   * A tile is full: compare it with the file, and hand its root up.
   * @param {number} level
   * @param {bigint} index
   */
  async close(level, index) {
    const hashes = this.open[level];
    this.open[level] = [];
    await this.tile({ level, index, width: 256 }, hashes);
    this.add(level + 1, rootOf(hashes));
    if (this.open[level + 1].length === 256) await this.close(level + 1, index / 256n);
  }

  /**
   * @param {Tile} tile
   * @param {Uint8Array[]} due
   */
  async tile(tile, due) {
    const loaded = await this.load(tile);
    const { fault } = await attempt(() => {
      const hashes = parseTile(dataOf(loaded), loaded?.whole ? 256 : tile.width);
      const at = due.findIndex((hash, place) => !same(hash, hashes[place]));
      must(at < 0, "tile_hash", "A hash of this tile does not follow from the entries.", { where: `hash ${at}` });
    });
    if (fault) this.found("tiles", fault, loaded?.path ?? tilePath(tile), null);
  }

  /**
   * @param {Uint8Array} entry
   * @param {bigint} index
   * @param {string} path
   */
  async entry(entry, index, path) {
    const { value: leaf, fault } = await attempt(() => parseLeaf(entry));
    if (!leaf) return this.found("signatures", fault, path, index);
    const id = hexOf(leaf.actId);
    const before = this.seen.get(id);
    if (before !== undefined) this.found("signatures", new Bad("act_twice", `This act stands at ${before} already.`), path, index);
    this.seen.set(id, index);
    if (id === this.act) this.chosen = { leaf, index };
    const entries = this.trust.keys.get(hexOf(leaf.kid)) ?? [];
    if (!entries.length) {
      this.unknownKeys++;
      return undefined;
    }
    const signer = await signedBy(leaf, entries);
    if (!signer) return this.found("signatures", new Bad("leaf_signature", "The signature of this leaf does not fit its key."), path, index);
    const state = reach(entries, index);
    if (state === "early") this.found("signatures", new Bad("key_range", "By the list this key was registered later."), path, index);
    if (state === "closed") this.closed++;
    const counted = this.answer.signers;
    counted[signer.organisation] = (counted[signer.organisation] ?? 0) + 1;
    return undefined;
  }

  /**
   * @param {string} step
   * @param {Bad} fault
   * @param {string} file
   * @param {bigint | null} index
   */
  found(step, fault, file, index) {
    this.wrong.add(step);
    if (this.answer.findings.length >= MOST_FINDINGS) this.answer.more_findings++;
    else this.answer.findings.push({ code: fault.code, file, index: index === null ? null : Number(index), says: fault.message });
  }

  /**
   * Say what came of the reading.
   * @param {Steps} steps
   * @param {Uint8Array} root
   */
  conclude(steps, root) {
    const read = Number(this.frontier.size);
    this.answer.leaves = read;
    const step = (/** @type {string} */ name, /** @type {{[name: string]: string | number}} */ at) => {
      const codes = [...new Set(this.answer.findings.map((one) => one.code))].join(", ");
      steps.add(name, this.wrong.has(name) ? "no" : "yes", this.wrong.has(name) ? "findings" : "", { ...at, codes });
    };
    step("entries", { count: read });
    if (this.wrong.has("entries")) return;
    step("tiles", { count: read });
    const own = read ? this.frontier.root() : EMPTY_ROOT;
    const fits = same(own, root);
    steps.add("root", fits ? "yes" : "no", fits ? "" : "root_differs", { expected: hexOf(root), got: hexOf(own) });
    this.compareOthers(steps, fits);
    if (this.unknownKeys && !this.wrong.has("signatures")) steps.add("signatures", "open", "key_unknown", { count: read, unknown: this.unknownKeys });
    else step("signatures", { count: read, unknown: this.unknownKeys });
    if (this.closed) steps.add("closed", "open", "key_closed", { count: this.closed });
    if (this.bodies || this.wrong.has("bodies")) step("bodies", { count: this.bodies ?? 0 });
  }

  /**
   * Say whether what others were shown is of this history.
   * @param {Steps} steps
   * @param {boolean} fits whether what was read gives the signed root
   */
  compareOthers(steps, fits) {
    for (const { from, size, fits: same } of this.others) {
      // Entries that do not give the signed root show no history of the log, so nothing is compared with them.
      if (same === null || (!same && !fits)) steps.add("other", "open", same === null ? "other_beyond" : "other_unclear", { from, size });
      else steps.add("other", same ? "yes" : "no", same ? "" : from === "seen" ? "seen_differs" : "fork", { from, size });
    }
  }
}
