// Requests to the service. An error of the service is thrown with the reason that it gives (problem details).
let key = null;
let asked = null;
let askForKey = () => Promise.reject(new Error("The service asks for an API key."));

export const onKeyNeeded = ask => { askForKey = ask; };

async function send(path, options) {
  const headers = new Headers(options.headers);
  if (key !== null) headers.set("Authorization", `Bearer ${key}`);
  const answer = await fetch(path, { ...options, headers }).catch(error => {
    throw error.name === "AbortError" ? error : new Error("The service does not answer. Is it still running?");
  });
  if (answer.status === 401) {
    asked ??= askForKey(); // once, however many requests wait for it
    key = await asked;
    asked = null;
    return send(path, options);
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  const wait = answer.headers.get("Retry-After");
  throw new Error([problem.title ?? `The service answered ${answer.status}.`, problem.detail, wait && `Try again in ${wait} s.`].filter(Boolean).join(" "));
}

export const get = (path, signal) => send(path, { signal });
export const getJson = async (path, signal) => (await get(path, signal)).json();
export const post = (path, body, headers = {}, signal) => send(path, { method: "POST", body, headers, signal });
export const postJson = (path, value, headers = {}, signal) => post(path, JSON.stringify(value), { "Content-Type": "application/json", ...headers }, signal);

// The events of an answer (server-sent events over POST, which EventSource does not do).
export async function* events(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (true) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const parts = text.split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const fields = Object.fromEntries(part.split("\n").map(line => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));
      if (fields.data) yield { type: fields.event ?? "message", data: JSON.parse(fields.data) };
    }
  }
}

// Of several calls in short succession the last one counts: those before it are aborted.
export function latest() {
  let controller = null;
  return () => {
    controller?.abort();
    controller = new AbortController();
    return controller.signal;
  };
}
