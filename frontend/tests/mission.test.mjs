// A mission to its end, as its days go by: the reserve steps in, the team leaves and comes home, is paid and evaluated, one of
// them replies, and what is left of the money goes back. api/story_test.go tells the same without a screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, day, house, phone, settled, signIn } from './harness.mjs';
import { asAnother, confirm, dialog, follow, format, inForce, look, paper, part, press, read, reload, see, visit } from './telling.mjs';

const hand = { viewport: phone, hasTouch: true, isMobile: true };
const fresh = async (page, path = '/') => {
  await page.goto(path);
  await settled(page);
};
/** Makes somebody's one-time link; they set a password with it and are in. */
async function enters(clara, person, name) {
  await visit(clara, 'Accounts');
  await clara.getByPlaceholder('Name or e-mail').fill(name);
  await clara.waitForURL(/q=/);
  await settled(clara);
  await clara.getByRole('table').getByRole('link', { name }).click();
  await press(clara, 'New link');
  await press(dialog(clara), 'New link');
  const link = await dialog(clara).getByLabel('One-time link').inputValue();
  await press(clara, 'Done');
  const page = await person(hand);
  await page.goto(link);
  await page.getByRole('textbox', { name: /password/i }).fill('demonstration');
  await press(page, 'Set the password and sign in');
  await settled(page);
  return page;
}
/** Reads the offer that waits, and accepts it with pledge and declaration. */
async function accepts(page) {
  await follow(page, /^Read and answer/);
  await page.getByLabel('I have read this, and I pledge it.').check();
  await page.getByLabel('I have read this, and I declare it.').check();
  await press(page, 'Accept this offer');
  await see(page, 'You have accepted. Your first day is');
}
const find = (page) => page.getByPlaceholder(/Search by name/);
/** Offers the seat that is shown to somebody: to the first who could go where nobody is named. */
async function offers(clara, name) {
  await find(clara).fill(name ?? '');
  await clara.getByRole('button', { name: /^Remove filter: Search by name/ }).waitFor({ state: name ? 'visible' : 'detached' });
  const button = name
    ? clara.getByRole('button', { name: `Offer a seat to ${name}`, exact: true })
    : clara.getByRole('button', { name: /^Offer a seat to (?!Amihan)/ }).first();
  await button.waitFor();
  const who = (await button.getAttribute('aria-label')).replace('Offer a seat to ', '');
  await button.click();
  await confirm(clara, 'Offer the seat');
  return who;
}
/** Plans a mission of one short-term place, or more, for a further election that Timor-Leste asks for, and begins to staff it. */
async function staffing(dili, clara, title, polling, plan) {
  await follow(dili, /^Follow\b/);
  await follow(dili, 'Ask for a further election, such as a run-off');
  await dili.getByLabel('Kind').selectOption({ label: 'Local elections' });
  await dili.getByLabel('Name of the election').fill(title);
  await dili.getByLabel('First polling day').fill(day(polling));
  await dili.getByRole('radio', { name: /^Short-term observers only/ }).check();
  await press(dili, 'Send this request');
  await dili.getByRole('heading', { name: title }).waitFor();
  await visit(clara, 'Invitations');
  await follow(clara, await inForce(clara));
  await press(clara.getByRole('article').filter({ hasText: title }), 'Approve');
  await press(dialog(clara), 'Approve');
  await see(dialog(clara), 'Is required'); // how risky it is, somebody has to judge
  await dialog(clara).getByRole('radio', { name: 'Low', exact: true }).check();
  await dialog(clara)
    .getByRole('radio', { name: /^Short-term observers only/ })
    .check();
  await confirm(clara, 'Approve');
  await clara.getByRole('article').filter({ hasText: title }).getByRole('link', { name: 'Plan the mission' }).click();
  const cost = await plan(clara);
  await press(clara, 'Plan the mission');
  await see(clara, 'Next: commit the funds');
  await asAnother(clara, async () => {
    await press(clara, 'Commit funds');
    await dialog(clara).getByLabel('From Missions of the fund').fill(cost);
    await confirm(clara, 'Commit funds');
  });
  await press(clara, 'Begin staffing');
  await see(clara, /0 of \d places? (is|are) taken/);
  return clara.url().split('/').at(-1);
}

