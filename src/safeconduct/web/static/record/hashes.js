// @ts-check
/** One reading of a folder that holds the hashes of the tree and no leaves: what is published for everyone. */

import { hexOf, same } from "./bytes.js";
import { attempt, Bad } from "./faults.js";
import { dataOf, Reading } from "./reading.js";
import { parseTile, tileCounts, tilePath, tilesOf } from "./tiles.js";
import { EMPTY_ROOT, rootOf } from "./tree.js";

/** @typedef {import("./tiles.js").Tile} Tile */

export class HashReading extends Reading {
  /**
   * @override
   * @param {(done: number, all: number) => void | Promise<void>} progress
   */
  async read(progress) {
    for (const tile of tilesOf(0, this.size)) {
      const loaded = await this.load(tile);
      const { value: hashes, fault } = await attempt(() => parseTile(dataOf(loaded), loaded?.whole ? 256 : tile.width).slice(0, tile.width));
      if (!hashes) {
        this.found("hashes", fault, loaded?.path ?? tilePath(tile), null);
        return;
      }
      hashes.forEach((hash) => this.grow(hash));
      if (this.open[0].length === 256) {
        this.open[0] = [];
        this.add(1, rootOf(hashes));
        if (this.open[1].length === 256) await this.close(1, tile.index / 256n);
      }
      await progress(Number(this.frontier.size), Number(this.size));
    }
    for (const { level, partial } of tileCounts(this.size).slice(1)) {
      if (partial) await this.tile({ level, index: this.size / 256n ** BigInt(level + 1), width: partial }, this.open[level] ?? []);
    }
  }

  /**
   * Compare a tile with those below it. Which of the two was changed the hashes alone do not tell.
   * @override
   * @param {Tile} tile
   * @param {Uint8Array[]} due
   */
  async tile(tile, due) {
    const loaded = await this.load(tile);
    const path = loaded?.path ?? tilePath(tile);
    const { value: hashes, fault } = await attempt(() => parseTile(dataOf(loaded), loaded?.whole ? 256 : tile.width));
    const at = hashes ? due.findIndex((hash, place) => !same(hash, hashes[place])) : -1;
    if (fault) this.found("tiles", fault, path, null);
    if (at < 0) return;
    const below = tilePath({ level: Number(tile.level) - 1, index: tile.index * 256n + BigInt(at), width: 256 });
    this.found("tiles", new Bad("tile_hash", `Hash ${at} is not that of the tile below it. One of the two was changed.`), `${below} or ${path}`, null);
  }

  /**
   * @override
   * @param {import("./statement.js").Steps} steps
   * @param {Uint8Array} root
   */
  conclude(steps, root) {
    const read = Number(this.frontier.size);
    this.answer.leaves = read;
    const own = read ? this.frontier.root() : EMPTY_ROOT;
    const fits = same(own, root);
    const whole = !this.wrong.has("hashes");
    if (whole && !fits && !this.wrong.has("tiles")) {
      // No other hash in the folder tells of those at the right edge.
      const width = Number(this.size % 256n);
      const edge = width ? tilePath({ level: 0, index: this.size / 256n, width }) : "tile/0";
      this.found("tiles", new Bad("tile_hash", "These hashes do not give the root that the log signed."), edge, null);
    }
    const codes = [...new Set(this.answer.findings.map((one) => one.code))].join(", ");
    const step = (/** @type {string} */ name) => steps.add(name, this.wrong.has(name) ? "no" : "yes", this.wrong.has(name) ? "findings" : "", { count: read, codes });
    step("hashes");
    if (!whole) return;
    step("tiles");
    steps.add("root", fits ? "yes" : "no", fits ? "" : "root_differs", { expected: hexOf(root), got: hexOf(own) });
    this.compareOthers(steps, fits);
    steps.add("signatures", "open", "no_leaves", { count: read });
  }
}
