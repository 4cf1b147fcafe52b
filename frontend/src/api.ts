// The one way to the API. Paths, parameters, bodies and answers are typed by api.d.ts, which is made from the document.
import createClient from 'openapi-fetch';
import type { Code, paths } from './api.d';

export type * from './api.d';

type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

/** Every path that takes a method, exactly as in the document. */
export type PathFor<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [m in M]: infer O } ? ([O] extends [undefined] ? never : P) : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [m in M]: infer O } ? NonNullable<O> : never;
type InPath<O> = O extends { parameters: { path: infer X } } ? X : never;
type InQuery<O> = O extends { parameters: { query?: infer X } } ? NonNullable<X> : never;
type InBody<O> = O extends { requestBody?: { content: infer C } } ? (C extends { 'application/json': infer B } ? B : never) : never;
type AnswerTo<O> = O extends { responses: infer R } ? AnswerIn<R> : never;
type AnswerIn<R> = R extends { 200: { content: { 'application/json': infer A } } }
  ? A
  : R extends { 201: { content: { 'application/json': infer A } } }
    ? A
    : undefined;

/** What a path answers to GET. */
export type Got<P extends PathFor<'get'>> = AnswerTo<Operation<P, 'get'>>;
/** What one of the items of a list is. */
export type Item<P extends PathFor<'get'>> = Got<P> extends { items: (infer T)[] } ? T : never;
/** What a path takes as a POST body. */
export type Sent<P extends PathFor<'post'>> = InBody<Operation<P, 'post'>>;

/** What goes with a request; path and body are asked for exactly where the document has them. */
export type Asking<P extends keyof paths, M extends Method> = Options<Operation<P, M>>;
type Options<O> = ([InPath<O>] extends [never] ? { path?: undefined } : { path: InPath<O> }) &
  ([InQuery<O>] extends [never] ? { query?: undefined } : { query?: InQuery<O> }) &
  ([InBody<O>] extends [never] ? { body?: undefined } : { body: InBody<O> }) & {
    revision?: number; // of the record as it was shown: the change is refused when somebody else was faster
    signal?: AbortSignal;
  };
type Rest<T> = object extends T ? [options?: T] : [options: T];

/** What we say ourselves when there is no answer of the API to repeat. */
type Ours = 'offline' | 'timeout' | 'no-problem' | 'app' | 'page' | 'unknown';

/** A refusal or a failure, as the API explains it; also what we say ourselves when there is no answer at all. */
export class Problem extends Error {
  readonly status: number; // 0 when there was no answer
  readonly code: Code | Ours;
  readonly detail: string;
  readonly remedy: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly requestId: string;

  constructor(p: {
    status?: number;
    code?: Code | Ours;
    detail?: string;
    remedy?: string;
    errors?: { field: string; message: string }[];
    requestId?: string;
  }) {
    super(p.detail ?? 'something went wrong');
    this.name = 'Problem';
    this.status = p.status ?? 0;
    this.code = p.code ?? 'unknown';
    this.detail = sentence(p.detail ?? 'something went wrong');
    this.remedy = p.remedy ? sentence(p.remedy) : '';
    this.fields = new Map((p.errors ?? []).map((e) => [e.field, sentence(e.message)]));
    this.requestId = p.requestId ?? '';
  }

  /** Whether the request may or may not have been done: repeating the same one is safe. */
  get unsettled() {
    return this.status === 0 || this.status >= 500 || this.status === 429;
  }
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?:]$/.test(text) ? '' : '.');

/** What others hear of: that a session ended, that something was written. Set by those who care, once. */
export const told: { signedOut: () => void; written: () => void } = { signedOut: () => {}, written: () => {} };

const patience = 25_000; // ms for an answer

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
  return new Problem({ code: 'app', detail: 'something went wrong in this app', remedy: 'reload the page; if it stays, tell an administrator' });
}

async function problemIn(response: Response, body: unknown): Promise<Problem> {
  if (body && typeof body === 'object' && 'detail' in body) return new Problem(body as ConstructorParameters<typeof Problem>[0]);
  return new Problem({
    status: response.status,
    code: 'no-problem',
    detail: `the answer was ${response.status} ${response.statusText}`.trim(),
    remedy: 'try again in a moment',
  });
}

const client = createClient<paths>({ baseUrl: origin(), credentials: 'same-origin' });

function origin() {
  return typeof location === 'undefined' ? 'http://localhost' : location.origin;
}

type Loose = { path?: unknown; query?: unknown; body?: unknown; revision?: number; signal?: AbortSignal };

async function ask(method: Method, path: string, o: Loose = {}): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (o.revision) headers['If-Match'] = `"${o.revision}"`;
  const key = method === 'post' ? submission(path, o) : undefined;
  if (key) headers['Idempotency-Key'] = key.value;
  const timeout = AbortSignal.timeout(patience);
  try {
    // The typed surface is `api` below; in here one loose call serves all methods.
    const request = client.request as unknown as (m: string, p: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
    const { data, error, response } = await request(method, path, {
      params: { path: o.path ?? {}, query: given(o.query) },
      body: o.body,
      headers,
      signal: o.signal ? AbortSignal.any([o.signal, timeout]) : timeout,
    });
    if (!response.ok) throw await problemIn(response, error);
    key?.settle();
    if (method !== 'get') told.written();
    return data;
  } catch (failure) {
    if (o.signal?.aborted) throw failure;
    const problem = problemOf(failure);
    if (!problem.unsettled) key?.settle();
    if (problem.code === 'signed-out') told.signedOut();
    throw problem;
  }
}

/** A query without what is empty: an empty filter is no filter. */
function given(query: unknown) {
  return Object.fromEntries(Object.entries((query ?? {}) as object).filter(([, v]) => v !== undefined && v !== null && v !== ''));
}

const submissions = new Map<string, string>();

/** The Idempotency-Key of a submission: the same until it is known how it ended, so that trying again does it once. */
export function submission(path: string, o: { path?: unknown; body?: unknown; query?: unknown }) {
  const what = path + JSON.stringify([o.path, o.query, o.body]);
  let value = submissions.get(what);
  if (!value) submissions.set(what, (value = crypto.randomUUID()));
  return { value, settle: () => submissions.delete(what) };
}

function verb<M extends Method>(method: M) {
  return <P extends PathFor<M>>(path: P, ...[options]: Rest<Asking<P, M>>) =>
    ask(method, path as string, options as Loose) as Promise<AnswerTo<Operation<P, M>>>;
}

/** `await api.get('/api/v1/accounts/{id}', { path: { id } })`: the answer, or a Problem is thrown. */
export const api = { get: verb('get'), put: verb('put'), post: verb('post'), patch: verb('patch'), delete: verb('delete') };
