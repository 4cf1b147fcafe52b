/** A text that is nowhere else. (crypto.randomUUID is there by https and on localhost only.) */
export const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
