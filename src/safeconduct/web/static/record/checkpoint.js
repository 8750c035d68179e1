// @ts-check
/** Checkpoints that their log has signed. */

import { must } from "./faults.js";
import { parseCheckpoint } from "./head.js";
import { openNote } from "./note.js";

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
