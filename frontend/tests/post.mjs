// A real mail server beside the program, and the mails that it takes, as Python's parser reads them: `const mail = await post(t)`, then
// `house(t, { mail: mail.url })` is a fund with the people of the demonstration from which mails leave.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { patience, root } from './program.mjs';

/** Why mails cannot be read on the day of TODAY: a fund from which they leave keeps real time. */
export const untimely = process.env.TODAY ? 'a fund from which mails leave keeps real time' : false;

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
  const until = Date.now() + patience;
  const wait = async (what, found) => {
    for (;;) {
      const it = found();
      if (it) return it;
      assert.ok(server.exitCode === null, 'no mail server (apt-get install python3-aiosmtpd)');
      assert.ok(Date.now() < until + patience, `${what}; there are ${taken.map((m) => `${m.to}: ${m.headers.subject}`).join(', ')}`);
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
  return { url: `smtp://127.0.0.1:${port}`, mail, link, taken };
}
