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

// A file, and how many rows are in it.
export async function download(path, query) {
  const response = await fetch(`/api/${path}?${new URLSearchParams(query)}`);
  if (!response.ok) return answer(response);
  return { blob: await response.blob(), count: Number(response.headers.get('x-visavis-rows')) };
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