test('somebody declines, somebody gives a seat back: each time the next of the reserve is asked', { timeout: 120_000 }, async (t) => {
  const { as, person } = await house(t);
  const [dili, clara, amihan] = [await as('state@demo.example'), await as('admin@demo.example'), await as('observer@demo.example', hand)];
  await staffing(dili, clara, 'Village elections in Lautém', 75, async (page) => {
    await page.getByRole('group', { name: 'Short-term observer' }).getByLabel('Places').fill('1');
    await page.getByLabel('Cost of one place').fill('4,300');
    return '4,300';
  });
  const [first, last] = await part('one is offered the place, two are on the reserve', async () => {
    await follow(clara, 'Short-term observer');
    const first = await offers(clara);
    await see(clara, '1 of 1 place offered or taken');
    await find(clara).fill('Amihan');
    await press(clara, 'Add to reserve: Amihan Dimaculangan');
    await see(clara, 'Amihan Dimaculangan is number 1 of the reserve.');
    await find(clara).fill('');
    const put = clara.getByRole('button', { name: /^Add to reserve: (?!Amihan)/ }).first();
    const last = (await put.getAttribute('aria-label')).replace('Add to reserve: ', '');
    await put.click();
    await see(clara, `${last} is number 2 of the reserve.`);
    await look(clara, 'reserve');
    return [first, last];
  });
  const seat = clara.url();
  const other = await enters(clara, person, first);

  await part('the one declines; Amihan is asked at once, and accepts', async () => {
    await follow(other, /^Read and answer/);
    await press(other, 'Decline');
    await confirm(other, 'Decline', 'My sister marries that week.');
    await see(other, 'You declined.');
    await see(other, 'My sister marries that week.');
    await look(other, 'declined-offer');
    await fresh(amihan, '/my/missions');
    await see(amihan, /^You have .*offers? to answer$/);
    await amihan.getByRole('link', { name: /^Read and answer.*Village elections in Lautém/ }).click();
    await amihan.getByLabel('I have read this, and I pledge it.').check();
    await amihan.getByLabel('I have read this, and I declare it.').check();
    await press(amihan, 'Accept this offer');
    await see(amihan, 'You have accepted. Your first day is');
  });

  await part('Amihan can no longer go, gives the seat back, and the next is asked', async () => {
    await press(amihan, 'I can no longer go');
    await see(dialog(amihan), 'Your seat is offered to the next of the reserve at once');
    await press(dialog(amihan), 'I can no longer go');
    await see(dialog(amihan), 'Enter a reason, in a sentence');
    await accessible(amihan, 'giving a seat back, refused');
    await look(amihan, 'give-back');
    await confirm(amihan, 'I can no longer go', 'A broken leg.');
    await see(amihan, 'This seat is no longer yours, and your days are free again.');
    await look(amihan, 'given-back');
    await clara.goto(seat);
    await settled(clara);
    await clara.getByRole('link', { name: 'Team', exact: true }).click();
    await clara.getByRole('listitem').filter({ hasText: last }).getByText('Offered', { exact: true }).waitFor();
    await clara.getByText('Previously offered').click();
    await see(clara.getByRole('listitem').filter({ hasText: first }), 'My sister marries that week.');
    await see(clara.getByRole('listitem').filter({ hasText: 'Amihan Dimaculangan' }), 'A broken leg.');
    await look(clara, 'team-asked-before');
  });
});

test('somebody is sent home from the field: another is called in for the days that are left', async (t) => {
  const { as } = await house(t);
  const clara = await as('admin@demo.example');
  const { range } = await format();
  const mission = (await read(clara, '/deployments?status=in_field')).items[0];
  const seat = mission.seats.find((s) => s.function === 'sto');
  const team = () => read(clara, `/assignments?deploymentId=${mission.id}&limit=200`);
  const home = (await team()).items.find((a) => a.seatId === seat.id && a.status === 'deployed');
  const member = (a) => clara.locator(`[id="${a.id}"]`);
  await fresh(clara, `/deployments/${mission.id}/team`);
  await press(member(home), 'Stand down');
  await see(dialog(clara), 'Their days from today on are free again, and the next of the reserve is offered the seat.');
  await confirm(clara, 'Stand down', 'A broken arm.');
  await follow(clara, 'See who could go');
  await see(clara, 'at most until the first day begins, and books the days of whoever gets it, from tomorrow on.');
  await look(clara, 'candidates-in-field');
  await clara
    .getByRole('button', { name: /^Offer a seat to / })
    .first()
    .click();
  await see(dialog(clara), 'for what is left of');
  await confirm(clara, 'Offer the seat');
  const late = (await team()).items.find((a) => a.status === 'offered');
  assert.ok(late.startsOn > seat.startsOn && late.until === seat.until);
  await clara.getByRole('link', { name: 'Team', exact: true }).click();
  await see(member(late), `${range(late.startsOn, late.until)}. Answer due`);
  await clara.getByText('Previously offered').last().click();
  await press(member(home), 'Restore the seat');
  await dialog(clara)
    .getByLabel(/^Reason/)
    .fill('It was but a bruise.');
  await press(dialog(clara), 'Restore the seat');
  await see(dialog(clara), /every place as short-term observer is offered or taken/i);
  await accessible(clara, 'an end that cannot be taken back');
  await look(clara, 'called-in-late');
});

