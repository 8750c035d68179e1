// @ts-check
/**
 * Ed25519 under one acceptance rule, the same in every browser and on every server: the key and R are canonical encodings of
 * points of the prime-order group other than the identity, S is below the group order, and the equation holds as it stands.
 * Browsers differ in what they accept beyond that, so the points are checked here and only the equation is left to them;
 * where a browser cannot even do that, it is done here too.
 */

import { fromHex, hexOf, joined, numberOf } from "./bytes.js";
import { sha512 } from "./sha2.js";

const P = (1n << 255n) - 19n;
const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;
const MOST_REMEMBERED = 4096;

/** @typedef {[bigint, bigint, bigint, bigint]} Point X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z */

/** @type {(a: bigint) => bigint} */
const mod = (a) => {
  const rest = a % P;
  return rest < 0n ? rest + P : rest;
};

/**
 * @param {bigint} a
 * @param {number} times
 */
function squared(a, times) {
  for (let n = 0; n < times; n++) a = (a * a) % P;
  return a;
}

/**
 * a to the power of 2^252 - 3.
 * @param {bigint} a
 */
function nearRoot(a) {
  const two = (squared(a, 1) * a) % P; // 2^2 - 1
  const four = (squared(two, 2) * two) % P;
  const five = (squared(four, 1) * a) % P;
  const ten = (squared(five, 5) * five) % P;
  const twenty = (squared(ten, 10) * ten) % P;
  const forty = (squared(twenty, 20) * twenty) % P;
  const fifty = (squared(forty, 10) * ten) % P;
  const hundred = (squared(fifty, 50) * fifty) % P;
  const twoHundred = (squared(hundred, 100) * hundred) % P;
  const most = (squared(twoHundred, 50) * fifty) % P; // 2^250 - 1
  return (squared(most, 2) * a) % P;
}

/**
 * @param {bigint} a
 * @param {bigint} exponent
 */
