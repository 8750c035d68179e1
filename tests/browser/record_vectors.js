// @ts-check
/**
 * Public test vectors, run through the verifier in the browser. Each function gives how many cases it ran and a line for each case whose
 * verdict is another than is due. Where a set's own verdict is not the one due here, the place says why.
 */

import { openAttachment } from "/record/attachment.js";
import { actIdOf, matterOf, parseBody } from "/record/body.js";
import { base64Of, fromBase64, fromHex, hexOf, textOf, utf8 } from "/record/bytes.js";
import { openCheckpoint } from "/record/checkpoint.js";
import { cosigned, cosignersOf } from "/record/cosigned.js";
import { cosignedMessage, splitCosignature } from "/record/cosignature.js";
import { isRegistrable, verify } from "/record/ed25519.js";
import { attempt, Bad } from "/record/faults.js";
import { parseCheckpoint } from "/record/head.js";
import { verifyFolder, verifyProof } from "/record/index.js";
import { parse, write } from "/record/json.js";
import { kidOf, parseLeaf, toSign, verifyLeaf } from "/record/leaf.js";
import { offersMlDsa44 } from "/record/mldsa.js";
import { keyIdOf, openNote, parseSignatureLine, parseVkey, splitNote, writeVkey } from "/record/note.js";
import { nameOf, parsePolicy } from "/record/policy.js";
import { checkProof, parseProof } from "/record/proof.js";
import { sha256, sha512 } from "/record/sha2.js";
import { isTestKey } from "/record/testkeys.js";
import { indexPath, parseBundle, parseTile, parseTilePath, tileCounts, tilePath } from "/record/tiles.js";
import { EMPTY_ROOT, Frontier, leafHash, nodeHash, rootOf, verifyConsistency, verifyGrowth, verifyInclusion } from "/record/tree.js";
import { trustFromPolicy } from "/record/trust.js";
import { UNASSIGNED } from "/record/unicode14.js";
import { openTrusted } from "/record/verify.js";
import { digestFrom, digestFromWords, wordsOf } from "/record/words.js";

const bytesAt = async (path) => new Uint8Array(await (await fetch(`/vectors/${path}`)).arrayBuffer());
const textAt = async (path) => (await fetch(`/vectors/${path}`)).text();
/** Numbers of 15 digits and more are read as text: a size may be larger than a number of this language can say. */
const jsonAt = async (path) => JSON.parse((await textAt(path)).replace(/:\s*(-?\d{15,})(?=\s*[,}])/g, ':"$1"'));
const lax64 = (text) => Uint8Array.from(atob(text ?? ""), (sign) => sign.charCodeAt(0));

class Cases {
  constructor() {
    this.count = 0;
    this.wrong = [];
  }

  same(name, actual, due) {
    this.count++;
    const [is, has] = [JSON.stringify(actual), JSON.stringify(due)];
    if (is !== has) this.wrong.push(`${name}: ${is}, due ${has}`);
  }

  async taken(name, run, due) {
    this.same(name, (await attempt(run)).fault === undefined, due);
  }
}

export async function hashes() {
  const cases = new Cases();
  for (const [own, name] of [[sha256, "SHA-256"], [sha512, "SHA-512"]]) {
    for (let length = 0; length < 300; length++) {
      const data = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 255);
      cases.same(`${name} of ${length}`, hexOf(own(data)), hexOf(new Uint8Array(await crypto.subtle.digest(name, data))));
    }
  }
  return cases;
}

export async function cctv(engine) {
  const cases = new Cases();
  const due = await jsonAt("cctv-ed25519/acceptance.json");
  const accepted = [];
  const registrable = new Set();
  for (const one of await jsonAt("cctv-ed25519/ed25519vectors.json")) {
    cases.count++;
    const key = fromHex(one.key);
    if (isRegistrable(key)) registrable.add(one.key);
    if (await verify(key, utf8(one.msg), fromHex(one.sig), engine)) accepted.push(one.number);
  }
  if (hexList(accepted) !== hexList(due.accepted_by.profile)) cases.wrong.push(`accepted ${accepted}`);
  if (hexList([...registrable]) !== hexList(due.registrable_keys_hex)) cases.wrong.push(`registrable ${[...registrable]}`);
  return { ...cases, accepted };
}

const hexList = (list) => JSON.stringify(list);

export async function wycheproof(engine) {
  const cases = new Cases();
  for (const group of (await jsonAt("wycheproof/ed25519_test.json")).testGroups) {
    for (const one of group.tests) {
      cases.same(one.tcId, await verify(fromHex(group.publicKey.pk), fromHex(one.msg), fromHex(one.sig), engine), one.result === "valid");
    }
  }
  return cases;
}

/**
 * Roots of 12 bytes of text: one file asks for them to be taken, and they are refused here because they are no hashes.
 */
