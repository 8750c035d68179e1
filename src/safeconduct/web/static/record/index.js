// @ts-check
/** What other programs use of this folder. */

export { verifyFolder } from "./folder.js";
export { verifyProof } from "./verify.js";
export { digestFrom, wordsOf } from "./words.js";
