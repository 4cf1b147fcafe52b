// Why something could not be done: as the API explains it, or as we say ourselves when there is no answer.
import type { Code } from './api.d';

/** What we say ourselves when there is no answer of the API to repeat. */
type Ours = 'file' | 'figure' | 'earlier' | 'no-cookie' | 'offline' | 'timeout' | 'no-problem' | 'app' | 'page' | 'proposed' | 'unknown';

/** A refusal or a failure, as the API explains it; also what we say ourselves when there is no answer at all. */
export class Problem extends Error {
  readonly status: number; // 0 when there was no answer
  readonly code: Code | Ours;
  readonly detail: string;
  readonly remedy: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly requestId: string;
  readonly doubt: boolean; // it is likely a mistake, and goes through for who says that it is none

  constructor(p: {
    status?: number;
    code?: Code | Ours;
    detail?: string;
    remedy?: string;
    errors?: { field: string; message: string }[];
    requestId?: string;
    doubt?: boolean;
  }) {
    super(p.detail ?? 'something went wrong');
    this.name = 'Problem';
    this.status = p.status ?? 0;
    this.code = p.code ?? 'unknown';
    this.detail = sentence(p.detail ?? 'something went wrong');
    this.remedy = p.remedy ? sentence(p.remedy) : '';
    this.fields = new Map((p.errors ?? []).map((e) => [e.field, sentence(e.message)]));
    this.requestId = p.requestId ?? '';
    this.doubt = p.doubt ?? false;
  }

  /** Whether the request may or may not have been done: repeating the same one is safe. */
  get unsettled() {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?:]$/.test(text) ? '' : '.');

/** Any failure as a Problem. */
export function problemOf(failure: unknown): Problem {
  if (failure instanceof Problem) return failure;
  if (failure instanceof DOMException && failure.name === 'TimeoutError') {
    return new Problem({
      code: 'timeout',
      detail: 'the fund did not answer in time',
      remedy: 'try again: repeating the same request is safe, it happens once',
    });
  }
  if (failure instanceof TypeError && /fetch|network|load failed/i.test(failure.message)) {
    return new Problem({
      code: 'offline',
      detail: 'the fund could not be reached',
      remedy: 'check the connection and try again; nothing you typed is lost',
    });
  }
  console.error(failure);
  return new Problem({
    code: 'app',
    detail: 'something went wrong in this app',
    remedy: 'reload the page; if the problem persists, contact an administrator',
  });
}

/** The refusal that an answer is. */
export function problemIn(response: { status: number; statusText: string }, body: unknown): Problem {
  if (body && typeof body === 'object' && 'detail' in body) return new Problem(body as ConstructorParameters<typeof Problem>[0]);
  return new Problem({
    status: response.status,
    code: 'no-problem',
    detail: `the answer was ${response.status} ${response.statusText}`.trim(),
    remedy: 'try again in a moment',
  });
}