const SHORT_ROOTS = "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json";

export async function merkle(paths) {
  const cases = new Cases();
  for (const path of paths) {
    const one = await jsonAt(`merkle/${path.split("/").map(encodeURIComponent).join("/")}`);
    const proof = (one.proof ?? []).map(lax64);
    const holds = path.startsWith("inclusion/")
      ? verifyInclusion(lax64(one.leafHash), BigInt(one.leafIdx), BigInt(one.treeSize), proof, lax64(one.root))
      : verifyConsistency(BigInt(one.size1), BigInt(one.size2), proof, lax64(one.root1), lax64(one.root2));
    cases.same(path, holds, path === SHORT_ROOTS ? false : !one.wantErr);
  }
  const tree = await jsonAt("merkle/reference_tree.json");
  const leaves = tree.leaf_inputs_hex.map((entry) => leafHash(fromHex(entry)));
  tree.node_hashes_hex.forEach((level, height) => level.forEach((due, at) =>
    cases.same(`node ${height}/${at}`, hexOf(rootOf(leaves.slice(at << height, (at + 1) << height))), due)));
  tree.roots_hex.forEach((due, size) => cases.same(`root ${size}`, hexOf(rootOf(leaves.slice(0, size))), due));
  tree.compact_ranges_hex.forEach((due, size) => {
    const frontier = new Frontier();
    leaves.slice(0, size).forEach((leaf) => frontier.append(leaf));
    cases.same(`range ${size}`, frontier.parts.map((part) => hexOf(part.hash)), due);
  });
  return cases;
}

export async function tessera() {
  const cases = new Cases();
  const due = await jsonAt("tessera-log/expected.json");
  const log = parseVkey((await textAt("tessera-log/vkey.txt")).trim());
  const roots = [];
  for (let size = 0; size <= 15; size++) {
    const { checkpoint } = await openCheckpoint(await bytesAt(`tessera-log/log/checkpoint.${size}`), due.origin, log);
    cases.same(`checkpoint ${size}`, [Number(checkpoint.size), base64Of(checkpoint.root)], [size, due.roots_b64[size]]);
    roots.push(checkpoint.root);
    if (!size) continue;
    const entries = parseBundle(await bytesAt(`tessera-log/log/tile/entries/000.p/${size}`), size);
    cases.same(`bundle ${size}`, entries.map((entry) => new TextDecoder().decode(entry)), due.entries.slice(0, size));
    const tile = parseTile(await bytesAt(`tessera-log/log/tile/0/000.p/${size}`), size);
    cases.same(`tile ${size}`, tile.map(hexOf), entries.map((entry) => hexOf(leafHash(entry))));
    cases.same(`leaf hashes ${size}`, tile.map(hexOf), due.leaf_hashes_hex.slice(0, size));
    cases.same(`root ${size}`, hexOf(rootOf(tile)), hexOf(roots[size]));
  }
  cases.same("empty", hexOf(roots[0]), hexOf(EMPTY_ROOT));
  return cases;
}

async function notes(cases, list, file) {
  for (const one of list) {
    const data = one.note_hex ? fromHex(one.note_hex) : utf8(one.note ?? one.note_prefix + one.note_repeat.repeat(one.times));
    const { value, fault } = await attempt(() => openNote(data, one.known_vkeys.map(parseVkey)));
    const kinds = { note_unverified: "unverified", note_signature: "bad_signature" };
    cases.same(`${file} ${one.id}`, fault ? (kinds[fault.code] ?? "malformed") : "ok", one.expect);
    if (value && one.verified) cases.same(`${one.id} names`, value.verified.map((by) => by.verifier.name), one.verified);
    if (value && one.text) cases.same(`${one.id} text`, value.text, one.text);
    if (value && one.unverified) cases.same(`${one.id} others`, [...new Set(value.unknown.map((line) => line.name))], one.unverified);
  }
}

export async function c2spNotes() {
  const cases = new Cases();
  const file = await jsonAt("c2sp/signed_note.json");
  for (const one of file.vkeys) {
    const key = parseVkey(one.vkey);
    cases.same(one.vkey, [key.name, hexOf(key.keyId), key.kind, hexOf(key.key)], [one.name, one.key_id, one.signature_type, one.public_key_hex]);
  }
  await notes(cases, file.cases, "signed_note");
  return cases;
}

