// @ts-check
/** Keys whose private part everybody has: those of the test vectors and of published examples. Nothing real may rest on them. */

import { fromHex, hexOf, utf8 } from "./bytes.js";
import { publicOfKnown } from "./ed25519.js";
import { sha256 } from "./sha2.js";

const OWNERS = ["north", "south", "guarantor", "operator", "recorder", "example"];
const ROLES = ["root", "officer", "device", "log", "witness", "mirror", "sealing"];
const NUMBERS = 10;
/** The packaged examples have more organisations. */
const EXAMPLE_NUMBERS = 100;

/** From the examples of RFC 8032, section 7.1. */
const RFC_8032 = [
  "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
  "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
  "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
  "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
  "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
];

/** @type {Set<string> | undefined} */
let known;

/**
 * Whether everybody has the private key of this one. The first question takes a moment: every such key is made from its name.
 * @param {Uint8Array} key
 */
export function isTestKey(key) {
  known ??= new Set([...seeds()].map((seed) => hexOf(publicOfKnown(seed))));
  return known.has(hexOf(key));
}

/** @returns {Generator<Uint8Array>} */
function* seeds() {
  const named = (/** @type {string} */ label) => sha256(utf8(`safeconduct test key: ${label}`));
  yield named("probe");
  for (const owner of OWNERS) {
    const numbers = owner === "example" ? EXAMPLE_NUMBERS : NUMBERS;
    for (const role of ROLES) for (let number = 0; number < numbers; number++) yield named(`${owner} ${role} ${number}`);
  }
  for (let byte = 0; byte < 256; byte++) yield new Uint8Array(32).fill(byte);
  for (const seed of RFC_8032) yield fromHex(seed);
}
