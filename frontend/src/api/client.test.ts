import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { components } from '../checks/sources';
import { Problem, problemOf } from './client';
import { accepted, faultOf, nameIn, size } from './files';

let server: Server | undefined;
afterEach(() => void server?.close());

test('a problem is read whole, in sentences', () => {
  const problem = new Problem({
    status: 422,
    code: 'invalid',
    detail: 'some fields are not valid',
    remedy: 'mend them',
    requestId: 'r1',
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

test('a file is looked at before it goes, whatever its name and its type say', async () => {
  const pdf = '%PDF-1.7\n',
    jpeg = '\xff\xd8\xff\xe1',
    png = '\x89PNG\r\n\x1a\n',
    heic = '\0\0\0\x18ftypheic';
  const cases: [name: string, type: string, head: string, fault: RegExp][] = [
    ['a.pdf', 'application/pdf', pdf, /^$/],
    ['A.PDF', '', pdf, /^$/],
    ['scan', '', pdf, /^$/],
    ['a.pdf', 'application/x-pdf', pdf, /^$/],
    ['a.pdf', 'application/octet-stream', pdf, /^$/],
    ['a.jpg', 'image/jpg', jpeg, /^$/],
    ['A.JPEG', '', jpeg, /^$/],
    ['a.jfif', 'image/pjpeg', jpeg, /^$/],
    ['a.jpg.download', 'application/octet-stream', jpeg, /^$/],
    ['a.heic', 'image/heic', jpeg, /^$/],
    ['a.png', 'image/png', png, /^$/],
    ['Screenshot 3.04\u202fPM.PNG', '', png, /^$/],
    ['IMG_0001.HEIC', '', heic, /HEIC picture.* JPEG/],
    ['a.jpg', 'image/jpeg', heic, /HEIC picture.* JPEG/],
    ['a.heif', 'image/heif', '\0\0\0\x1cftypmif1', /HEIC picture/],
    ['a.pdf', 'application/pdf', 'I was there.', /not a PDF, JPEG or PNG/],
    ['a.docx', '', 'PK\x03\x04', /Save it as one of these/],
    ['a.exe', 'application/x-msdownload', 'MZ', /not a PDF/],
    ['a.gif', 'image/gif', 'GIF89a', /not a PDF/],
    ['a.pdf', 'application/pdf', '', /is empty/],
  ];
  for (const [name, type, head, fault] of cases) {
    const file = new File([Uint8Array.from(head, (c) => c.charCodeAt(0))], name, { type });
    expect(await faultOf(file), `${name}, ${type}`).toMatch(fault);
  }
  expect(await faultOf(new File([pdf, new Uint8Array(11 * 1024 * 1024)], 'a.pdf'))).toMatch(/11\.0 MB.*at most 10 MB/);
  const gone = Object.assign(new File(['%PDF-'], 'a.pdf'), {
    slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) }),
  });
  expect(await faultOf(gone)).toMatch(/cannot be read/);
  expect(size(1_468_006)).toBe('1.4 MB');
});

test('no picker hides a document', () => {
  // A picker hides what its list does not name; where the program is to judge, it is no picker's business.
  const lists = components.flatMap(({ text }) => text.match(/ accept=(\{[^}]*\}|"[^"]*")/g) ?? []);
  const calendar = ' accept=".ics,.ical,text/calendar"'; // whose programs all end it alike
  expect(lists.filter((list) => list !== calendar)).toEqual([' accept={accepted}', ' accept="image/*"']); // the second is the camera's
  for (const one of ['.pdf', '.jpg', '.jpeg', '.png', 'application/pdf', 'image/jpeg', 'image/jpg', 'image/png'])
    expect(accepted.split(',')).toContain(one);
});

test('a download has the name the server gives it', () => {
  expect(nameIn('attachment; filename=journal.ndjson')).toBe('journal.ndjson');
  expect(nameIn("attachment; filename*=utf-8''C%C3%B4te.pdf")).toBe('Côte.pdf');
  expect(nameIn(null)).toBe('');
});
