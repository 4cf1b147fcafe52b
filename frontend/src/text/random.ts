/** A text that is nowhere else. What browsers have for it they give by https only. */
export const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
