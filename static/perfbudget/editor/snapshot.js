// All that is typed, as plain data: for undoing, and for keeping in the browser what the server does not have yet.

import { form, newRow, read, renumber, rowsOf, write, changed } from "./sheet.js";

const KEPT_OUT = new Set(["version", "base", "csrfmiddlewaretoken", "do", "take"]);

const lists = () => [...form.querySelectorAll("[data-list]")];
const single = () => [...form.querySelectorAll("textarea.cell")].filter((cell) => !cell.closest("[data-list]") && !KEPT_OUT.has(cell.name));

export function snapshot() {
  return {
    head: Object.fromEntries(single().map((cell) => [cell.name, cell.value])),
    lists: Object.fromEntries(lists().map((list) => [list.dataset.list, rowsOf(list).map(read)])),
  };
}

export function restore(state) {
  for (const cell of single()) if (cell.name in state.head) cell.value = state.head[cell.name];
  for (const list of lists()) {
    const wanted = state.lists[list.dataset.list] ?? [];
    const rows = rowsOf(list);
    for (const row of rows.slice(wanted.length)) row.remove();
    wanted.forEach((texts, index) => {
      if (rows[index]) write(rows[index], texts);
      else list.append(newRow(list, texts));
    });
    renumber(list);
  }
  changed();
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