export async function c2spCheckpoints() {
  const cases = new Cases();
  const file = await jsonAt("c2sp/checkpoint.json");
  for (const one of file.texts) {
    const { value } = await attempt(() => parseCheckpoint(one.note_text));
    cases.same(one.id, value !== undefined, one.valid);
    if (value) cases.same(`${one.id} fields`, [value.origin, Number(value.size), base64Of(value.root)], [one.origin, one.size, one.root_b64]);
    if (value && one.extensions) cases.same(`${one.id} lines`, value.extensions, one.extensions);
  }
  for (const one of file.signed) {
    // As printed in the specification one verifies under no published key: it can only be taken apart.
    if (one.vkey === null) await cases.taken(one.id, () => parseCheckpoint(splitNote(utf8(one.note)).text), true);
    else await cases.taken(one.id, () => openCheckpoint(utf8(one.note), one.origin, parseVkey(one.vkey)), one.valid);
  }
  return cases;
}

export async function c2spCosignatures() {
  const cases = new Cases();
  const file = await jsonAt("c2sp/cosignature.json");
  const { log_vkey: log, witness_vkey: witness } = file.worked_keys;
  cases.same("message", new TextDecoder().decode(cosignedMessage(file.signed_message_example_checkpoint, BigInt(file.signed_message_example_timestamp))),
    file.signed_message_example);
  for (const one of file.lines) {
    const line = parseSignatureLine(one.line);
    cases.same(one.id, [line.name, hexOf(line.keyId), hexOf(line.signature.slice(8))], [one.name, one.key_id, one.signature_hex]);
    cases.same(`${one.id} time`, String(new DataView(line.signature.buffer).getBigUint64(0)), String(one.timestamp));
    await cases.taken(`${one.id} may be`, () => splitCosignature(line.signature), one.timestamp_allowed);
  }
  for (const one of file.worked) {
    const { value } = await attempt(() => openNote(utf8(one.note), [parseVkey(log), parseVkey(witness)]));
    cases.same(one.id, value?.verified.some((by) => by.verifier.name === parseVkey(witness).name) ?? false, one.cosignature_valid);
  }
  return cases;
}

export async function c2spTiles() {
  const cases = new Cases();
  const file = await jsonAt("c2sp/tiles.json");
  for (const one of file.index_encoding) cases.same(one.path, indexPath(BigInt(one.index)), one.path);
  for (const one of file.valid_paths) {
    const tile = parseTilePath(one.path);
    cases.same(one.path, [tile.level, Number(tile.index), tile.width, tilePath(tile)], [one.entries ? "entries" : one.level, one.index, one.width, one.path]);
  }
  for (const one of file.invalid_paths) await cases.taken(one.path, () => parseTilePath(one.path), false);
  for (const one of file.tile_counts) {
    const counts = tileCounts(BigInt(one.size)).map((level) => ({ level: level.level, full: Number(level.full), partial: level.partial }));
    cases.same(`size ${one.size}`, counts, one.tiles.map((level) => ({ level: level.level, full: Number(level.full), partial: level.partial })));
  }
  for (const one of file.bundles) {
    const { value } = await attempt(() => parseBundle(fromHex(one.hex), one.expected_width));
    cases.same(`bundle ${one.hex}`, value?.map(hexOf) ?? null, one.valid ? one.entries_hex : null);
  }
  return cases;
}

export async function c2spProofs() {
  const cases = new Cases();
  const file = await jsonAt("c2sp/tlog_proof.json");
  const log = parseVkey(file.log_vkey);
  for (const one of file.cases) {
    await cases.taken(one.id, () => checkProof(parseProof(utf8(one.proof)), fromHex(one.leaf_hash_hex), log.name, log), one.valid);
  }
  // The printed example has 5 hashes where 17 are due, and its signatures are cut: it has a shape and proves nothing.
  const printed = file.printed_example;
  const shape = parseProof(utf8(printed.head));
  cases.same("printed", [Number(shape.index), shape.path.length], [printed.index, printed.hash_lines]);
  await cases.taken("printed, checked", () => checkProof(shape, EMPTY_ROOT, log.name, log), false);
  return cases;
}

/** What a witness would answer, as far as bytes and hashes decide it. */
async function asked(request, held, origin, log) {
  const at = request.indexOf("\n\n");
  const [first, ...path] = request.slice(0, Math.max(at, 0)).split("\n");
  const old = /^old (0|[1-9][0-9]*)$/.exec(first)?.[1];
  if (at < 0 || old === undefined || path.length > 63) return 400;
  const note = utf8(request.slice(at + 2));
  const shape = await attempt(() => ({ proof: path.map((line) => fromBase64(line, 32)), head: parseCheckpoint(splitNote(note).text) }));
  if (!shape.value) return 400;
  const { proof, head } = shape.value;
  if (head.origin !== origin) return 404;
  if ((await attempt(() => openCheckpoint(note, origin, log))).fault) return 403;
  const before = BigInt(old);
  if (before > head.size) return 400;
  if (before !== BigInt(held?.size ?? 0)) return 409;
  const heldRoot = held ? fromBase64(held.root_b64, 32) : EMPTY_ROOT;
  return verifyGrowth(before, head.size, proof, heldRoot, head.root) ? 200 : 422;
}

