// The fund's clock. What is due is due by it, so a phone whose clock is wrong shows the same days left as everybody's.
let ahead = 0; // milliseconds by which it is ahead of this device

/** The time by the fund's clock, in milliseconds. */
export const now = (): number => Date.now() + ahead;

/** Goes by what the fund says the time is; what is less than a minute apart may as well be the way. */
export function goBy(time: string) {
  const apart = Date.parse(time) - Date.now();
  ahead = Math.abs(apart) < 60_000 ? 0 : apart;
}
