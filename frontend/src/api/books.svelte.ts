// The currency of the books, in which every amount of the fund is kept unless it stands beside a currency of its own.
import { get } from './live.svelte';
import { may } from './me.svelte';
import { money, whole } from '../text/format';

/** The fund's figures, and how its amounts are written. For whoever may read the fund; called while a component is made. */
export function books() {
  const fund = get('/api/v1/fund', () => (may('fund.read') ? {} : null));
  return {
    fund,
    get currency() {
      return fund.data?.currency ?? '';
    },
    get decimals(): number | undefined {
      return fund.data?.decimals;
    },
    /** USD 41,200.00 */
    cash: (minor: number | null | undefined): string =>
      minor === undefined || minor === null || !fund.data ? '' : money(minor, fund.data.currency, fund.data.decimals),
    /** 41,200, for columns whose heading names the currency. */
    round: (minor: number): string => whole(minor, fund.data?.decimals),
  };
}
