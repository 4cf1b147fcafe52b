// What is decided against a request, and what that does to those who relied on it: contested, declined, withdrawn, moved,
// postponed, stood down. Everything is said before it is done, and seen afterwards by everybody whom it concerns.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, day, house, online, phone, settled } from './harness.mjs';
import {
  asAnother,
  confirm,
  dialog,
  findsMet,
  follow,
  format,
  inForce,
  look,
  paper,
  part,
  press,
  read,
  reload,
  see,
  visit,
} from './telling.mjs';

const hand = { viewport: phone, hasTouch: true, isMobile: true };

test(
  'an invitation is contested, so that nobody can accept it, cleared, and declined with a reason that the state reads',
  { timeout: 120_000 },
  async (t) => {
    const { as } = await house(t);
    const [dili, clara, david] = [await as('state@demo.example'), await as('admin@demo.example'), await as('admin2@demo.example')];

    const reference = await part('the state completes its draft and submits it', async () => {
      await follow(dili, /^Continue draft/);
      await dili.getByRole('link', { name: 'Change the letter' }).click();
      await dili.locator('input[type=file]').first().setInputFiles(paper('invitation.pdf'));
      await see(dili, 'invitation.pdf');
      await dili.getByLabel('Signed on').fill(day(-1));
      await press(dili, 'Continue to the period');
      await press(dili, 'Continue to elections');
      await press(dili, 'Continue to guarantees');
      await see(dili, '12 of 20');
      for (const choice of await dili.getByRole('radio', { name: 'Guaranteed', exact: true }).all()) await choice.check();
      await see(dili, '20 of 20');
      await press(dili, 'Continue to review');
      await see(dili, 'Everything is filled in.');
      await press(dili, 'Submit this invitation');
      await see(dili.getByRole('main'), 'The fund checks that it is authentic');
      await dili.getByRole('heading', { level: 1, name: /\d/ }).waitFor();
      return dili.getByRole('heading', { level: 1 }).innerText();
    });

    await part('one administrator verifies it; the other could accept it', async () => {
      await visit(clara, 'Invitations');
      await follow(clara, new RegExp(reference));
      await press(clara, 'Verify');
      await dialog(clara).getByLabel('How you checked').fill('Called the protocol office at the number its directory gives');
      await confirm(clara, 'Verify');
      await see(clara, 'Another administrator must accept it');
      await findsMet(clara);
      await visit(david, 'Invitations');
      await follow(david, new RegExp(reference));
      await see(david, 'You can accept it as the second person');
      await david.getByRole('button', { name: 'Accept', exact: true }).waitFor();
    });

    const rival = 'The election commission writes that only it may invite observers.';
    await part('the first learns of a rival authority and says so: nobody can accept it any more', async () => {
      await press(clara, 'Contest');
      await see(dialog(clara), 'No one can accept the invitation until it is cleared.');
      await press(dialog(clara), 'Contest');
      await see(dialog(clara), 'Enter a reason, in a sentence');
      await accessible(clara, 'contest, refused');
      await look(clara, 'contest');
      await confirm(clara, 'Contest', rival);
      await see(clara, 'Rival authorities speak for the state');
      await reload(david);
      await see(david, 'No one can accept it until it is clear who may invite.');
      await see(david, rival);
      for (const gone of ['Accept', 'Verify', 'Contest'])
        assert.equal(await david.getByRole('button', { name: gone, exact: true }).count(), 0, gone);
      await look(david, 'contested');
      await reload(dili);
      await see(dili, 'It is contested who may invite');
      await see(dili, rival);
      await look(dili, 'state-contested');
    });

    await part('it is cleared, and its authenticity is checked anew', async () => {
      await press(david, 'Settle who may invite');
      await look(david, 'clear');
      await confirm(david, 'Settle who may invite', 'The commission and the ministry wrote together: the ministry invites.');
      await see(david, 'Authenticity check needed');
      assert.equal(
        await david.getByRole('main').getByText(`Reason given: ${rival}`).count(),
        0,
        'what is settled is no longer the reason for anything',
      );
      await reload(dili);
      await see(dili, 'The fund checks that it is authentic');
      assert.equal(await dili.getByRole('main').getByText(rival).count(), 0);
      assert.match((await read(dili, '/notices?limit=1')).items[0].body, /^The dispute over who may invite is resolved/);
    });

    const reason = 'No team of the fund is free in September 2027.';
    await part('it is declined with a reason, which the state reads', async () => {
      await press(david, 'Decline');
      await see(dialog(david), 'requests under it are withdrawn');
      await see(dialog(david), 'Timor-Leste reads it');
      await accessible(david, 'decline');
      await look(david, 'decline');
      await confirm(david, 'Decline', reason);
      await see(david, 'It was declined');
      await look(david, 'declined');
      await reload(dili);
      await see(dili, 'The fund declined it');
      await see(dili.getByRole('main'), reason);
      await see(dili.getByRole('article').filter({ hasText: 'Municipal elections' }), 'Withdrawn');
      await look(dili, 'state-declined');
      await follow(dili, 'Invite again');
      await press(dili, 'Begin a new invitation');
    });
  },
);

