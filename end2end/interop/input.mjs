// Reads what the test wrote to standard input: one JSON object.
export async function input() {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  return JSON.parse(text);
}
