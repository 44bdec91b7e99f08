// Questions to the server. An action is answered when it is on disk.

export class Refused extends Error {
  constructor(status, said) {
    super(said.message || String(status));
    this.status = status;
    this.said = said;
  }
}

async function answer(response) {
  if (response.ok) return response.json();
  const text = await response.text();
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    said = { kind: 'fault', message: text };
  }
  throw new Refused(response.status, said);
}

export async function ask(path, query = {}, signal) {
  const params = new URLSearchParams(query);
  return answer(await fetch(`/api/${path}?${params}`, { signal }));
}

export async function tell(path, body) {
  return answer(
    await fetch(`/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}
