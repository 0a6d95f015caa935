// Photos are made smaller before they are kept, and lose on the way what the camera wrote into them.

const EDGE = 2048;

export async function smaller(file: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const sheet = document.createElement("canvas");
    sheet.width = Math.round(picture.width * scale);
    sheet.height = Math.round(picture.height * scale);
    sheet.getContext("2d")?.drawImage(picture, 0, 0, sheet.width, sheet.height);
    picture.close();
    const blob = await new Promise<Blob | null>((done) => sheet.toBlob(done, "image/jpeg", 0.82));
    return blob ?? file;
  } catch {
    return file; // the server says what is wrong with it
  }
}

const shown: string[] = [];

/** An address for a picture, until the page is drawn anew. */
export function addressOf(blob: Blob): string {
  const address = URL.createObjectURL(blob);
  shown.push(address);
  return address;
}

export function forgetAddresses(): void {
  for (const address of shown.splice(0)) URL.revokeObjectURL(address);
}
