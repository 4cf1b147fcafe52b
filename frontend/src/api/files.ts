// Files: in with progress, out as a download.
import { NotSent, type File as Stored } from './client';
import { once } from './once';
import { Problem, problemIn, problemOf } from './problem';
import { asking } from './self';
import { hooks } from './hooks';

export type { Stored };

/** What a picker offers: by the end of the name too, for many a system knows no type of a PDF, or one of its own. */
export const accepted = '.pdf,.jpg,.jpeg,.jpe,.jfif,.png,application/pdf,image/jpeg,image/jpg,image/png';
export const largest = 10 * 1024 * 1024;

/** How a PDF, a JPEG and a PNG begin; the names and types that systems give them are missing or odd. */
const begins = ['%PDF-', '\xff\xd8\xff', '\x89PNG\r\n\x1a\n'];

/** What is wrong with a file before it is sent; nothing when it can go. The server looks further inside and has the last word. */
export async function faultOf(file: File): Promise<string> {
  if (file.size > largest) return `${file.name} is ${size(file.size)}; at most 10 MB can be sent. Scan it at a lower resolution.`;
  if (file.size === 0) return `${file.name} is empty.`;
  const head = await file
    .slice(0, 12)
    .arrayBuffer()
    .then(
      (bytes) => String.fromCharCode(...new Uint8Array(bytes)),
      () => undefined,
    );
  if (head === undefined) return `${file.name} cannot be read. Choose it again.`;
  if (begins.some((begin) => head.startsWith(begin))) return '';
  if (/^....ftyp(hei|hev|mif1|msf1|avif)/s.test(head)) {
    return (
      `${file.name} is a HEIC picture, which many computers cannot open. Send a screenshot of it; or let the camera make JPEG (on an ` +
      'iPhone: Settings, Camera, Formats, Most Compatible) and take it again.'
    );
  }
  return `${file.name} is not a PDF, JPEG or PNG. Save it as one of these, or take a photo.`;
}

/** 1.4 MB, 320 kB. */
export function size(bytes: number) {
  return bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
}

/** Sends a file; `progress` hears how much of it has gone, from 0 to 1. */
export async function upload<Answer = Stored>(
  file: File,
  progress: (part: number) => void = () => {},
  signal?: AbortSignal,
  to = '/api/v1/files',
  named = true, // where the name of the file is nobody's business, it is not sent
): Promise<Answer> {
  const turn = await asking();
  // Another file is another thing to do, also where the first was lost: what it is belongs to the address.
  return once(/* code */ `${turn.meant} ${to} ${file.name} ${file.size} ${file.lastModified}`, '', undefined, (_, key) =>
    send<Answer>(
      named ? /* code */ `${to}${to.includes('?') ? '&' : '?'}name=${encodeURIComponent(file.name)}` : to,
      file,
      { ...turn.says, 'Idempotency-Key': key },
      turn.heard,
      progress,
      signal,
    ),
  ).then(
    (stored) => (hooks.onWrite(), stored),
    (failure: unknown) => {
      if (!(failure instanceof Problem) || failure.code !== 'signed-out') throw failure;
      void hooks.onSignedOut();
      throw new NotSent();
    },
  );
}

function send<Answer>(
  to: string,
  file: File,
  says: Record<string, string>,
  heard: (answer: Pick<Headers, 'get'>) => Promise<void>,
  progress: (part: number) => void,
  signal?: AbortSignal,
) {
  return new Promise<Answer>((done, failed) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest(); // fetch tells nothing about the progress of what is sent
    request.open('POST', to);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    for (const [name, value] of Object.entries(says)) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.timeout = 180_000;
    request.upload.onprogress = (e) => progress(e.lengthComputable ? e.loaded / e.total : 0);
    request.onload = async () => {
      await heard({ get: (name) => request.getResponseHeader(name) });
      if (request.status < 300) done(request.response as Answer);
      else failed(problemIn(request, request.response));
    };
    request.onerror = () => failed(problemOf(new TypeError('network')));
    request.ontimeout = () => failed(problemOf(new DOMException('', 'TimeoutError')));
    request.onabort = () => failed(signal?.reason ?? new DOMException('', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** What an address answers that is no JSON; a refusal is thrown as a Problem. What is asked with POST leaves nothing behind either. */
export async function fetched(address: string, signal?: AbortSignal, method: 'GET' | 'POST' = 'GET'): Promise<Response> {
  const turn = await asking();
  try {
    const answer = await fetch(address, { method, credentials: 'same-origin', signal: signal ?? null });
    await turn.heard(answer.headers);
    if (!answer.ok) throw problemIn(answer, await answer.json().catch(() => undefined));
    return answer;
  } catch (failure) {
    if (signal?.aborted) throw failure;
    const problem = problemOf(failure);
    if (problem.code !== 'signed-out' || !turn.meant) throw problem;
    await hooks.onSignedOut();
    return fetched(address, signal, method);
  }
}

/** Saves what an address answers with, under the name the server gives it. */
export async function download(address: string, name = 'file', method?: 'POST') {
  const answer = await fetched(address, undefined, method);
  saveAs(await answer.blob(), nameIn(answer.headers.get('Content-Disposition')) || name);
}

/** Saves something made in the browser. */
export function saveAs(content: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function nameIn(disposition: string | null): string {
  const [, coded] = /filename\*=utf-8''([^;]+)/i.exec(disposition ?? '') ?? [];
  if (coded) return decodeURIComponent(coded);
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1] ?? '';
}
