// Works out every derivation of docs/cryptography.md with Node's own cryptography, from the inputs in
// owner/tests/vectors/derived.json, and compares. A second implementation, so that the first is not its own judge.
import assert from "node:assert/strict";
import { createHash, createHmac, createPrivateKey, createPublicKey, hkdfSync } from "node:crypto";
import { crc32 } from "node:zlib";
import { bech32 } from "@scure/base";
import { input } from "./input.mjs";

const hex = (text) => Buffer.from(text, "hex");
const utf8 = (text) => Buffer.from(text, "utf8");
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const hmac = (key, ...parts) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();
const hkdf = (secret, salt, info) => Buffer.from(hkdfSync("sha256", secret, salt, info, 32));
const id = (text) => hex(text.slice(text.indexOf("_") + 1));

// RFC 8410: the prefix of a PKCS #8 key of either curve.
const PKCS8 = { ed25519: "302e020100300506032b657004220420", x25519: "302e020100300506032b656e04220420" };
const publicOf = (curve, secret) => {
  const der = Buffer.concat([hex(PKCS8[curve]), secret]);
  const { x } = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" })).export({ format: "jwk" });
  return Buffer.from(x, "base64url");
};
const recipient = (secret) => bech32.encodeFromBytes("age", publicOf("x25519", secret));
const thumbprint = (key) => sha256(utf8(`{"crv":"Ed25519","kty":"OKP","x":"${key.toString("base64url")}"}`));

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const base62 = (number, digits) => {
  let text = "";
  for (let n = number; text.length < digits; n /= 62n) text = BASE62[Number(n % 62n)] + text;
  return text;
};
const secretDigits = (secret) => base62(BigInt(`0x${secret.toString("hex")}`), 43);

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const kitCode = (secret) => {
  const bytes = Buffer.concat([secret, sha256(utf8("mydata/kit/v1"), secret).subarray(0, 3)]);
  let bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  let text = "";
  for (; bits; bits = bits.slice(5)) text += CROCKFORD[parseInt(bits.slice(0, 5), 2)];
  return text.match(/.{4}/g).join("-");
};

const sorted = (rows) => {
  const bytes = rows.map(([key, hash]) => Buffer.concat([id(key), hex(hash)]));
  return sha256(...bytes.sort(Buffer.compare)).toString("hex");
};

const { token, kit, passkey, tag, company, subject, pin, manifest, log } = await input();

const a = hex(token.a);
const head = `mydata_${token.kind}_${secretDigits(a)}`;
assert.equal(token.sealed, `${head}_${base62(BigInt(crc32(head)), 6)}`);
assert.equal(token.readable, `${token.sealed}_${secretDigits(hex(token.k))}`);
assert.equal(token.hash, sha256(a).toString("hex"));

const signingKey = Buffer.from(tag.signing_key, "base64url");
const epoch = Buffer.alloc(4);
epoch.writeUInt32BE(tag.epoch);
const tagOf = (key) => hmac(key, utf8("mydata/tag/v1"), id(tag.person), epoch, signingKey).toString("base64url");

const secret = hex(kit.secret);
assert.equal(kit.code, kitCode(secret));
assert.equal(kit.recipient, recipient(hkdf(secret, "", "mydata/unlock/kit/v1")));
assert.equal(kit.tag, tagOf(hkdf(secret, "", "mydata/tag/kit/v1")));
const signIn = publicOf("ed25519", hkdf(secret, "", "mydata/sign-in/kit/v1"));
assert.equal(kit.key, signIn.toString("base64url"));
assert.equal(kit.thumbprint, thumbprint(signIn).toString("hex"));

const outputs = Buffer.concat([hex(passkey.first), hex(passkey.second)]);
const ofPasskey = (label) => hkdf(outputs, hex(passkey.salt), Buffer.concat([utf8(label), hex(passkey.credential)]));
assert.equal(passkey.recipient, recipient(ofPasskey("mydata/unlock/passkey/v1")));
assert.equal(passkey.tag, tagOf(ofPasskey("mydata/tag/passkey/v1")));

const companyKey = publicOf("ed25519", hkdf(hex(company.seed), "", `mydata/company/v1${company.client}`));
assert.equal(company.key, companyKey.toString("base64url"));
assert.equal(company.thumbprint, thumbprint(companyKey).toString("hex"));
assert.equal(subject.sub, hmac(hex(subject.pairwise), utf8(subject.client)).toString("base64url"));

const k = hex(pin.k);
assert.equal(pin.recipient, recipient(k));
assert.equal(pin.pin_key, hkdf(k, "", "pin").toString("hex"));
assert.equal(pin.pin, hmac(hex(pin.pin_key), thumbprint(Buffer.from(pin.key, "base64url"))).toString("base64url"));

assert.equal(manifest.items_hash, sorted(manifest.items));
assert.equal(manifest.grants_hash, sorted(manifest.grants));

let chain = Buffer.alloc(32);
log.entries.forEach((entry, index) => {
  chain = sha256(chain, utf8(entry));
  assert.equal(log.heads[index], chain.toString("hex"));
});
process.stdout.write("{}");
