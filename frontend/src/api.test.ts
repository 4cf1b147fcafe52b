import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Problem, problemOf } from './api';
import { faultOf, nameIn, size } from './files';

let server: Server | undefined;
afterEach(() => void server?.close());

test('a problem is read whole, in sentences', () => {
  const problem = new Problem({
    status: 422, code: 'invalid', detail: 'some fields are not valid', remedy: 'mend them', requestId: 'r1',
    errors: [{ field: 'email', message: 'is not an e-mail address' }],
  });
  expect(problem.detail).toBe('Some fields are not valid.');
  expect(problem.remedy).toBe('Mend them.');
  expect(problem.fields.get('email')).toBe('Is not an e-mail address.');
  expect(problem.unsettled).toBe(false);
  expect(problemOf(problem)).toBe(problem);
});

test('no answer is a problem one can do something about', async () => {
  server = createServer((_, response) => void response.destroy()).listen(0);
  const { port } = server.address() as AddressInfo;
  const failure = await fetch(`http://localhost:${port}/`).catch((e: unknown) => e);
  expect(problemOf(failure)).toMatchObject({ code: 'offline', status: 0, unsettled: true });
  const late = await fetch(`http://localhost:${port}/`, { signal: AbortSignal.timeout(0) }).catch((e: unknown) => e);
  expect(['timeout', 'offline']).toContain(problemOf(late).code);
});

test('a file is looked at before it goes', () => {
  expect(faultOf({ name: 'a.pdf', size: 1000, type: 'application/pdf' })).toBe('');
  expect(faultOf({ name: 'a.exe', size: 1000, type: 'application/x-msdownload' })).toMatch(/not a PDF/);
  expect(faultOf({ name: 'a.pdf', size: 11 * 1024 * 1024, type: 'application/pdf' })).toMatch(/11\.0 MB/);
  expect(faultOf({ name: 'a.pdf', size: 0, type: 'application/pdf' })).toMatch(/empty/);
  expect(size(1_468_006)).toBe('1.4 MB');
});

test('a download has the name the server gives it', () => {
  expect(nameIn('attachment; filename=journal.ndjson')).toBe('journal.ndjson');
  expect(nameIn("attachment; filename*=utf-8''C%C3%B4te.pdf")).toBe('Côte.pdf');
  expect(nameIn(null)).toBe('');
});
