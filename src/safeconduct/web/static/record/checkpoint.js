// @ts-check
/** Checkpoints: origin, size and root of a log. */

import { fromBase64, fromDecimal } from "./bytes.js";
import { must } from "./faults.js";
import { openNote } from "./note.js";

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

/**
 * Open a checkpoint of a log.
 * @param {Uint8Array} note
 * @param {string} origin the log whose checkpoint it has to be
 * @param {import("./note.js").Verifier} log its key
 * @param {import("./note.js").Verifier[]} [cosigners] keys that may have cosigned
 */
export async function openCheckpoint(note, origin, log, cosigners = []) {
  const opened = await openNote(note, [log, ...cosigners]);
  must(opened.verified.some((one) => one.verifier === log), "checkpoint_unsigned", "The log itself has not signed this checkpoint.", { where: log.name });
  const checkpoint = parseCheckpoint(opened.text);
  must(checkpoint.origin === origin, "checkpoint_origin", "This checkpoint is of another log.", { expected: origin, got: checkpoint.origin });
  return { checkpoint, ...opened };
}