test('one request is declined and another withdrawn alone; what stands beside them stays', { timeout: 120_000 }, async (t) => {
  const { as } = await house(t);
  const [dili, clara] = [await as('state@demo.example'), await as('admin@demo.example')];
  async function ask(what, days) {
    await follow(dili, 'Ask for a further election, such as a run-off');
    await dili.getByLabel('Kind').selectOption({ label: 'Local elections' });
    await dili.getByLabel('Name of the election').fill(what);
    await dili.getByLabel('First polling day').fill(day(days));
    await dili.getByRole('radio', { name: /^Short-term observers only/ }).check();
    await press(dili, 'Send this request');
    await dili.getByRole('heading', { name: what }).waitFor();
  }
  const asked = (page, what) => page.getByRole('article').filter({ hasText: what });
  const [vote, byElection] = ['Village vote in Ermera', 'By-election in Manatuto'];

  await part('the state asks for two more elections', async () => {
    await follow(dili, /^Follow\b/);
    await ask(vote, 80);
    await ask(byElection, 90);
  });

  const reason = 'No one who speaks Mambai is free in that week.';
  await part('an administrator declines one and approves the other', async () => {
    await visit(clara, 'Invitations');
    await follow(clara, await inForce(clara));
    await press(asked(clara, vote), 'Decline this request');
    await see(dialog(clara), 'The invitation itself stays as it is.');
    await see(dialog(clara), 'Timor-Leste reads it');
    await accessible(clara, 'decline a request');
    await look(clara, 'decline-request');
    await confirm(clara, 'Decline this request', reason);
    await see(asked(clara, vote), 'Declined');
    await press(asked(clara, byElection), 'Approve');
    await dialog(clara).getByRole('radio', { name: 'Low', exact: true }).check();
    await dialog(clara)
      .getByRole('radio', { name: /^Short-term observers only/ })
      .check();
    await look(clara, 'approve');
    await confirm(clara, 'Approve');
  });

  const mission = await part('a mission is planned and its money set aside', async () => {
    await asked(clara, byElection).getByRole('link', { name: 'Plan the mission' }).click();
    await clara.getByRole('group', { name: 'Short-term observer' }).getByLabel('Places').fill('2');
    await clara.getByLabel('Cost of one place').fill('4,000');
    await press(clara, 'Plan the mission');
    await see(clara, 'Next: commit the funds');
    await asAnother(clara, async () => {
      await press(clara, 'Commit funds');
      await dialog(clara).getByLabel('From Missions of the fund').fill('8,000');
      await confirm(clara, 'Commit funds');
    });
    await see(clara, 'Funds committed');
    return clara.url().split('/').at(-1);
  });

  await part('the state reads why the one was declined, and withdraws the other alone', async () => {
    await reload(dili);
    await see(asked(dili, vote), reason);
    await see(asked(dili, byElection), '0 of 2 places taken');
    await look(dili, 'state-declined-request');
    await press(asked(dili, byElection), 'Withdraw this request');
    for (const words of [
      'The invitation itself stays as it is.',
      `1 mission is stood down: ${byElection}.`,
      'No one has accepted a seat yet.',
      'This cannot be undone',
    ])
      await see(dialog(dili), words);
    await accessible(dili, 'withdraw a request');
    await look(dili, 'state-withdraw-request');
    await confirm(dili, 'Withdraw this request', 'The seat was filled without a vote.');
    await see(asked(dili, byElection), 'Withdrawn');
    await see(asked(dili, byElection), 'Stood down');
    await see(dili, 'Your consent is in force');
    await look(dili, 'state-withdrawn-request');
  });

  await part('its mission is stood down and the money free; the other mission goes on', async () => {
    await online(clara);
    await see(clara, 'Mission stood down');
    await see(clara, 'The seat was filled without a vote.');
    await follow(clara, 'Sources and payments');
    await see(clara, 'No money is in it.');
    const { items } = await read(clara, '/deployments?host=TL&limit=50');
    assert.deepEqual(items.map((d) => [d.id === mission, d.status]).sort(), [
      [false, 'staffing'],
      [true, 'stood_down'],
    ]);
  });
});

