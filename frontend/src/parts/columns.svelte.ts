// Which columns of a list are shown: those that the address names, or else those that are usual on this screen.
import { MediaQuery } from 'svelte/reactivity';
import { query } from '../app/router.svelte';
import type { Column } from './Table.svelte';

type Any = Column<any>; // each table has rows of its own

const laptop = new MediaQuery('min-width: 72.01rem', true); // where Table shows the wide ones
export const nameOf = (column: Any) => column.name ?? column.sort ?? '';
export const mainOf = <C extends Any>(columns: readonly C[]) => columns.find((c) => c.main) ?? columns[0];

/** The columns of one list: its Table says which there are, its Export lets people choose among them. */
export class Columns {
  all = $state.raw<readonly Any[]>([]);
  offer = (all: readonly Any[]) => void (this.all = all);

  /** The names of those that the address names, the main one always among them; nothing where it names none of this table. */
  get chosen(): readonly string[] | undefined {
    const said = query.get('columns')?.split('.') ?? [];
    const found = this.all.filter((c) => said.includes(nameOf(c)) || c === mainOf(this.all)).map(nameOf);
    return found.some((name) => said.includes(name)) ? found : undefined;
  }
  get usual(): readonly string[] {
    return this.all.filter((c) => !c.extra && (!c.wide || laptop.current)).map(nameOf);
  }
  shows(column: Any) {
    return (this.chosen ?? this.usual).includes(nameOf(column));
  }
  /** Shows a column, or leaves it out. The address says nothing while that comes to what is usual. */
  turn(column: Any) {
    const now = this.all.filter((c) => this.shows(c) !== (c === column)).map(nameOf);
    query.set({ columns: now.join('.') === this.usual.join('.') ? undefined : now.join('.') });
  }
}

const known = new WeakMap<object, Columns>();

/** The columns of what a page lists. */
export function columnsOf(list: object): Columns {
  let found = known.get(list);
  if (!found) known.set(list, (found = new Columns()));
  return found;
}
