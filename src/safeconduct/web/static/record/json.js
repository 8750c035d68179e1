// @ts-check
/**
 * Restricted JSON: one text for each value, so that every reader reads the same. Objects come without a prototype, so a key
 * such as `__proto__` is a key like any other.
 */

import { same, textOf, utf8 } from "./bytes.js";
import { Bad, must } from "./faults.js";
import { isAssigned } from "./unicode14.js";

export const MOST_BYTES = 32768;
const DEEPEST = 16;
const KEY = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const ESCAPES = new Map([["\b", "\\b"], ["\t", "\\t"], ["\n", "\\n"], ["\f", "\\f"], ["\r", "\\r"], ['"', '\\"'], ["\\", "\\\\"]]);
const WRITTEN = new Map([...ESCAPES].map(([sign, escape]) => [escape[1], sign]));

/** @typedef {{[key: string]: Value}} JsonObject */
/** @typedef {string | number | boolean | Array<any> | JsonObject} Value a list holds values again */

/**
 * Read an object in restricted JSON.
 * @param {Uint8Array} data
 * @param {{most?: number}} [limits] other limits than those of a body, for lists
 * @returns {JsonObject}
 */
export function parse(data, { most = MOST_BYTES } = {}) {
  must(data.length <= most, "json_too_long", `This has more than ${most} bytes.`);
  const text = textOf(data);
  const reader = new Reader(text);
  const value = reader.value(1);
  must(reader.at === text.length, "json_form", "Something stands after the end of the object.", { where: reader.where });
  must(typeof value === "object" && !Array.isArray(value), "json_form", "The whole has to be an object.");
  must(same(write(value), data), "json_form", "Written again, this gives other bytes.");
  return /** @type {JsonObject} */ (value);
}

/**
 * Write a value in restricted JSON.
 * @param {Value} value
 */
export function write(value) {
  return utf8(written(value, 1));
}

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  get where() {
    return `sign ${this.at + 1}`;
  }

  /**
   * @param {string} what
   * @returns {never}
   */
  refuse(what) {
    throw new Bad("json_form", what, { where: this.where });
  }

  /** @param {string} sign */
  takes(sign) {
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  /**
   * @param {number} depth
   * @returns {Value}
   */
  value(depth) {
    switch (this.text[this.at]) {
      case "{": return this.object(depth);
      case "[": return this.array(depth);
      case '"': return this.string();
      case "t": return this.word("true", true);
      case "f": return this.word("false", false);
      default: return this.number();
    }
  }

  /**
   * @param {string} word
   * @param {boolean} value
   */
  word(word, value) {
    if (!this.text.startsWith(word, this.at)) this.refuse("This is no value.");
    this.at += word.length;
    return value;
  }

  number() {
    const found = /-?(?:0|[1-9][0-9]*)/y;
    found.lastIndex = this.at;
    const digits = found.exec(this.text)?.[0];
    if (digits === undefined) this.refuse("This is no value that may stand here.");
    const value = Number(digits);
    if (!Number.isSafeInteger(value) || digits === "-0") this.refuse("This number may not stand here.");
    this.at += digits.length;
    if (/[0-9.eE]/.test(this.text[this.at] ?? "")) this.refuse("Only whole numbers without leading zeroes may stand here.");
    return value;
  }

  string() {
    let text = "";
    for (this.at++; ;) {
      const sign = this.text[this.at++];
      if (sign === undefined) this.refuse("A text is not ended.");
      if (sign === '"') break;
      if (sign < " ") this.refuse("A control character has to be escaped.");
      text += sign === "\\" ? this.escape() : sign;
    }
    if (!isWhole(text)) this.refuse("A text holds half of a pair of surrogates.");
    if (!isAssigned(text)) this.refuse("A text holds a character that Unicode 14.0 does not have.");
    if (text.normalize("NFC") !== text) this.refuse("A text is not in normal form C.");
    return text;
  }

  escape() {
    const sign = this.text[this.at++];
    const plain = WRITTEN.get(sign);
    if (plain !== undefined) return plain;
    const digits = /^u(00[01][0-9a-f])$/.exec(this.text.slice(this.at - 1, this.at + 4))?.[1];
    const named = digits === undefined ? "" : String.fromCharCode(parseInt(digits, 16));
    if (!named || ESCAPES.has(named)) this.refuse("This may not be escaped like that.");
    this.at += 4;
    return named;
  }

  /** @param {number} depth */
  array(depth) {
    this.deeper(depth);
    /** @type {Value[]} */
    const items = [];
    if (this.takes("]")) return items;
    do items.push(this.value(depth + 1)); while (this.takes(","));
    if (!this.takes("]")) this.refuse("A list is not ended.");
    return items;
  }

  /** @param {number} depth */
  object(depth) {
    this.deeper(depth);
    /** @type {JsonObject} */
    const object = Object.create(null);
    if (this.takes("}")) return object;
    let before = "";
    do {
      if (this.text[this.at] !== '"') this.refuse("Here a key is due.");
      const key = this.string();
      if (!KEY.test(key)) this.refuse("This key may not stand here.");
      if (key <= before) this.refuse("The keys are not sorted, or one stands twice.");
      if (!this.takes(":")) this.refuse("A colon is missing.");
      object[key] = this.value(depth + 1);
      before = key;
    } while (this.takes(","));
    if (!this.takes("}")) this.refuse("An object is not ended.");
    return object;
  }

  /** @param {number} depth */
  deeper(depth) {
    if (depth > DEEPEST) this.refuse(`This is more than ${DEEPEST} levels deep.`);
    this.at++;
  }
}

/**
 * Whether a text has no half of a pair of surrogates.
 * @param {string} text
 */
const isWhole = (text) => !/\p{Surrogate}/u.test(text);

/**
 * @param {Value} value
 * @param {number} depth
 * @returns {string}
 */
function written(value, depth) {
  if (value === true || value === false) return String(value);
  if (typeof value === "number") {
    must(Number.isSafeInteger(value) && !Object.is(value, -0), "json_value", "This number cannot be written.");
    return String(value);
  }
  if (typeof value === "string") {
    must(isWhole(value) && isAssigned(value) && value.normalize("NFC") === value, "json_value", "This text cannot be written.");
    return `"${value.replace(/["\\\u0000-\u001f]/g, (sign) => ESCAPES.get(sign) ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
  }
  must(typeof value === "object" && value !== null && depth <= DEEPEST, "json_value", "This value cannot be written.");
  if (Array.isArray(value)) return `[${value.map((item) => written(item, depth + 1)).join(",")}]`;
  const keys = Object.keys(value).sort();
  must(keys.every((key) => KEY.test(key)), "json_value", "A key cannot be written.");
  return `{${keys.map((key) => `"${key}":${written(value[key], depth + 1)}`).join(",")}}`;
}
