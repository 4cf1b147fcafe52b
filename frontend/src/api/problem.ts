// Why something could not be done: as the API explains it, or as we say ourselves when there is no answer.
import { said, type Source } from '../text/api-sentences';
import type { Code, FieldError, Parameters, ProblemTemplate } from './api.d';

/** What we say ourselves when there is no answer of the API to repeat. */
type Ours =
  | 'ended'
  | 'file'
  | 'figure'
  | 'day'
  | 'earlier'
  | 'no-cookie'
  | 'offline'
  | 'timeout'
  | 'no-problem'
  | 'app'
  | 'page'
  | 'proposed'
  | 'unknown';

/** A refusal or a failure, as the API explains it; also what we say ourselves when there is no answer at all. */
export class Problem extends Error {
  readonly status: number; // 0 when there was no answer
  readonly code: Code | Ours;
  readonly requestId: string;
  readonly #detail: [text: string, of: Source];
  readonly #remedy: [text: string, of: Source];
  readonly #errors: readonly FieldError[];
  readonly doubt: boolean; // it is likely a mistake, and goes through for who says that it is none

  constructor(p: {
    status?: number;
    code?: Code | Ours;
    detail?: string;
    remedy?: string;
    template?: ProblemTemplate;
    parameters?: Parameters;
    errors?: FieldError[];
    requestId?: string;
    doubt?: boolean;
  }) {
    super(p.detail ?? 'something went wrong');
    this.name = 'Problem';
    this.status = p.status ?? 0;
    this.code = p.code ?? 'unknown';
    this.#detail = [p.detail ?? 'something went wrong', { template: p.template?.detail, parameters: p.parameters }];
    this.#remedy = [p.remedy ?? '', { template: p.template?.remedy, parameters: p.parameters }];
    this.#errors = p.errors ?? [];
    this.requestId = p.requestId ?? '';
    this.doubt = p.doubt ?? false;
  }

  // Said when they are read: what stands in them can have been on its way.
  get detail() {
    return sentence(said(...this.#detail));
  }
  get remedy() {
    return this.#remedy[0] && sentence(said(...this.#remedy));
  }
  get fields(): ReadonlyMap<string, string> {
    return new Map(this.#errors.map((e) => [e.field, sentence(said(e.message, e))]));
  }

  /** Whether the request may or may not have been done: repeating the same one is safe. */
  get unsettled() {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

/** A text of the API as a sentence. */
export const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?:]$/.test(text) ? '' : '.');

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