function power(a, exponent) {
  let result = 1n;
  for (; exponent; exponent >>= 1n) {
    if (exponent & 1n) result = (result * a) % P;
    a = (a * a) % P;
  }
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
/** @type {Point} */
const IDENTITY = [0n, 1n, 1n, 0n];

/**
 * Read a point; null where the bytes are no canonical encoding of one.
 * @param {Uint8Array} encoded 32 bytes, little-endian
 * @returns {Point | null}
 */
function pointOf(encoded) {
  const bits = numberOf(Uint8Array.from(encoded).reverse());
  const y = bits & ((1n << 255n) - 1n);
  const odd = bits >> 255n;
  if (y >= P) return null;
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  const v3 = (((v * v) % P) * v) % P;
  let x = (((u * v3) % P) * nearRoot((((u * v3) % P) * ((v3 * v) % P)) % P)) % P;
  const check = (v * ((x * x) % P)) % P;
  if (check !== u) {
    if (check !== mod(-u)) return null;
    x = (x * ROOT_OF_MINUS_ONE) % P;
  }
  if (x === 0n && odd) return null;
  if ((x & 1n) !== odd) x = P - x;
  return [x, y, 1n, (x * y) % P];
}

/**
 * @param {Point} a
 * @param {Point} b
 * @returns {Point}
 */
function added([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = ((y1 - x1) * (y2 - x2)) % P;
  const b = ((y1 + x1) * (y2 + x2)) % P;
  const c = (((2n * t1 * D) % P) * t2) % P;
  const d = (2n * z1 * z2) % P;
  const e = b - a;
  const f = d - c;
  const g = d + c;
  const h = b + a;
  return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}

/**
 * @param {Point} point
 * @returns {Point}
 */
function doubled([x, y, z]) {
  const a = (x * x) % P;
  const b = (y * y) % P;
  const c = (2n * z * z) % P;
  const sum = x + y;
  const h = a + b;
  const e = h - ((sum * sum) % P);
  const g = a - b;
  const f = c + g;
  return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}

/** @type {(point: Point) => Point} */
const negated = ([x, y, z, t]) => [-x, y, z, -t];

/** @type {(a: Point, b: Point) => boolean} */
const equal = (a, b) => mod(a[0] * b[2] - b[0] * a[2]) === 0n && mod(a[1] * b[2] - b[1] * a[2]) === 0n;

/** The group order in digits -1, 0 and 1, the last first: few of them are not 0. @type {number[]} */
const ORDER_DIGITS = [];
for (let rest = ORDER; rest; rest >>= 1n) {
  const digit = rest & 1n ? 2 - Number(rest & 3n) : 0;
  ORDER_DIGITS.push(digit);
  rest -= BigInt(digit);
}

/**
 * Whether a point lies in the prime-order group and is not its identity.
 * @param {Point} point
 */
function isProper(point) {
  if (equal(point, IDENTITY)) return false;
  const minus = negated(point);
  let sum = IDENTITY;
  for (let at = ORDER_DIGITS.length - 1; at >= 0; at--) {
    sum = doubled(sum);
    if (ORDER_DIGITS[at] === 1) sum = added(sum, point);
    else if (ORDER_DIGITS[at] === -1) sum = added(sum, minus);
  }
  return equal(sum, IDENTITY);
}

const BASE = /** @type {Point} */ (pointOf(Uint8Array.from({ length: 32 }, (_, at) => (at ? 0x66 : 0x58))));

/** The base point, doubled again and again. @type {Point[]} */
const doubles = [];

/**
 * The public key of a private one. It takes no care of secrets: only for keys that everybody knows.
 * @param {Uint8Array} seed 32 bytes
 */
export function publicOfKnown(seed) {
  if (!doubles.length) for (let bit = 0, point = BASE; bit < 255; bit++, point = doubled(point)) doubles.push(point);
  const half = sha512(seed).slice(0, 32);
  half[0] &= 248;
  half[31] = (half[31] & 127) | 64;
  let sum = IDENTITY;
  let scalar = numberOf(half.reverse());
  for (let bit = 0; scalar; bit++, scalar >>= 1n) if (scalar & 1n) sum = added(sum, doubles[bit]);
  const inverse = power(mod(sum[2]), P - 2n);
  const x = mod(sum[0] * inverse);
  const encoded = mod(sum[1] * inverse) | ((x & 1n) << 255n);
  return fromHex(encoded.toString(16).padStart(64, "0")).reverse();
}

/**
 * s times the base point plus k times a point.
 * @param {bigint} s
 * @param {bigint} k
 * @param {Point} point
 */
function combined(s, k, point) {
  const both = added(BASE, point);
  let sum = IDENTITY;
  for (let bit = 252n; bit >= 0n; bit--) {
    sum = doubled(sum);
    const ofBase = (s >> bit) & 1n;
    const ofPoint = (k >> bit) & 1n;
    if (ofBase && ofPoint) sum = added(sum, both);
    else if (ofBase) sum = added(sum, BASE);
    else if (ofPoint) sum = added(sum, point);
  }
  return sum;
}

/** Keys that were looked at, by their hexadecimal: the point, or null for a key that may not be registered. @type {Map<string, Point | null>} */
const remembered = new Map();

/** @param {Uint8Array} key */
function keyPoint(key) {
  if (key.length !== 32) return null;
  const name = hexOf(key);
  let point = remembered.get(name);
  if (point === undefined) {
    const found = pointOf(key);
    point = found && isProper(found) ? found : null;
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(name, point);
  }
  return point;
}

/**
 * Whether a public key may be registered.
 * @param {Uint8Array} key
 */
export const isRegistrable = (key) => keyPoint(key) !== null;

/** @type {Promise<boolean> | undefined} */
let offered;

/** Whether this browser checks Ed25519 signatures itself. */
export function offersEd25519() {
  offered ??= (async () => {
    try {
      const key = /** @type {Uint8Array<ArrayBuffer>} */ (Uint8Array.from({ length: 32 }, (_, at) => (at ? 0x66 : 0x58)));
      await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      return true;
    } catch {
      return false;
    }
  })();
  return offered;
}

/** @typedef {"browser" | "own"} Engine who does the equation: the browser, or the arithmetic above */

/**
 * Whether a signature is accepted.
 * @param {Uint8Array} key 32 bytes
 * @param {Uint8Array} message
 * @param {Uint8Array} signature 64 bytes
 * @param {Engine} [engine] without it the browser where it can, else the arithmetic above
 */
export async function verify(key, message, signature, engine) {
  if (signature.length !== 64) return false;
  const point = keyPoint(key);
  if (!point) return false;
  const s = numberOf(signature.slice(32).reverse());
  if (s >= ORDER) return false;
  const r = pointOf(signature.subarray(0, 32));
  if (!r) return false;
  if ((engine ?? ((await offersEd25519()) ? "browser" : "own")) === "browser") {
    return isProper(r) && byBrowser(key, message, signature);
  }
  if (equal(r, IDENTITY)) return false;
  const k = numberOf(sha512(joined(signature.subarray(0, 32), key, message)).reverse()) % ORDER;
  // The key is of prime order, so what stands on the left is as well, and R with it.
  return equal(combined(s, k, negated(point)), r);
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
async function byBrowser(key, message, signature) {
  try {
    const own = (/** @type {Uint8Array} */ data) => new Uint8Array(data);
    const imported = await crypto.subtle.importKey("raw", own(key), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, own(signature), own(message));
  } catch {
    return false;
  }
}
