// The one way to the API. Paths, parameters, bodies and answers are typed by api.d.ts, which is made from the document.
import createClient from 'openapi-fetch';
import type { paths, Proposal } from './api.d';
import { once } from './once';
import { Problem, problemIn, problemOf } from './problem';
import { pageVisit } from '../app/router.svelte';
import { asking } from './self';
import { hooks } from './hooks';

export type * from './api.d';
export { Problem, problemOf };

/** What was asked for takes two people: it is not done, and waits for another administrator. */
export class Proposed extends Problem {
  constructor(readonly proposal: Proposal) {
    super({
      status: 202,
      code: 'proposed',
      detail: `${proposal.reference} needs a second person`,
      remedy: 'another administrator confirms it',
    });
  }
}

/** The session had ended: whoever sent this signs in again, and sends it once more. */
export class NotSent extends Problem {
  constructor() {
    super({ code: 'ended', detail: 'your session had ended, so this was not sent', remedy: 'sign in, then send it again' });
  }
}

type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

/** Every path that takes a method, exactly as in the document. */
export type PathFor<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [m in M]: infer O } ? ([O] extends [undefined] ? never : P) : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [m in M]: infer O } ? NonNullable<O> : never;
type InPath<O> = O extends { parameters: { path: infer X } } ? X : never;
type InQuery<O> = O extends { parameters: { query?: infer X } } ? NonNullable<X> : never;
type Needed<O> = O extends { parameters: { header: { 'If-Match': string } } } ? true : never;
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
  ([InBody<O>] extends [never] ? { body?: undefined } : { body: InBody<O> }) &
  // of the record as it was shown: the change is refused when somebody else was faster
  ([Needed<O>] extends [never] ? { revision?: number } : { revision: number }) & {
    signal?: AbortSignal;
  };
type Rest<T> = object extends T ? [options?: T] : [options: T];

const patience = 25_000; // ms for an answer

const client = createClient<paths>({ baseUrl: origin(), credentials: 'same-origin' });

function origin() {
  return typeof location === 'undefined' ? 'http://localhost' : location.origin;
}

type Loose = { path?: unknown; query?: unknown; body?: unknown; revision?: number; signal?: AbortSignal };

async function ask(method: Method, path: string, o: Loose = {}): Promise<unknown> {
  const turn = await asking();
  let proposal: Proposal | undefined; // it takes two people, and the other has not confirmed it yet
  const send = async (body: unknown, key?: string) => {
    const headers: Record<string, string> = method === 'get' ? {} : { ...turn.says };
    if (o.revision) headers['If-Match'] = `"${o.revision}"`;
    if (key) headers['Idempotency-Key'] = key;
    const timeout = AbortSignal.timeout(patience);
    // The typed surface is `api` below; in here one loose call serves all methods.
    const request = client.request as unknown as (
      m: string,
      p: string,
      init: object,
    ) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
    const { data, error, response } = await request(method, path, {
      params: { path: o.path ?? {}, query: given(o.query) },
      body,
      headers,
      signal: o.signal ? AbortSignal.any([o.signal, timeout]) : timeout,
    });
    await turn.heard(response.headers);
    if (!response.ok) throw problemIn(response, error);
    proposal = response.status === 202 ? (data as Proposal) : undefined;
    return data;
  };
  try {
    const data = await (method === 'post' && turn.meant && !path.startsWith('/api/v1/session')
      ? once(`${turn.meant} ${path} ${JSON.stringify([o.path, o.query])}`, pageVisit(), o.body, send)
      : send(o.body));
    if (method !== 'get') hooks.onWrite();
    if (proposal) throw new Proposed(proposal);
    return data;
  } catch (failure) {
    if (o.signal?.aborted) throw failure;
    const problem = problemOf(failure);
    if (problem.code !== 'signed-out' || !turn.meant || path === '/api/v1/session') throw problem;
    const back = hooks.onSignedOut();
    if (method !== 'get') throw new NotSent();
    await back;
    return ask(method, path, o);
  }
}

/** A query without what is empty: an empty filter is no filter. */
function given(query: unknown) {
  return Object.fromEntries(Object.entries((query ?? {}) as object).filter(([, v]) => v !== undefined && v !== null && v !== ''));
}

function verb<M extends Method>(method: M) {
  return <P extends PathFor<M>>(path: P, ...[options]: Rest<Asking<P, M>>) =>
    ask(method, path as string, options as Loose) as Promise<AnswerTo<Operation<P, M>>>;
}

/** `await api.get('/api/v1/accounts/{id}', { path: { id } })`: the answer, or a Problem is thrown. */
export const api = { get: verb('get'), put: verb('put'), post: verb('post'), patch: verb('patch'), delete: verb('delete') };