export async function c2spWitness() {
  const cases = new Cases();
  const file = await jsonAt("c2sp/witness.json");
  for (const one of file.cases) {
    const status = await asked(one.request, one.state_before, file.origin, parseVkey(file.log_vkey));
    const due = one.accept_status ?? [one.expect_status];
    cases.same(one.id, due.includes(status) ? "due" : status, "due");
  }
  for (const request of file.race.requests) cases.same("race", await asked(request, file.race.state_before, file.origin, parseVkey(file.log_vkey)), 200);
  return cases;
}

export async function torchwood() {
  const cases = new Cases();
  const file = await jsonAt("torchwood-witness/add_checkpoint.json");
  let held = null;
  for (const step of file.steps) {
    const status = await asked(step.request, held, file.origin, parseVkey(file.log_vkey));
    cases.same(step.name, (step.accept_status ?? [step.spec_status, step.litewitness_status]).includes(status) ? "due" : status, "due");
    if (status === 200) {
      const head = parseCheckpoint(splitNote(utf8(step.request.slice(step.request.indexOf("\n\n") + 2))).text);
      held = { size: Number(head.size), root_b64: base64Of(head.root) };
    }
    cases.same(`${step.name}: size`, held?.size ?? 0, step.size_after);
  }
  const root = new Frontier();
  file.leaf_hashes_hex.forEach((hash) => root.append(fromHex(hash)));
  cases.same("root", base64Of(root.root()), held.root_b64);
  const other = file.foreign_origin;
  cases.same(other.name, await asked(other.request, null, other.origin, parseVkey(other.log_vkey)), other.status);
  return cases;
}

export async function golang() {
  const cases = new Cases();
  const file = await jsonAt("golang-sumdb/note.json");
  for (const vkey of file.vkeys_valid) cases.same(vkey, writeVkey(parseVkey(vkey)), vkey);
  for (const one of file.vkeys_invalid) await cases.taken(one.vkey, () => parseVkey(one.vkey), false);
  const whole = file.vkeys_valid[0];
  for (let from = 0; from < whole.length; from++) {
    for (let to = from + 1; to <= whole.length; to++) {
      const part = whole.slice(from, to);
      if (part !== whole && !(await attempt(() => parseVkey(part))).fault) cases.wrong.push(`took ${part}`);
    }
  }
  for (const one of file.sign) cases.same(one.name, (await openNote(utf8(one.note), [parseVkey(one.vkey)])).text, one.text);
  await notes(cases, file.open, "golang");
  const heads = await jsonAt("golang-sumdb/tlog.json");
  for (const one of heads.leaf_hash) cases.same(one.entry, hexOf(leafHash(utf8(one.entry))), one.leaf_hash_hex);
  cases.same("empty", hexOf(EMPTY_ROOT), heads.empty_tree_root_hex);
  const [good] = heads.valid;
  const head = parseCheckpoint(good.text);
  cases.same("head", [head.origin, Number(head.size), base64Of(head.root)], [good.origin, Number(good.size), good.root_b64]);
  // The library knows one origin only; to a general reader the first of these is another log, and well formed.
  for (const [at, one] of heads.invalid.entries()) await cases.taken(one.text, () => parseCheckpoint(one.text), at === 0);
  for (const one of heads.extensions) {
    const more = one.text_suffix ?? one.text_suffix_repeat.repeat(one.times);
    await cases.taken(more.slice(0, 20), () => parseCheckpoint(good.text + more), one.c2sp.startsWith("accepted"));
  }
  return cases;
}

export async function sigsumPolicies() {
  const cases = new Cases();
  const file = await jsonAt("sigsum/policy.json");
  const names = (list) => list.map(nameOf);
  for (const one of [...file.valid, ...file.valid_more]) {
    const policy = parsePolicy(one.c2sp);
    cases.same(one.id, [policy.logs.length, policy.witnesses.size], [one.logs, one.witnesses]);
    for (const row of one.quorum) cases.same(`${one.id} ${row.cosigned}`, policy.satisfied(names(row.cosigned)), row.satisfied);
  }
  for (const one of file.truth_tables) {
    const policy = parsePolicy(one.c2sp);
    for (const [row, due] of [...one.table].entries()) {
      cases.same(`${one.id} ${row}`, policy.satisfied(names(one.witnesses.filter((_, bit) => (row >> bit) & 1))), due === "1");
    }
  }
  const threshold = parsePolicy(file.threshold_3_of_4.c2sp);
  for (const one of file.threshold_3_of_4.cases) {
    // A line of a known key that does not verify: here the whole note is refused before anybody counts.
    cases.same(one.id, !one.invalid?.length && threshold.satisfied(names(one.cosigned)), one.invalid?.length ? false : one.satisfied);
  }
  for (const one of [...file.invalid, ...file.invalid_c2sp]) await cases.taken(one.id, () => parsePolicy(one.c2sp), false);
  return cases;
}