test(
  'an election moves, is postponed, and its mission is stood down: each time it is said before, and the observer knows after',
  { timeout: 120_000 },
  async (t) => {
    const { as } = await house(t);
    const amihan = await as('observer@demo.example', hand);
    const accept = async () => {
      await amihan.getByLabel('I have read this, and I pledge it.').check();
      await amihan.getByLabel('I have read this, and I declare it.').check();
      await press(amihan, 'Accept this offer');
      await see(amihan, 'You have accepted. Your first day is');
    };
    await follow(amihan, /^Read and answer/);
    await accept();

    const clara = await as('admin@demo.example');
    const mission = (await read(clara, '/deployments?host=TL&limit=50')).items.find((d) => d.status === 'staffing');
    const money = (await read(clara, `/commitments/${mission.commitmentId}`)).rest;
    const { date, range } = await format();
    const polling = day(133); // two weeks later
    const begins = day(126);

    await part('an administrator sees what a new date would do, and nothing is done yet', async () => {
      await visit(clara, 'Missions');
      await follow(clara, mission.title);
      await clara.getByRole('link', { name: 'Move the election' }).click();
      await clara.getByLabel('First polling day').fill(polling);
      await clara.getByLabel('Last polling day').fill(polling);
      const listed = (heading, words) =>
        clara
          .locator('section')
          .filter({ has: clara.getByRole('heading', { name: heading }) })
          .getByRole('listitem')
          .filter({ hasText: words });
      await see(clara, /observers are asked again and must answer for the new dates\. No one has to be released\./);
      const { asked, seats } = await read(clara, `/deployments/${mission.id}/move?startsOn=${polling}&until=${day(134)}`);
      const [herDays, short] = [asked.find((one) => one.name === 'Amihan Dimaculangan'), seats.find((seat) => seat.function === 'sto')];
      assert.deepEqual([herDays.startsOn, short.startsOn], [begins, begins]);
      await listed(/^Asked again/, 'Amihan Dimaculangan')
        .getByText(range(herDays.startsOn, herDays.until), { exact: true })
        .waitFor();
      await listed(/^New days/, 'Short-term observer')
        .getByText(range(short.startsOn, short.until), { exact: true })
        .waitFor();
      await accessible(clara, 'what a new date would do');
      await look(clara, 'move');
      assert.equal((await read(clara, `/deployments/${mission.id}`)).startsOn, mission.startsOn, 'only shown');
    });

    await part('it is moved', async () => {
      await press(clara, 'Move the election');
      await see(dialog(clara), /asked again and must answer for the new dates/);
      await see(dialog(clara), 'The money stays committed.');
      await look(clara, 'move-confirm');
      await confirm(clara, 'Move the election', 'The commission set a new date.');
      await clara.waitForURL(/\/team$/);
      const member = clara.getByRole('listitem').filter({ hasText: 'Amihan Dimaculangan' });
      await member.getByText('Offered', { exact: true }).waitFor();
      await look(clara, 'moved-team');
    });

    await part('the observer is asked again, with why, and accepts the new days', async () => {
      await reload(amihan);
      await see(amihan, /Answer within/);
      await see(amihan, 'The election moved');
      await see(amihan, 'The commission set a new date.');
      await look(amihan, 'asked-again');
      await accept();
      await see(amihan, new RegExp(`Your first day is ${date(begins)}`));
    });

    await part('no new date is known after all: it is postponed', async () => {
      await clara.getByRole('link', { name: 'Overview' }).click();
      await reload(clara);
      await see(clara, '1 of 21 places are taken');
      await press(clara, 'Postpone');
      await see(
        dialog(clara),
        /^1 observer \(Amihan Dimaculangan\) is stood down and \d+ offers stop; their days are free again and they are notified\./,
      );
      await see(dialog(clara), 'The money stays committed.');
      await accessible(clara, 'postpone');
      await look(clara, 'postpone');
      await confirm(clara, 'Postpone', 'The court has annulled the calendar.');
      await see(clara, 'Postponed: waiting for a new date');
      await clara.getByRole('main').getByRole('link', { name: 'Move the election' }).last().waitFor();
      await look(clara, 'postponed');
      await reload(amihan);
      await see(amihan, 'You were stood down, and your days are free again.');
      await see(amihan, 'The court has annulled the calendar.');
      assert.equal((await read(clara, `/commitments/${mission.commitmentId}`)).rest, money, 'the money stays');
    });

    await part('it is stood down: the money is free, and everybody reads why', async () => {
      await press(clara, 'Stand down');
      await see(dialog(clara), 'USD 190,200.00 that is not spent goes back to the lines it came from');
      await see(dialog(clara), 'This cannot be undone');
      await accessible(clara, 'stand down');
      await look(clara, 'stand-down');
      await confirm(clara, 'Stand down', 'There will be no election this year.');
      await see(clara, 'Mission stood down');
      await see(clara, 'There will be no election this year.');
      await look(clara, 'stood-down');
      await follow(clara, 'Sources and payments');
      await see(clara, 'Released');
      assert.equal((await read(clara, `/commitments/${mission.commitmentId}`)).rest, 0);
      const dili = await as('state@demo.example');
      await follow(dili, /^Follow\b/);
      await see(dili.getByRole('main'), 'There will be no election this year.');
      await look(dili, 'state-stood-down');
    });

    await part('the observer is as free as before', async () => {
      await amihan.goto('/');
      await settled(amihan);
      await see(amihan, 'Nothing is booked in the coming year.');
      await amihan
        .getByRole('navigation')
        .getByRole('link', { name: /Missions/ })
        .last()
        .click();
      await settled(amihan);
      await look(amihan, 'my-missions-stood-down');
    });
  },
);
