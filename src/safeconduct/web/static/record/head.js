// @ts-check
/** The text of a checkpoint: origin, size and root of a log. */

import { fromBase64, fromDecimal } from "./bytes.js";
import { must } from "./faults.js";

/** @typedef {{origin: string, size: bigint, root: Uint8Array, extensions: string[]}} Checkpoint */

/**
 * Read the text of a checkpoint.
 * @param {string} text
 * @returns {Checkpoint}
 */
export function parseCheckpoint(text) {
  must(text.endsWith("\n"), "checkpoint_form", "The last line of this checkpoint is not ended.");
  const lines = text.slice(0, -1).split("\n");
  must(lines.length >= 3 && lines.every((line) => line !== ""), "checkpoint_form", "A checkpoint has at least three lines and no empty one.");
  const [origin, size, root, ...extensions] = lines;
  return { origin, size: fromDecimal(size, "size"), root: fromBase64(root, 32, "root"), extensions };
}
