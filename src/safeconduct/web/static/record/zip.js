// @ts-check
/** Files out of a zip, as far as a published folder needs it: stored or deflated, one volume, no encryption. */

import { textOf } from "./bytes.js";
import { must } from "./faults.js";

const MOST_FILES = 1_000_000;
const MOST_BYTES = 64 * 1024 * 1024;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/** @typedef {{at: number, packed: number, size: number, method: number}} Packed */

/** @param {Uint8Array} data */
export const isZip = (data) => data.length > 22 && data[0] === 0x50 && data[1] === 0x4b && (data[2] === 3 || data[2] === 5);

/**
 * List the files of a zip by their paths.
 * @param {Uint8Array} data
 * @returns {Map<string, Packed>}
 */
export function listZip(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let end = data.length - 22;
  while (end >= 0 && end > data.length - 22 - 65536 && view.getUint32(end, true) !== END) end--;
  must(end >= 0 && view.getUint32(end, true) === END, "zip_form", "The end of this zip is missing.");
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  must(count < 0xffff && at < 0xffffffff && count <= MOST_FILES, "zip_large", "This zip is too large to be read here. Unpack it and choose the folder.");
  /** @type {Map<string, Packed>} */
  const files = new Map();
  for (let n = 0; n < count; n++) {
    must(at + 46 <= data.length && view.getUint32(at, true) === ENTRY, "zip_form", "The list of this zip is broken.", { where: `file ${n + 1}` });
    const [name, extra, note] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    must(at + 46 + name <= data.length, "zip_form", "The list of this zip is broken.", { where: `file ${n + 1}` });
    const path = textOf(data.subarray(at + 46, at + 46 + name), `file ${n + 1}`);
    must(!files.has(path), "zip_twice", "A file stands twice in this zip.", { where: path });
    files.set(path, { at: view.getUint32(at + 42, true), packed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true), method: view.getUint16(at + 10, true) });
    at += 46 + name + extra + note;
  }
  return files;
}

/**
 * Take one file out.
 * @param {Uint8Array} data
 * @param {Packed} file
 * @param {string} path
 */
export async function unzip(data, { at, packed, size, method }, path) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  must(at + 30 <= data.length && view.getUint32(at, true) === LOCAL, "zip_form", "A file of this zip is broken.", { where: path });
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  must(start + packed <= data.length && size <= MOST_BYTES, "zip_form", "A file of this zip is broken or too large.", { where: path });
  must(method === 0 || method === 8, "zip_method", "A file of this zip is packed in a way that is not read here.", { where: path });
  const part = data.slice(start, start + packed);
  const bytes = method === 0 ? part : await inflated(part, size, path);
  must(bytes.length === size, "zip_form", "A file of this zip has another length than its list says.", { where: path });
  return bytes;
}

/**
 * @param {Uint8Array<ArrayBuffer>} packed
 * @param {number} size that is due; no more than that is unpacked
 * @param {string} path
 */
async function inflated(packed, size, path) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const bytes = new Uint8Array(size);
  for (let at = 0; ;) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined, broken: true }));
    if (done || !value) {
      must(at === size, "zip_form", "A file of this zip cannot be unpacked.", { where: path });
      return bytes;
    }
    if (at + value.length > size) await reader.cancel();
    must(at + value.length <= size, "zip_form", "A file of this zip is longer than its list says.", { where: path });
    bytes.set(value, at);
    at += value.length;
  }
}