export async function sigsumCheckpoints() {
  const cases = new Cases();
  const file = await jsonAt("sigsum/checkpoint.json");
  const log = parseVkey(file.signer.log_vkey);
  const { origin } = file.valid;
  await cases.taken("valid", () => openCheckpoint(utf8(file.valid.note), origin, log), true);
  for (const one of file.invalid) await cases.taken(one.id, () => openCheckpoint(utf8(one.note), origin, log), false);
  for (const one of file.extra_signatures) {
    // A blob too short for a key id is malformed here, whoever's line it is.
    await cases.taken(one.id, () => openCheckpoint(utf8(one.note), origin, log), one.accept?.includes("malformed") ? false : one.valid);
  }
  const { checkpoint_text: text, witness_vkey: witness, timestamp, lines } = file.cosignatures;
  for (const one of lines) {
    const { value } = await attempt(() => openNote(utf8(`${text}\n${one.line}\n`), [parseVkey(witness)]));
    cases.same(one.why, value?.verified[0].time === BigInt(timestamp), one.verifies);
  }
  const go = file.go_sumdb;
  await cases.taken("go", () => openCheckpoint(utf8(go.note), go.origin, parseVkey(go.vkey)), go.valid);
  const { computed, id_does_not_fit: unfit, zero_key: zero } = file.vkeys;
  cases.same("key id", writeVkey(parseVkey(computed.vkey)), computed.vkey);
  await cases.taken("id that does not fit", () => parseVkey(unfit.vkey), false);
  cases.same("zero key", [hexOf(keyIdOf(zero.name, zero.signature_type, fromHex(zero.public_key_hex))), isRegistrable(fromHex(zero.public_key_hex))], [zero.key_id_hex, false]);
  for (const one of file.signature_lines) {
    const { value } = await attempt(() => parseSignatureLine(one.line));
    const plain = value && value.name !== one.expected_name ? "other name" : value && value.signature.length !== 64 ? "other length" : "parsed";
    cases.same(one.line, value ? plain : "malformed", tooShort(one.line) ? "malformed" : one.result);
    if (value && one.key_id) cases.same(`${one.line} id`, hexOf(value.keyId), one.key_id);
  }
  return cases;
}

/** The set calls a blob of three bytes another length; a signature has more than the four bytes of its key id, so here it is malformed. */
const tooShort = (line) => line.endsWith(" dead");

export async function jcs() {
  const cases = new Cases();
  for (const name of ["arrays", "french", "structures", "unicode", "values", "weird"]) {
    // Restricted JSON has no null and no key that begins with a digit, so `arrays` is refused with the other five.
    await cases.taken(`input ${name}`, async () => parse(await bytesAt(`jcs/input/${name}.json`)), false);
    await cases.taken(`output ${name}`, async () => parse(await bytesAt(`jcs/output/${name}.json`)), false);
  }
  return cases;
}

export async function cose(files) {
  const cases = new Cases();
  // None of these messages is a leaf: each has another header, or another payload.
  for (const path of files) {
    const { output } = await jsonAt(`cose/${path}`);
    await cases.taken(path, () => parseLeaf(fromHex(output.cbor.toLowerCase())), false);
  }
  return cases;
}

/** Inputs that break readers. None may raise anything but a refusal. */
export async function noise(seed) {
  let state = seed;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const readers = [parse, parseLeaf, parseProof, splitNote, parsePolicy, (data) => parseBundle(data, 3),
    (data) => parseTilePath(new TextDecoder().decode(data)), (data) => parseVkey(new TextDecoder().decode(data)),
    (data) => parseCheckpoint(new TextDecoder().decode(data)), (data) => parseTile(data, 2)];
  const seeds = [utf8('{"a":[1,{"b":"\\n"}]}'), utf8("c2sp.org/tlog-proof@v1\nindex 0\n\na\n1\n" + base64Of(nodeHash(EMPTY_ROOT, EMPTY_ROOT)) + "\n\n— a AAAAAAA=\n"),
    utf8("log a+00000000+AA==\nquorum none\n"), utf8("tile/0/x001/234.p/7"), fromHex("d2845829a40127044800")];
  let count = 0;
  for (const one of seeds) {
    for (let n = 0; n < 200; n++) {
      const data = Uint8Array.from(one);
      for (let changes = random(4); changes >= 0; changes--) data[random(data.length)] = random(256);
      for (const reader of readers) {
        count++;
        try {
          reader(data.slice(0, random(2) ? data.length : random(data.length)));
        } catch (fault) {
          if (!(fault instanceof Bad)) return { count, wrong: [String(fault.stack)] };
        }
      }
    }
  }
  return { count, wrong: [] };
}

