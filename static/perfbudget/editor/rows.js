// What buttons and the mouse do to rows.

import { categoryOf, cellsOf, changed, form, listOf, newRow, place, read, renumber, rowOf, rowsOf, step, write } from "./sheet.js";
import { undoable } from "./undo.js";

function finish(list, focus) {
  renumber(list);
  changed();
  if (focus) (focus.matches("textarea") ? focus : cellsOf(focus)[0])?.focus();
}

/** A row behind another one, of its category, empty or with the same texts. */
export function addBelow(row, { copy = false } = {}) {
  const list = listOf(row);
  const texts = copy ? read(row) : categoryOf(row) ? { category: categoryOf(row).value } : {};
  undoable(() => {
    const fresh = newRow(list, texts);
    row.after(fresh);
    finish(list, fresh);
  });
}

export function addTo(list, category) {
  undoable(() => {
    const fresh = newRow(list, category ? { category } : {});
    list.append(fresh);
    if (category) place(list, fresh);
    finish(list, fresh);
  });
}

export function remove(row) {
  const list = listOf(row);
  const rows = rowsOf(list);
  const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  undoable(() => {
    row.remove();
    finish(list, next);
  }, "removed");
}

export function move(row, direction, focus) {
  const list = listOf(row);
  undoable(() => {
    if (step(list, row, direction)) finish(list, focus ?? row);
  });
}

const verbs = {
  add: (row, list, category) => addTo(form.querySelector(`[data-list=${list}]`), category),
  up: (row) => move(row, -1),
  down: (row) => move(row, 1),
  copy: (row) => addBelow(row, { copy: true }),
  remove,
};

export function watchRows() {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    const [verb, list, category] = button?.value.split(":") ?? [];
    if (!(verb in verbs)) return;
    event.preventDefault();
    button.closest("details")?.removeAttribute("open");
    verbs[verb](rowOf(button), list, category);
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-category]")) return;
    const [row, list, chosen] = [rowOf(event.target), listOf(event.target), event.target.value];
    event.target.value = event.target.dataset.before ?? chosen;
    undoable(() => {
      event.target.value = chosen;
      place(list, row);
      finish(list, row);
    });
  });
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-category]")) event.target.dataset.before = event.target.value;
    for (const menu of form.querySelectorAll("details[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  form.addEventListener("pointerdown", (event) => {
    for (const menu of form.querySelectorAll("details[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  watchDragging();
}

function watchDragging() {
  let dragged;
  form.addEventListener("pointerover", (event) => {
    const handle = event.target.closest("[data-tools] > summary");
    if (handle) handle.draggable = true;
  });
  form.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.("[data-tools] > summary")) return;
    dragged = rowOf(event.target);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("dragged");
  });
  form.addEventListener("dragover", (event) => {
    const over = dragged && rowOf(event.target);
    if (over && listOf(over) === listOf(dragged)) event.preventDefault();
  });
  form.addEventListener("drop", (event) => {
    const over = dragged && rowOf(event.target);
    if (!over || over === dragged || listOf(over) !== listOf(dragged)) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    drop(dragged, over, event.clientY > box.top + box.height / 2);
  });
  form.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = undefined;
  });
}

/** A row dropped beside another one joins its category. */
function drop(row, over, below) {
  undoable(() => {
    over[below ? "after" : "before"](row);
    if (categoryOf(row)) write(row, { category: categoryOf(over).value });
    finish(listOf(row), row);
  });
}
