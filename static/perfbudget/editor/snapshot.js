// All that is typed, as plain data: for undoing, and for keeping in the browser what the server does not have yet.

import { form, newRow, read, renumber, rowsOf, write, changed } from "./sheet.js";

const KEPT_OUT = new Set(["version", "base", "csrfmiddlewaretoken", "do", "take"]);

const lists = () => [...form.querySelectorAll("[data-list]")];
const single = () => [...form.querySelectorAll("textarea.cell")].filter((cell) => !cell.closest("[data-list]") && !KEPT_OUT.has(cell.name));

const PAGE = Date.now();
let rowsKnown = 0;

/** By what a row is known again, wherever it moves. */
const identity = (row) => (row.dataset.id ??= `${PAGE}-${(rowsKnown += 1)}`);

export function snapshot() {
  return {
    head: Object.fromEntries(single().map((cell) => [cell.name, cell.value])),
    lists: Object.fromEntries(
      lists().map((list) => [list.dataset.list, rowsOf(list).map((row) => ({ id: identity(row), ...read(row) }))]),
    ),
  };
}

export function restore(state) {
  for (const cell of single()) if (cell.name in state.head) cell.value = state.head[cell.name];
  for (const list of lists()) {
    const wanted = state.lists[list.dataset.list] ?? [];
    const rows = rowsOf(list);
    for (const row of rows.slice(wanted.length)) row.remove();
    wanted.forEach((texts, index) => {
      const row = rows[index] ?? newRow(list);
      if (!rows[index]) list.append(row);
      write(row, texts);
      row.dataset.id = texts.id;
    });
    renumber(list);
  }
  changed();
}

/** Whether the texts are the same; which rows they stand in is no matter. */
export const same = (one, other) => texts(one) === texts(other);
const texts = (state) => JSON.stringify(state, (key, value) => (key === "id" ? undefined : value));

/** What undoing an action leaves: all as before it, but with what was typed since. */
export function without(before, after, now) {
  const lists = Object.keys(before.lists).map((name) => [name, rowsWithout(before.lists[name], after.lists[name], now.lists[name])]);
  return { head: fieldsWithout(before.head, after.head, now.head), lists: Object.fromEntries(lists) };
}

const fieldsWithout = (before, after, now) =>
  Object.fromEntries(Object.keys(before).map((name) => [name, now[name] === after[name] ? before[name] : now[name]]));

function rowsWithout(before, after, now) {
  const byId = (rows) => new Map(rows.map((row) => [row.id, row]));
  const [there, was, is] = [byId(before), byId(after), byId(now)];
  // What the action removed comes back; what was removed since stays away.
  const kept = before
    .filter((row) => !was.has(row.id) || is.has(row.id))
    .map((row) => (was.has(row.id) ? { ...fieldsWithout(row, was.get(row.id), is.get(row.id)), id: row.id } : row));
  // What came since stays, and so does what the action made and somebody typed in, behind the row it follows.
  now.forEach((row, index) => {
    const untouched = was.has(row.id) && same(was.get(row.id), row);
    if (there.has(row.id) || untouched) return;
    const ahead = now.slice(0, index).map((each) => each.id).reverse();
    const follows = ahead.find((id) => kept.some((each) => each.id === id));
    kept.splice(kept.findIndex((each) => each.id === follows) + 1, 0, row);
  });
  return kept;
}