const READERS = {
  json: parse, body: parseBody, leaf: parseLeaf, note: splitNote, proof: parseProof, policy: parsePolicy,
  checkpoint: (data) => parseCheckpoint(textOf(data)), vkey: (data) => parseVkey(textOf(data)), path: (data) => parseTilePath(textOf(data)),
  bundle: (data) => parseBundle(data), digest: (data) => digestFrom(textOf(data)),
};

/** Whether each of many files, given in hexadecimal, is taken by a reader. */
export async function taken([reader, files]) {
  const answers = [];
  for (const file of files) answers.push((await attempt(() => READERS[reader](fromHex(file)))).fault === undefined);
  return answers;
}

const ownAt = async (name) => (await fetch(`/own/${name}.json`)).json();

export async function ownKeys(engine) {
  const cases = new Cases();
  const file = await ownAt("keys");
  for (const one of file.keys) {
    cases.same(one.label, [hexOf(sha256(utf8(`safeconduct test key: ${one.label}`))), hexOf(kidOf(fromHex(one.public)))], [one.seed, one.kid]);
  }
  for (const one of file.registrable) cases.same(one.why ?? one.public, isRegistrable(fromHex(one.public)), one.accept);
  for (const one of file.signatures) {
    cases.same(one.why ?? one.signature, await verify(fromHex(one.public), fromHex(one.message), fromHex(one.signature), engine), one.accept);
  }
  return cases;
}

/** For each key, in hexadecimal, whether everybody is known to have its private part. */
export const testKeys = (keys) => keys.map((key) => isTestKey(fromHex(key)));

export async function ownJson() {
  const cases = new Cases();
  const file = await ownAt("json");
  cases.same("unassigned", UNASSIGNED.trim().split(/\s+/), file.unassigned_in_unicode_14.trim().split(/\s+/));
  for (const one of file.accepted) await cases.taken(one.hex.slice(0, 60), () => parse(fromHex(one.hex)), true);
  for (const one of file.refused) await cases.taken(one.why, () => parse(fromHex(one.hex)), false);
  return cases;
}

export async function ownBodies() {
  const cases = new Cases();
  const file = await ownAt("bodies");
  for (const one of file.accepted) {
    const body = parseBody(utf8(one.text));
    if (one.act_id) cases.same("act id", hexOf(actIdOf(utf8(one.text))), one.act_id);
    if (one.matter) cases.same("matter", hexOf(matterOf(body.act)), one.matter);
    cases.same("again", new TextDecoder().decode(write(parse(utf8(one.text)))), one.text);
  }
  for (const one of file.refused) await cases.taken(one.why, () => parseBody(utf8(one.text)), false);
  return cases;
}

export async function ownLeaves() {
  const cases = new Cases();
  const file = await ownAt("leaves");
  for (const one of file.accepted) {
    const leaf = parseLeaf(fromHex(one.leaf));
    cases.same(one.leaf, [hexOf(leaf.kid), hexOf(leaf.actId), hexOf(toSign(leaf))], [one.kid, one.act_id, one.to_sign]);
    cases.same("signed", await verifyLeaf(fromHex(one.public), leaf), true);
  }
  for (const one of file.refused) await cases.taken(one.why, () => parseLeaf(fromHex(one.leaf)), false);
  for (const one of file.not_verified) {
    const { value } = await attempt(() => parseLeaf(fromHex(one.leaf)));
    cases.same(one.why, value !== undefined && (await verifyLeaf(fromHex(one.public), value)), false);
  }
  return cases;
}

export async function ownAttachments() {
  const cases = new Cases();
  const file = await ownAt("attachments");
  const open = (one) => openAttachment(fromHex(one.key), fromHex(one.salt), fromHex(one.sealed), fromHex(one.c));
  for (const one of file.accepted) cases.same(one.c, hexOf(await open(one)), one.plaintext);
  for (const one of file.refused) await cases.taken(one.why, () => open(one), false);
  return cases;
}

export async function ownWords() {
  const cases = new Cases();
  const file = await ownAt("words");
  for (const one of file.accepted) {
    cases.same(one.digest, [wordsOf(fromHex(one.digest)), hexOf(digestFromWords(one.words)), hexOf(digestFrom(one.digest))], [one.words, one.digest, one.digest]);
  }
  for (const one of file.refused) await cases.taken(one.why, () => digestFromWords(one.words), false);
  return cases;
}