test(
  'a team leaves, comes home, is paid, evaluated and replies; the mission is closed and its money goes back',
  { timeout: 240_000 },
  async (t) => {
    const { as, person, ahead } = await house(t);
    const [dili, clara, david, amihan] = [
      await as('state@demo.example'),
      await as('admin@demo.example'),
      await as('admin2@demo.example'),
      await as('observer@demo.example', hand),
    ];
    const title = 'Municipal elections in Baucau';
    const mission = await staffing(dili, clara, title, 75, async (page) => {
      await page.getByRole('button', { name: 'Election analyst' }).click();
      const [sto, analyst] = [
        page.getByRole('group', { name: 'Short-term observer' }),
        page.getByRole('group', { name: 'Election analyst' }),
      ];
      await analyst.getByLabel('Places').fill('1');
      await analyst.getByLabel(/^First day/).fill(day(61));
      await analyst.getByLabel('Cost of one place').fill('6,000');
      await sto.getByLabel('Places').fill('2');
      await sto.getByLabel('Cost of one place').fill('4,000');
      await look(page, 'plan-two-functions');
      return '14,000';
    });
    const at = (rest = '') => fresh(clara, `/deployments/${mission}${rest}`);
    const member = (name) => clara.getByRole('listitem').filter({ hasText: name });

    const [early, absent] = await part('three are asked and accept; the team is confirmed', async () => {
      await follow(clara, 'Election analyst');
      const early = await offers(clara);
      await at();
      await follow(clara, 'Short-term observer');
      await offers(clara, 'Amihan Dimaculangan');
      const absent = await offers(clara);
      await fresh(amihan, '/my/missions');
      await amihan.getByRole('link', { name: new RegExp(`^Read and answer.*${title}`) }).click();
      await amihan.getByLabel('I have read this, and I pledge it.').check();
      await amihan.getByLabel('I have read this, and I declare it.').check();
      await press(amihan, 'Accept this offer');
      await see(amihan, 'You have accepted. Your first day is');
      for (const name of [early, absent]) await accepts(await enters(clara, person, name));
      await at();
      await see(clara, '3 of 3 places are taken');
      await press(clara, 'Confirm the team');
      await look(clara, 'confirm-team');
      await confirm(clara, 'Confirm the team');
      await see(clara, 'Timor-Leste can read the accreditation list.');
      return [early, absent];
    });

    await part('the state reads who comes', async () => {
      await fresh(dili);
      await dili.getByRole('link', { name: new RegExp(`^The accreditation list of .*${title}`) }).click();
      const list = dili.getByRole('table', { name: 'Accreditation list' });
      await see(dili, '3 to accredit');
      await see(list, 'Amihan Rosario Dimaculangan');
    });

    await part('nobody is sent before the first day', async () => {
      await press(clara, 'Deploy team');
      await press(dialog(clara), 'Deploy team');
      await see(dialog(clara), /the first day of the team has not come yet/i);
      await accessible(clara, 'too early');
      await look(clara, 'too-early');
      await press(dialog(clara), 'Cancel');
    });

    await part('two weeks before polling the team is sent, and the first arrives', async () => {
      await ahead(61);
      await signIn(clara, 'admin@demo.example');
      await at();
      await press(clara, 'Deploy team');
      await confirm(clara, 'Deploy team');
      await see(clara, '1 arrived, 2 still to come.');
      await look(clara, 'in-field');
      await clara.getByRole('link', { name: 'Team', exact: true }).click();
      await member(early).getByText('Deployed').waitFor();
      assert.equal(await clara.getByRole('button', { name: 'Record arrival' }).count(), 2);
      await member('Amihan Dimaculangan').getByRole('button', { name: 'Record arrival' }).click();
      await see(clara, /their first day is/i); // a week too early
      await look(clara, 'in-field-team');
    });

    await part('a week later Amihan arrives, and one does not come', async () => {
      await ahead(68);
      await signIn(clara, 'admin@demo.example');
      await at('/team');
      await member('Amihan Dimaculangan').getByRole('button', { name: 'Record arrival' }).click();
      await member('Amihan Dimaculangan').getByText('Deployed').waitFor();
      await member(absent).getByText('Take out of the team').click();
      await press(member(absent), 'Did not come');
      await see(dialog(clara), 'the next of the reserve is offered the seat');
      await accessible(clara, 'no show');
      await look(clara, 'no-show');
      await confirm(clara, 'Did not come', 'No word from them since Friday.');
      await clara.getByText('Previously offered').click();
      await see(member(absent), 'No word from them since Friday.');
      await look(clara, 'in-field-team-2');
      await signIn(amihan, 'observer@demo.example');
      await fresh(amihan, '/my/missions');
      await see(amihan, /under way/);
      await follow(amihan, new RegExp(title));
      await see(amihan, 'You are in the field.');
      await look(amihan, 'my-mission-in-field');
      await signIn(dili, 'state@demo.example');
      await fresh(dili, `/deployments/${mission}`);
      await see(dili, '2 to accredit');
      await look(dili, 'state-accreditation-in-field');
    });

    await part('after polling one comes home early; the mission does not end before the last is home', async () => {
      await ahead(77);
      await signIn(clara, 'admin@demo.example');
      await at();
      await press(clara, 'Bring the team home');
      await press(dialog(clara), 'Bring the team home');
      await see(dialog(clara), /is in the field until/);
      await look(clara, 'not-yet-home');
      await press(dialog(clara), 'Cancel');
      await clara.getByRole('link', { name: 'Team', exact: true }).click();
      await member(early).getByRole('button', { name: 'Record return' }).click();
      await see(dialog(clara), 'The evaluation comes next.');
      await look(clara, 'return');
      await confirm(clara, 'Record return');
      await member(early).getByText('Completed').waitFor();
      await press(member(early), 'Restore the seat'); // it was another who came home
      await see(dialog(clara), `${early} is in the field again`);
      await accessible(clara, 'taking back an end');
      await look(clara, 'take-back');
      await confirm(clara, 'Restore the seat', 'It was another who came home.');
      await member(early).getByText('Deployed').waitFor();
      await press(member(early), 'Record return');
      await confirm(clara, 'Record return');
      await member(early).getByText('Completed').waitFor();
    });

    await part('everybody is home, and the mission reports', async () => {
      await ahead(81);
      await signIn(clara, 'admin@demo.example');
      await at();
      await press(clara, 'Bring the team home');
      await confirm(clara, 'Bring the team home');
      await see(clara, 'The mission reports');
      await see(clara, '0 of 2 observers are evaluated.');
      await look(clara, 'reporting');
      await press(clara, 'Close the mission');
      await press(dialog(clara), 'Close the mission');
      await see(dialog(clara), /2 observers are not evaluated yet/);
      await look(clara, 'close-refused');
      await press(dialog(clara), 'Cancel');
    });

    await part('the team leader’s word is entered for each', async () => {
      await clara.getByRole('link', { name: 'Team', exact: true }).click();
      for (const [name, rating, words] of [
        [early, 'Good', 'Knew every road of the district.'],
        ['Amihan Dimaculangan', 'Outstanding', 'Calm, exact and always on time.'],
      ]) {
        await press(member(name), 'Evaluate');
        await press(dialog(clara), 'Evaluate');
        await see(dialog(clara), 'Is required');
        await look(clara, 'evaluation-refused');
        await dialog(clara).getByRole('radio', { name: rating, exact: true }).check();
        await dialog(clara).getByLabel('What the team leader says').fill(words);
        await accessible(clara, 'an evaluation');
        await look(clara, 'evaluation');
        await confirm(clara, 'Evaluate');
        await member(name).getByText(`Evaluated: ${rating.toLowerCase()}`).waitFor();
      }
      await look(clara, 'evaluated-team');
    });

    await part('the observer reads it and replies, once', async () => {
      await signIn(amihan, 'observer@demo.example');
      await follow(amihan, /^Read and reply/);
      await see(amihan, 'Calm, exact and always on time.');
      await amihan.getByLabel('Your reply').fill('Thank you. The roads were the hard part.');
      await look(amihan, 'my-evaluation');
      await press(amihan, 'Reply');
      await see(dialog(amihan), 'You can reply once');
      await accessible(amihan, 'reply');
      await confirm(amihan, 'Send the reply');
      await amihan.getByRole('heading', { name: /^Your reply/ }).waitFor();
      assert.equal(await amihan.getByLabel('Your reply').count(), 0);
      await look(amihan, 'my-reply');
      await reload(clara);
      await see(member('Amihan Dimaculangan'), 'Calm, exact and always on time.');
      await see(member('Amihan Dimaculangan'), 'The roads were the hard part.');
      await press(member('Amihan Dimaculangan'), 'Change the evaluation');
      await see(dialog(clara), 'can reply again; until then the reply there is stays beside it');
      await dialog(clara).getByLabel('What the team leader says').fill('Calm, exact, and on time whatever the roads.');
      await confirm(clara, 'Change the evaluation');
      await see(member('Amihan Dimaculangan'), 'Reply to what was said before');
      await reload(amihan);
      await amihan.getByRole('heading', { name: 'Your reply to what it said before' }).waitFor();
      await accessible(amihan, 'a corrected evaluation');
      await look(amihan, 'my-evaluation-corrected');
      await amihan.getByLabel('Your reply').waitFor();
    });

    await part('the fares are requested by one, and the mission waits for the other to pay them', async () => {
      await at();
      await see(clara, 'Everybody is evaluated.');
      await follow(clara, 'Sources and payments');
      await clara.getByRole('main').getByRole('link', { name: 'Request a payment' }).first().click();
      await clara.getByLabel('Payee').fill('Timor Air');
      await clara.getByLabel('Amount').fill('2,800');
      await clara.getByLabel('What for').fill('Fares of the team');
      await clara.locator('input[type=file]').first().setInputFiles(paper('invoice.pdf'));
      await clara.getByRole('button', { name: 'Replace' }).waitFor();
      await press(clara, 'Request the payment');
      await clara.waitForURL(/payments\/(?!new)/);
      await see(clara, 'Another administrator must approve it');
      await at();
      await press(clara, 'Close the mission');
      await press(dialog(clara), 'Close the mission');
      await see(dialog(clara), /1 payments? waits? for a decision/);
      await press(dialog(clara), 'Cancel');
      await signIn(david, 'admin2@demo.example');
      await david
        .getByRole('region', { name: /^Needs your attention/ })
        .getByRole('link', { name: /Timor Air/ })
        .click();
      await press(david, 'Approve and pay');
      await confirm(david, 'Approve and pay');
      await see(david, 'Payment made');
    });

    await part('the mission is closed, and what is left goes back', async () => {
      await at();
      await press(clara, 'Close the mission');
      await see(dialog(clara), 'USD 11,200.00 that is not spent goes back to the lines it came from.');
      await accessible(clara, 'closing');
      await look(clara, 'close');
      await confirm(clara, 'Close the mission');
      await see(clara, 'Mission closed');
      assert.equal(await clara.getByRole('main').getByRole('button').count(), 0, 'nothing is left to do');
      await look(clara, 'closed');
      const kept = await read(clara, `/deployments/${mission}`);
      const { rest, spent, status } = await read(clara, `/commitments/${kept.commitmentId}`);
      assert.deepEqual({ rest, spent, status }, { rest: 0, spent: 280_000, status: 'released' });
      await clara.getByRole('link', { name: 'Team', exact: true }).click();
      await settled(clara);
      await look(clara, 'closed-team');
    });

    await part('the state sees that it is over', async () => {
      await signIn(dili, 'state@demo.example');
      await follow(dili, /^Follow\b/);
      await see(dili.getByRole('article').filter({ hasText: title }), 'Closed');
      await see(dili, `The mission ${title} is closed.`);
      await look(dili, 'state-closed');
    });
  },
);
