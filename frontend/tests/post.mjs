// A real mail server beside the program, and the mails that it takes, as Python's parser reads them: `const mail = await post(t)`, then
// `house(t, { mail: mail.url })` is a fund with the people of the demonstration from which mails leave.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { patience, root } from './program.mjs';

/** Why mails cannot be read on another day than this one. */
export const untimely =
  Math.abs(Date.parse(process.env.TODAY ?? '') - Date.now()) > 3_600_000 ? 'a fund from which mails leave keeps real time' : false;

/** Starts Debian's aiosmtpd; it ends with the test. */
export async function post(t) {
  const server = spawn('/usr/bin/python3', [join(root, 'handlers/testdata/mailserver.py'), '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => server.kill());
  const taken = [];
  let port;
  createInterface({ input: server.stdout }).on('line', (line) => {
    const one = JSON.parse(line);
    if (port) taken.push(one);
    else port = one.port;
  });
  const wait = async (what, found) => {
    const until = Date.now() + 2 * patience;
    for (;;) {
      const it = found();
      if (it) return it;
      assert.ok(server.exitCode === null, 'no mail server (apt-get install python3-aiosmtpd)');
      assert.ok(Date.now() < until, `${what}; there are ${taken.map((m) => `${m.to}: ${m.headers.subject}`).join(', ')}`);
      await pause(50); // between two looks
    }
  };
  await wait('the mail server does not begin', () => port);
  /** The newest mail to an address whose subject has some words, that came after so many of them. */
  const mail = (to, words, after = 0) => {
    const fits = () => taken.filter((m) => m.to[0] === to && m.headers.subject.includes(words));
    return wait(`no mail comes to ${to} about ${words}`, () => fits().length > after && fits().at(-1));
  };
  /** The address of the one link in a mail that does one thing. */
  const link = (one) => {
    const found = /http\S+\/#\/do\/[A-Z2-7]+/.exec(one.plain)?.[0];
    assert.ok(found, `there is no link in ${one.plain}`);
    return found;
  };
  /** The newest mail to an address about some words, which an administrator has sent again: the demonstration tells of it as sent. */
  const resent = async (administrator, to, words) => {
    const ask = administrator.context().request;
    const { items } = await (await ask.get('/api/v1/deliveries', { params: { q: to, limit: 200 } })).json();
    const one = items.find((d) => d.line.includes(words) && d.kind !== 'digest');
    assert.ok(one, `no mail to ${to} is about ${words}: ${items.map((d) => d.line).join('; ')}`);
    const before = taken.filter((m) => m.to[0] === to && m.headers.subject.includes(words)).length;
    for (const [act, data] of [
      ['mark', { reason: 'It came back.' }],
      ['resend', undefined],
    ]) {
      const answer = await ask.post(`/api/v1/deliveries/${one.id}/${act}`, { data });
      assert.ok(answer.ok(), await answer.text());
    }
    return mail(to, words, before);
  };
  return { url: `smtp://127.0.0.1:${port}`, mail, resent, link, taken };
}
