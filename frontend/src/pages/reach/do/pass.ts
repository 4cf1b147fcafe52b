// A link from a mail, as the parts of the page behind it have it.
import { api, type OpenPass, type Sent } from '../../../api/client';

export interface Pass {
  pass: OpenPass;
  token: string;
}

/** Does the one thing that a link is for; answers the record as it is then. */
export async function use<R>(token: string, done: Omit<Sent<'/api/v1/passes/use'>, 'token'>, revision?: number): Promise<R> {
  const answer = await api.post('/api/v1/passes/use', { body: { token, ...done }, ...(revision && { revision }) });
  return answer.record as R;
}
