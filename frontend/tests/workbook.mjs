// XLSX files as people's programs write them, for tests: sheets of rows, each cell a text or { formula }.
import { crc32 } from 'node:zlib';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const safe = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const column = (n) => String.fromCharCode(65 + n);

/** A workbook of `{ name: rows }`, with further parts, such as the macros of one that has some. */
export function workbook(sheets, further = {}) {
  const names = Object.keys(sheets);
  const parts = {
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml':
      `${head}<workbook xmlns:r="${relations}"><sheets>` +
      names.map((name, n) => `<sheet name="${safe(name)}" sheetId="${n + 1}" r:id="r${n}"/>`).join('') +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `${head}<Relationships>` +
      names.map((_, n) => `<Relationship Id="r${n}" Target="worksheets/sheet${n}.xml"/>`).join('') +
      '</Relationships>',
    ...Object.fromEntries(names.map((name, n) => [`xl/worksheets/sheet${n}.xml`, sheet(sheets[name])])),
    ...further,
  };
  return zip(parts);
}

/** The same as a browser takes it from somebody's disk. */
export const xlsx = (name, sheets, further) => ({
  name,
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: workbook(sheets, further),
});

const sheet = (rows) =>
  `${head}<worksheet><sheetData>${rows
    .map((cells, r) => `<row r="${r + 1}">${cells.map((cell, c) => placed(cell, `${column(c)}${r + 1}`)).join('')}</row>`)
    .join('')}</sheetData></worksheet>`;
const placed = (cell, at) =>
  typeof cell === 'object'
    ? `<c r="${at}" t="str"><f>${safe(cell.formula)}</f><v>?</v></c>`
    : `<c r="${at}" t="inlineStr"><is><t>${safe(cell)}</t></is></c>`;

/** An archive of texts, which are not compressed. */
function zip(parts) {
  const bodies = [];
  const entries = [];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const content = Buffer.from(text);
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(title.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, title, content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, title]));
    bodies.push(body);
    at += body.length;
  }
  const list = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, list, Buffer.from('PK\x05\x06'), end]);
}
