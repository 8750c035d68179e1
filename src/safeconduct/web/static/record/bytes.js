// @ts-check
/** Bytes and their spellings. Each reader takes exactly one spelling: what is written back must be what was read. */

import { must } from "./faults.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const DIGITS = "0123456789abcdef";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map([...ALPHABET].map((sign, value) => [sign, value]));

/** @param {string} text */
export const utf8 = (text) => encoder.encode(text);

/**
 * Decode UTF-8; a byte order mark stays a sign like any other.
 * @param {Uint8Array} data
 * @param {string} [where]
 */
export function textOf(data, where = "") {
  try {
    return decoder.decode(data);
  } catch {
    must(false, "not_utf8", "These bytes are not UTF-8.", { where });
    return "";
  }
}

/** @param {Uint8Array} data */
export function hexOf(data) {
  let text = "";
  for (const byte of data) text += DIGITS[byte >> 4] + DIGITS[byte & 15];
  return text;
}

/**
 * Read lower-case hexadecimal.
 * @param {string} text
 * @param {number} [length] bytes that are due
 * @param {string} [where]
 */
export function fromHex(text, length, where = "") {
  must(typeof text === "string" && /^(?:[0-9a-f]{2})*$/.test(text), "not_hex", "This is not lower-case hexadecimal.", { where });
  must(length === undefined || text.length === 2 * length, "length", `Here ${length} bytes are due.`,
    { where, expected: String(length), got: String(text.length / 2) });
  const data = new Uint8Array(text.length / 2);
  for (let at = 0; at < data.length; at++) data[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return data;
}

/** @param {Uint8Array} data */
export function base64Of(data) {
  let text = "";
  for (let at = 0; at < data.length; at += 3) {
    const left = data.length - at;
    const three = (data[at] << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
    text += ALPHABET[three >> 18] + ALPHABET[(three >> 12) & 63];
    text += (left > 1 ? ALPHABET[(three >> 6) & 63] : "=") + (left > 2 ? ALPHABET[three & 63] : "=");
  }
  return text;
}

/**
 * Read standard base64 with its padding, in the one canonical spelling.
 * @param {string} text
 * @param {number} [length] bytes that are due
 * @param {string} [where]
 */
export function fromBase64(text, length, where = "") {
  must(text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text), "not_base64", "This is not standard base64.", { where });
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const data = new Uint8Array((text.length / 4) * 3 - padding);
  for (let at = 0, to = 0; at < text.length; at += 4, to += 3) {
    let four = 0;
    for (let n = 0; n < 4; n++) four = (four << 6) | (VALUES.get(text[at + n]) ?? 0);
    data[to] = four >> 16;
    if (to + 1 < data.length) data[to + 1] = (four >> 8) & 255;
    if (to + 2 < data.length) data[to + 2] = four & 255;
  }
  must(base64Of(data) === text, "not_base64", "This base64 is not in its canonical spelling.", { where });
  must(length === undefined || data.length === length, "length", `Here ${length} bytes are due.`,
    { where, expected: String(length), got: String(data.length) });
  return data;
}

/**
 * Whether two runs of bytes are the same.
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
export function same(a, b) {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** @param {...(Uint8Array | number[])} parts */
export function joined(...parts) {
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}

/**
 * Read big-endian bytes as a whole number.
 * @param {Uint8Array} data
 */
export const numberOf = (data) => data.length ? BigInt("0x" + hexOf(data)) : 0n;

/**
 * Read a decimal number of ASCII digits without leading zeroes, up to 2^64 - 1.
 * @param {string} text
 * @param {string} [where]
 */
export function fromDecimal(text, where = "") {
  must(/^(?:0|[1-9][0-9]{0,19})$/.test(text), "not_a_number", "Here a decimal number without leading zeroes is due.", { where, got: text });
  const value = BigInt(text);
  must(value < 1n << 64n, "not_a_number", "This number is too large.", { where, got: text });
  return value;
}
