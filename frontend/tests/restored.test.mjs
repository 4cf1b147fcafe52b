// A fund that was restored from a backup, by clicking: an administrator learns that nothing is mailed, releases the mail, and finds
// the backups.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, house, settled } from './harness.mjs';
import { confirm, look, part, read, see } from './telling.mjs';

test('a restored fund mails nothing until an administrator releases it', { timeout: 120_000 }, async (t) => {
  const { as } = await house(t, { restored: true });
  const clara = await as('admin@demo.example');
  const release = () => clara.getByRole('button', { name: 'Release mail', exact: true });
  const at = async (address) => {
    await clara.goto(address);
    await settled(clara);
  };

  await part('the settings show what was backed up', async () => {
    await at('/fund/settings');
    await see(clara, /^fund-\d{4}-\d\d-\d\d\.db$/);
    await accessible(clara, 'backups');
    await look(clara, 'backups');
  });

  await part('the outbox and the first screen say that mail is held', async () => {
    await at('/outbox');
    await release().waitFor();
    await at('/');
    await see(clara, 'Nothing is mailed');
    await accessible(clara, 'a restored fund');
    await look(clara, 'restored');
    assert.equal((await read(clara, '/me')).mail, 'held');
  });

  await part('released, it is said no more', async () => {
    await release().click();
    await confirm(clara, 'Release mail');
    await release().waitFor({ state: 'detached' });
    assert.equal((await read(clara, '/me')).mail, 'demonstration');
    await at('/journal');
    await see(clara, 'Mail released, after the fund was restored from a backup');
  });
});
