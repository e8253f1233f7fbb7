// Opens files with `age-encryption` and seals one for us. In: {files: [{file, identity}], seal: {text, recipient}}, files in
// base64. Out: {texts, file}.
import { Decrypter, Encrypter } from "age-encryption";
import { input } from "./input.mjs";

const { files, seal } = await input();
const texts = [];
for (const { file, identity } of files) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  texts.push(await decrypter.decrypt(Buffer.from(file, "base64"), "text"));
}
const encrypter = new Encrypter();
encrypter.addRecipient(seal.recipient);
const file = await encrypter.encrypt(seal.text);
process.stdout.write(JSON.stringify({ texts, file: Buffer.from(file).toString("base64") }));