export async function ownTree() {
  const cases = new Cases();
  const file = await ownAt("tree");
  const leaves = Array.from({ length: 600 }, (_, at) => leafHash(utf8(`entry ${at}`)));
  cases.same("leaves", leaves.slice(0, file.leaf_hashes.length).map(hexOf), file.leaf_hashes);
  file.roots.forEach((due, size) => cases.same(`root ${size}`, hexOf(rootOf(leaves.slice(0, size))), due));
  for (const one of file.frontiers) {
    const frontier = new Frontier();
    leaves.slice(0, Number(one.size)).forEach((leaf) => frontier.append(leaf));
    cases.same(`frontier ${one.size}`, frontier.parts.map((part) => hexOf(part.hash)), one.hashes);
  }
  const path = (one) => one.path.map((hash) => fromHex(hash));
  for (const one of [...file.inclusion, ...file.large]) {
    const holds = verifyInclusion(fromHex(one.leaf), BigInt(one.index), BigInt(one.size), path(one), fromHex(one.root));
    cases.same(`${one.index} of ${one.size} ${one.why ?? ""}`, holds, one.valid);
  }
  for (const one of file.consistency) {
    const given = [BigInt(one.old), BigInt(one.new), path(one), fromHex(one.old_root), fromHex(one.new_root)];
    cases.same(`${one.old} to ${one.new} ${one.why ?? ""}`, [verifyConsistency(...given), verifyGrowth(...given)], [one.valid, one.growth ?? one.valid]);
  }
  for (const one of file.tile_paths) {
    const { value } = await attempt(() => parseTilePath(one.path));
    const due = one.valid ? [one.entries ? "entries" : one.level, one.index, one.width] : null;
    cases.same(one.path, value ? [value.level, String(value.index), value.width] : null, due);
  }
  for (const [size, due] of Object.entries(file.tiles_of_size)) {
    cases.same(size, tileCounts(BigInt(size)).map(({ level, full, partial }) => ({ level, full: Number(full), narrow: partial })), due);
  }
  for (const one of file.bundles) {
    const { value } = await attempt(() => parseBundle(fromHex(one.hex), one.width));
    cases.same(one.why ?? one.hex, value?.map(hexOf) ?? null, one.valid ? one.entries : null);
  }
  return cases;
}

export async function ownNotes() {
  const cases = new Cases();
  const file = await ownAt("notes");
  for (const one of file.notes) {
    const { value } = await attempt(() => openNote(utf8(one.note), one.known.map(parseVkey)));
    cases.same(one.why, value !== undefined, one.valid);
    if (value) cases.same(`${one.why}: names`, [value.verified.map((by) => by.verifier.name), value.text], [one.verified, one.text]);
  }
  for (const one of file.keys) {
    const { value } = await attempt(() => parseVkey(one.vkey));
    // One key is given without its bytes, only to show what its id is made from.
    const due = one.valid ? [one.name, one.id, one.kind, one.public ?? (value && hexOf(value.key))] : null;
    cases.same(one.why ?? one.vkey, value ? [value.name, hexOf(value.keyId), value.kind, hexOf(value.key)] : null, due);
  }
  for (const one of file.checkpoints) {
    const { value } = await attempt(() => parseCheckpoint(one.text));
    const due = one.valid ? [one.origin, one.size, one.root, one.extensions] : null;
    cases.same(one.why ?? one.text, value ? [value.origin, String(value.size), hexOf(value.root), value.extensions] : null, due);
  }
  const log = parseVkey(file.log);
  for (const one of file.cosignatures) {
    const { value } = await attempt(() => openCheckpoint(utf8(one.note), log.name, log, [parseVkey(one.vkey)]));
    cases.same(one.why, value !== undefined, one.valid);
    const times = value?.verified.filter((by) => by.time !== null).map((by) => Number(by.time)) ?? [];
    cases.same(`${one.why}: time`, times, one.at == null ? [] : [one.at]);
  }
  return cases;
}

const namesOf = (cosigners, state) => cosigners.filter((one) => one.state === state).map((one) => one.name);

export async function ownPolicies() {
  const cases = new Cases();
  const file = await ownAt("policies");
  for (const one of file.valid) await cases.taken(one, () => parsePolicy(one), true);
  for (const one of file.refused) await cases.taken(one.why, () => parsePolicy(one.policy), false);
  for (const [at, one] of file.weighed.entries()) {
    const trust = trustFromPolicy(one.policy);
    const { verified } = await openTrusted(utf8(one.note), trust);
    const behind = cosigned(trust, verified, BigInt(one.now));
    const lack = [...namesOf(behind.cosigners, "missing"), ...namesOf(behind.cosigners, "too far ahead")];
    cases.same(`weighed ${at}`, [behind.grade !== "recorded", namesOf(behind.cosigners, "cosigned"), namesOf(behind.cosigners, "too far ahead"), lack],
      [one.satisfied, one.cosigned, one.ahead, one.missing]);
  }
  return cases;
}

