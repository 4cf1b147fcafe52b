// Files: in with progress, out as a download.
import { Problem, problemOf, submission, told, type File as Stored } from './api';

export type { Stored };

/** What the fund takes as evidence, letters and certificates. */
export const accepted = { 'application/pdf': 'PDF', 'image/jpeg': 'JPEG', 'image/png': 'PNG' } as const;
export const largest = 10 * 1024 * 1024;

/** What is wrong with a file before it is sent; nothing when it can go. The server looks inside and has the last word. */
export function faultOf(file: { name: string; size: number; type: string }): string {
  if (!(file.type in accepted)) return `${file.name} is not a PDF, JPEG or PNG. Save it as one of these, or take a photo.`;
  if (file.size > largest) return `${file.name} is ${size(file.size)}; at most 10 MB can be sent. Scan it at a lower resolution.`;
  if (file.size === 0) return `${file.name} is empty.`;
  return '';
}

/** 1.4 MB, 320 kB. */
export function size(bytes: number) {
  return bytes >= 1024 * 1024 ? `${(bytes / 1024 / 1024).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
}

/** Sends a file; `progress` hears how much of it has gone, from 0 to 1. */
export function upload(file: File, progress: (part: number) => void = () => {}, signal?: AbortSignal): Promise<Stored> {
  const key = submission('/api/v1/files', { body: [file.name, file.size, file.lastModified] });
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest(); // fetch tells nothing about the progress of what is sent
    request.open('POST', `/api/v1/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.setRequestHeader('Idempotency-Key', key.value);
    request.responseType = 'json';
    request.timeout = 180_000;
    request.upload.onprogress = (e) => progress(e.lengthComputable ? e.loaded / e.total : 0);
    request.onload = () => {
      if (request.status < 300) {
        key.settle();
        told.written();
        return done(request.response as Stored);
      }
      const problem = new Problem({ status: request.status, detail: `the answer was ${request.status}`, ...request.response });
      if (!problem.unsettled) key.settle();
      if (problem.code === 'signed-out') told.signedOut();
      failed(problem);
    };
    request.onerror = () => failed(problemOf(new TypeError('network')));
    request.ontimeout = () => failed(problemOf(new DOMException('', 'TimeoutError')));
    request.onabort = () => failed(signal?.reason ?? new DOMException('', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** Saves what an address answers with, under the name the server gives it; a refusal is thrown as a Problem. */
export async function download(address: string, name = 'file') {
  let response: Response;
  try {
    response = await fetch(address, { credentials: 'same-origin' });
  } catch (failure) {
    throw problemOf(failure);
  }
  if (!response.ok) throw new Problem(await response.json().catch(() => ({ status: response.status })));
  saveAs(await response.blob(), nameIn(response.headers.get('Content-Disposition')) || name);
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
