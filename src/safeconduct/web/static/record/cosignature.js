// @ts-check
/** Cosignatures: a time, and a signature over that time and the text of a checkpoint. */

import { numberOf, utf8 } from "./bytes.js";
import { must } from "./faults.js";

const LATEST = (1n << 63n) - 1n;
/** Seconds by which the clock of a cosigner may go before ours. */
export const MOST_AHEAD = 600n;

/**
 * Take the bytes behind the key id apart.
 * @param {Uint8Array} data
 */
export function splitCosignature(data) {
  must(data.length === 72, "cosignature_length", "A cosignature has 72 bytes.", { got: String(data.length) });
  const time = numberOf(data.subarray(0, 8));
  must(time <= LATEST, "cosignature_time", "This time is larger than a time may be.", { got: String(time) });
  return { time, signature: data.slice(8) };
}

/**
 * @param {string} text of the checkpoint, without signatures
 * @param {bigint} time seconds since 1970
 */
export const cosignedMessage = (text, time) => utf8(`cosignature/v1\ntime ${time}\n${text}`);

/**
 * Whether a time lies further ahead than clocks differ.
 * @param {bigint} time
 * @param {bigint} now
 */
export const tooFarAhead = (time, now) => time > now + MOST_AHEAD;