/** Cosignatures with ML-DSA-44. A browser that does not know them says so, and counts none. */
export async function ownMlDsa() {
  const cases = new Cases();
  const file = await ownAt("mldsa");
  const offered = await offersMlDsa44();
  for (const one of file.cosignatures) {
    const { value } = await attempt(() => openNote(utf8(one.note), [parseVkey(file.log), parseVkey(one.vkey)]));
    cases.same(one.why, value !== undefined, !offered || one.valid);
    const times = value?.verified.filter((by) => by.time !== null).map((by) => Number(by.time)) ?? [];
    cases.same(`${one.why}: time`, times, one.at == null || !offered ? [] : [one.at]);
  }
  for (const [at, one] of file.weighed.entries()) {
    const trust = trustFromPolicy(one.policy);
    const { verified, unchecked } = await openTrusted(utf8(one.note), trust);
    const behind = cosigned(trust, verified, BigInt(one.now), unchecked);
    const [ahead, unread] = [namesOf(behind.cosigners, "too far ahead"), namesOf(behind.cosigners, "not checked")];
    const lines = [...one.cosigned, ...one.ahead].sort();
    const due = offered ? [one.satisfied, one.cosigned, one.ahead, []] : [false, [], [], lines];
    cases.same(`weighed ${at}`, [behind.grade !== "recorded", namesOf(behind.cosigners, "cosigned"), ahead, unread.sort()], due);
    const missing = new Set([...namesOf(behind.cosigners, "missing"), ...ahead, ...unread]);
    cases.same(`weighed ${at}: missing`, [...missing].sort(), [...new Set(offered ? one.missing : [...one.missing, ...lines])].sort());
  }
  return { ...cases, offered };
}

export async function ownProofs() {
  const cases = new Cases();
  const file = await ownAt("proofs");
  const trust = trustFromPolicy(file.policy);
  const holds = async (one) => {
    const proof = parseProof(utf8(one.proof));
    const { origin, verifier } = trust.logs[0];
    const { verified } = await checkProof(proof, fromHex(one.leaf), origin, verifier, cosignersOf(trust));
    if (cosigned(trust, verified, BigInt(file.now)).grade === "recorded") throw new Bad("grade", "too few");
    return [String(proof.index), proof.extra && hexOf(proof.extra)];
  };
  for (const one of file.valid) cases.same(one.index, await holds(one), [one.index, one.extra]);
  for (const one of file.refused) await cases.taken(one.why, () => holds(one), false);
  return cases;
}

export async function ownWitness() {
  const cases = new Cases();
  const file = await ownAt("witness");
  const log = parseVkey(file.log);
  let held = null;
  for (const one of file.add_checkpoint) {
    const status = await asked(one.request, held, log.name, log);
    cases.same(one.why, status, one.status);
    if (status === 200) {
      const head = parseCheckpoint(splitNote(utf8(one.request.slice(one.request.indexOf("\n\n") + 2))).text);
      held = { size: Number(head.size), root_b64: base64Of(head.root) };
    }
    cases.same(`${one.why}: size`, held?.size ?? 0, one.size_after);
  }
  return cases;
}

/** @param {{[path: string]: string}} files in hexadecimal */
const folderOf = (files) => async (path) => (path in files ? fromHex(files[path]) : null);
const decoded = (given) => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, fromHex(value)]));

/** The statement about a proof; everything is given in hexadecimal. */
export function proofStatement({ proof, digest, genesis, policy, keys, body, now }) {
  const given = decoded({ proof, ...(keys && { keys }), ...(body && { body }) });
  const trust = policy ? { policy: fromHex(policy) } : { digest: fromHex(digest), genesis: fromHex(genesis) };
  return verifyProof({ ...given, trust, now: BigInt(now) });
}

/** The statement about a folder. */
export function folderStatement({ files, digest, policy, body, notes, act, keys, now }) {
  const given = decoded({ ...(digest && { digest }), ...(body && { body }), ...(keys && { keys }) });
  const trust = policy ? { policy: fromHex(policy) } : undefined;
  return verifyFolder(folderOf(files), { ...given, trust, act, notes: (notes ?? []).map((note) => fromHex(note)), now: BigInt(now) });
}

/** For one file of what is given: the places at which a changed byte goes through. */
export async function bytesThatDoNotMatter({ kind, name, step, change, ...given }) {
  const data = fromHex(kind === "folder" ? given.files[name] : given[name]);
  const through = [];
  for (let at = 0; at < data.length; at += step) {
    const other = Uint8Array.from(data);
    other[at] ^= change;
    const files = kind === "folder" ? { ...given.files, [name]: hexOf(other) } : undefined;
    const made = kind === "folder" ? await folderStatement({ ...given, files }) : await proofStatement({ ...given, [name]: hexOf(other) });
    if (made.verdict === "holds") through.push(at);
  }
  return { tried: Math.ceil(data.length / step), through };
}
