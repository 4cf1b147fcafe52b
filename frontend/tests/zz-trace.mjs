import { test } from 'node:test';
import { house, settled, phone } from './harness.mjs';
test('trace', async (t) => {
  const { as, browser } = await house(t);
  for (const email of ['admin', 'observer', 'state']) {
    const page = await as(`${email}@demo.example`, { viewport: phone });
    let path = '/';
    if (email === 'state') path = `/invite/${await page.evaluate(async () => (await (await fetch('/api/v1/invitations?status=draft')).json()).items[0].id)}/who`;
    await page.goto('about:blank');
    await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel', 'disabled-by-default-devtools.timeline','__metadata'] });
    await page.goto(path); await settled(page);
    const trace = JSON.parse((await browser.stopTracing()).toString()).traceEvents;
    const main = trace.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map((e) => `${e.pid}/${e.tid}`);
    const tasks = trace.filter((e) => e.name === 'RunTask' || e.name === 'ThreadControllerImpl::RunTask').filter((e) => main.includes(`${e.pid}/${e.tid}`) && e.ph === 'X');
    const long = tasks.filter((e) => (e.tdur ?? 0) > 12_500).sort((a, b) => b.tdur - a.tdur);
    console.log(email, 'tasks', tasks.length, 'cpu ms', Math.round(tasks.reduce((n, e) => n + (e.tdur ?? 0), 0) / 1000), 'wall ms', Math.round(tasks.reduce((n, e) => n + e.dur, 0) / 1000), 'TBT at 4x', Math.round(long.reduce((n, e) => n + e.tdur / 250 - 50, 0)), 'ms');
    for (const e of long.slice(0, 8)) {
      const inside = trace.filter((x) => x.ph === 'X' && x.tid === e.tid && x.pid === e.pid && x.ts >= e.ts && x.ts + (x.dur ?? 0) <= e.ts + e.dur && /FunctionCall|EvaluateScript|v8.compile|Layout|UpdateLayoutTree|RunMicrotasks|Paint|ParseHTML|MajorGC|MinorGC|TimerFire|FireAnimationFrame/.test(x.name));
      const sums = {};
      for (const x of inside) sums[x.name] = (sums[x.name] ?? 0) + (x.tdur ?? 0) / 1000;
      console.log('   ', Math.round(e.tdur / 1000), 'ms cpu', Math.round(e.dur / 1000), 'wall', Object.entries(sums).sort((a, b) => b[1] - a[1]).slice(0, 5).map(([k, v]) => `${k} ${v.toFixed(0)}`).join(', '));
    }
    await page.context().close();
  }
});
