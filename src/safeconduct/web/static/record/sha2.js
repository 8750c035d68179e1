// @ts-check
/**
 * SHA-256 and SHA-512, written out, so that a tree is hashed without waiting and a page needs no secure connection.
 * Constants are made here: the first bits of the roots of the first primes.
 */

/** @param {number} count */
function primes(count) {
  /** @type {number[]} */
  const found = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

/**
 * The first 64 bits behind the point of the k-th root of n.
 * @param {number} n
 * @param {bigint} k 2 or 3
 */
function rootBits(n, k) {
  const target = BigInt(n) << (64n * k);
  let low = 0n;
  let high = 1n << 70n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** k <= target) low = middle;
    else high = middle;
  }
  return low & 0xffffffffffffffffn;
}

const PRIMES = primes(80);
const K512 = PRIMES.map((prime) => rootBits(prime, 3n));
const H512 = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2n));
const K256 = Int32Array.from(K512.slice(0, 64), (bits) => Number(bits >> 32n) | 0);
const H256 = Int32Array.from(H512, (bits) => Number(bits >> 32n) | 0);

/**
 * The message with its end: one bit, zeroes, and its length in bits.
 * @param {Uint8Array} message
 * @param {number} block bytes in a block
 */
function padded(message, block) {
  const room = block / 8;
  const whole = new Uint8Array(Math.ceil((message.length + 1 + room) / block) * block);
  whole.set(message);
  whole[message.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(whole.length - 4, (message.length << 3) >>> 0);
  return view;
}

const words = new Int32Array(64);

/**
 * @param {Uint8Array} message
 * @returns {Uint8Array} 32 bytes
 */
export function sha256(message) {
  const data = padded(message, 64);
  const state = Int32Array.from(H256);
  const w = words;
  for (let start = 0; start < data.byteLength; start += 64) {
    for (let t = 0; t < 16; t++) w[t] = data.getInt32(start + 4 * t);
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15];
      const y = w[t - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + s1 + ((e & f) ^ (~e & g)) + K256[t] + w[t]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
  const out = new DataView(new ArrayBuffer(32));
  for (let n = 0; n < 8; n++) out.setInt32(4 * n, state[n]);
  return new Uint8Array(out.buffer);
}

const MASK = 0xffffffffffffffffn;
/** @type {(x: bigint, by: bigint) => bigint} */
const turn = (x, by) => ((x >> by) | (x << (64n - by))) & MASK;

/**
 * @param {Uint8Array} message
 * @returns {Uint8Array} 64 bytes
 */
export function sha512(message) {
  const data = padded(message, 128);
  let state = H512;
  for (let start = 0; start < data.byteLength; start += 128) {
    /** @type {bigint[]} */
    const w = [];
    for (let t = 0; t < 16; t++) w.push(data.getBigUint64(start + 8 * t));
    for (let t = 16; t < 80; t++) {
      const s0 = turn(w[t - 15], 1n) ^ turn(w[t - 15], 8n) ^ (w[t - 15] >> 7n);
      const s1 = turn(w[t - 2], 19n) ^ turn(w[t - 2], 61n) ^ (w[t - 2] >> 6n);
      w.push((w[t - 16] + s0 + w[t - 7] + s1) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 80; t++) {
      const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
      const one = h + s1 + ((e & f) ^ (~e & MASK & g)) + K512[t] + w[t];
      const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
      const two = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK, c, b, a, (one + two) & MASK];
    }
    state = [a, b, c, d, e, f, g, h].map((part, n) => (part + state[n]) & MASK);
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((part, n) => out.setBigUint64(8 * n, part));
  return new Uint8Array(out.buffer);
}
