// Verifies signed structures with `jose`. In: {jws, typ, key?}[]; a structure without `key` carries its own in the header.
// Out: the payloads, in the same order.
import { EmbeddedJWK, compactVerify, importJWK } from "jose";
import { input } from "./input.mjs";

const payloads = [];
for (const { jws, typ, key } of await input()) {
  const trusted = key ? await importJWK(key, "EdDSA") : EmbeddedJWK;
  const options = { algorithms: ["EdDSA"] };
  const { payload, protectedHeader } = await compactVerify(jws, trusted, options);
  if (protectedHeader.typ !== typ) throw new Error(`typ is ${protectedHeader.typ}, expected ${typ}`);
  payloads.push(JSON.parse(new TextDecoder().decode(payload)));

  // A changed payload must not pass: that the library looks at all is part of the proof.
  const [header, , signature] = jws.split(".");
  const other = Buffer.from("{}").toString("base64url");
  const passed = await compactVerify(`${header}.${other}.${signature}`, trusted, options).then(() => true, () => false);
  if (passed) throw new Error("a changed payload was accepted");
}
process.stdout.write(JSON.stringify(payloads));
