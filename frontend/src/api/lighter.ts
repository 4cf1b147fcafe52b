// A photo is made as small as its words allow before it is sent: a poor connection has it in a tenth of the time. What a camera
// writes beside the picture, such as where it was taken, stays behind.

/** The longest side that is kept, in pixels: a sheet of paper at two hundred dots per inch. */
export const longest = 2400;
/** A picture within that side is drawn anew from this size on, in bytes. */
const large = 1_500_000;

/** What stands at the beginning of a picture: its sides, and whether something is written beside it. */
export interface Head {
  sides: [width: number, height: number];
  told: boolean;
}

/** Reads the beginning of a JPEG or a PNG; nothing of what is neither. */
export function headOf(bytes: Uint8Array): Head | undefined {
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = (from: number, n: number) => String.fromCharCode(...bytes.subarray(from, from + n));
  try {
    if (words(0, 4) === '\x89PNG') {
      let told = false;
      for (let i = 8; i + 8 < bytes.length; i += 12 + at.getUint32(i)) told ||= /eXIf|tEXt|iTXt|zTXt/.test(words(i + 4, 4));
      return { sides: [at.getUint32(16), at.getUint32(20)], told };
    }
    if (words(0, 3) !== '\xff\xd8\xff') return undefined;
    for (let i = 2, told = false; ; i += 2 + at.getUint16(i + 2)) {
      const marker = at.getUint16(i);
      if (marker === 0xffe1) told = true;
      if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker))
        return { sides: [at.getUint16(i + 7), at.getUint16(i + 5)], told };
    }
  } catch {
    return undefined; // it ends before it says so, or is broken: the fund looks at it
  }
}

/** Whether a picture is drawn anew before it is sent. */
export const heavy = (head: Head, size: number): boolean => head.told || size > large || Math.max(...head.sides) > longest;

/** The same document as it is sent. What is no picture, or cannot be drawn, is sent as it is. */
export async function lighter(file: File): Promise<File> {
  try {
    const head = headOf(new Uint8Array(await file.slice(0, 512 * 1024).arrayBuffer()));
    if (!head || !heavy(head, file.size)) return file;
    const picture = await createImageBitmap(file); // turned as the camera says
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const sheet = canvas.getContext('2d')!;
    sheet.fillStyle = 'white'; // under what is transparent
    sheet.fillRect(0, 0, canvas.width, canvas.height);
    sheet.imageSmoothingQuality = 'high';
    sheet.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, /* code */ 'image/jpeg', 0.85));
    if (!drawn || (drawn.size >= file.size && !head.told)) return file;
    return new File([drawn], file.name.replace(/\.\w+$|$/, /* code */ '.jpg'), { type: drawn.type, lastModified: file.lastModified });
  } catch {
    return file;
  }
}
