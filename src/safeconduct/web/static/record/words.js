// @ts-check
/** A digest as words that can be read over a radio: sixteen bits are five letters, consonant and vowel in turn. */

import { fromHex } from "./bytes.js";
import { must } from "./faults.js";

const CONSONANTS = "bdfghjklmnprstvz";
const VOWELS = "aiou";
const SHAPE = [CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS];

/** @param {Uint8Array} digest 32 bytes */
export function wordsOf(digest) {
  must(digest.length === 32, "words_length", "A digest has 32 bytes.");
  const words = Array.from({ length: 16 }, (_, at) => {
    let bits = (digest[2 * at] << 8) | digest[2 * at + 1];
    return SHAPE.map((letters) => {
      const taken = letters.length === 16 ? 12 : 14;
      const letter = letters[bits >> taken];
      bits = (bits << (16 - taken)) & 0xffff;
      return letter;
    }).join("");
  });
  return [0, 4, 8, 12].map((at) => words.slice(at, at + 4).join(" ")).join("\n");
}

/**
 * Read a digest as it was typed: sixteen words, or 64 hexadecimal digits.
 * @param {string} text
 */
export function digestFrom(text) {
  const plain = text.trim().toLowerCase();
  return /^[0-9a-f]{64}$/.test(plain) ? fromHex(plain) : digestFromWords(plain);
}

/**
 * Read a digest in words. How they are parted by spaces and lines does not matter.
 * @param {string} text
 */
export function digestFromWords(text) {
  const words = text.trim().split(/\s+/);
  must(words.length === 16, "words_count", "A digest is sixteen words, or 64 hexadecimal digits.", { got: `${words.length} words` });
  const digest = new Uint8Array(32);
  words.forEach((word, at) => {
    const found = [...word].map((letter, place) => SHAPE[place]?.indexOf(letter) ?? -1);
    must(found.length === 5 && found.every((value) => value >= 0), "words_word", "One of the words is none of this kind.", { where: `word ${at + 1}`, got: word });
    const bits = found.reduce((sum, value, place) => (sum << (SHAPE[place].length === 16 ? 4 : 2)) | value, 0);
    digest.set([bits >> 8, bits & 255], 2 * at);
  });
  return digest;
}
