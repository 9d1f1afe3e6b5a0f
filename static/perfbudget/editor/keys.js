// The keyboard of a spreadsheet. Nothing happens while an input method is composing.

import { categoryOf, cellsOf, column, form, listOf, rowOf, rowsOf } from "./sheet.js";
import { addBelow, move, remove } from "./rows.js";

let atFocus = "";

const every = () => [...form.querySelectorAll("textarea.cell")];

/** The cell above or below: in a table of rows that of the same column, elsewhere the one before or after. */
function neighbour(cell, direction) {
  const row = rowOf(cell);
  if (!row?.matches("tr")) return every()[every().indexOf(cell) + direction];
  const rows = rowsOf(listOf(row));
  const next = rows[rows.indexOf(row) + direction];
  if (next) return cellsOf(next).find((other) => column(other) === column(cell));
  const edge = direction < 0 ? cellsOf(rows[0])[0] : cellsOf(rows.at(-1)).at(-1);
  return every()[every().indexOf(edge) + direction];
}

function go(cell) {
  if (!cell) return;
  cell.focus();
  cell.select();
}

function lineBreak(cell) {
  cell.setRangeText("\n", cell.selectionStart, cell.selectionEnd, "end");
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

function enter(event, cell, row) {
  event.preventDefault();
  if (event.altKey) return lineBreak(cell);
  if (event.ctrlKey || event.metaKey) return row && addBelow(row);
  const isLastGoal = row && !categoryOf(row) && cellsOf(row).length === 1 && row === rowsOf(listOf(row)).at(-1);
  if (isLastGoal && !event.shiftKey && cell.value.trim()) return addBelow(row);
  return go(neighbour(cell, event.shiftKey ? -1 : 1));
}

function arrow(event, cell, row) {
  const direction = event.key === "ArrowUp" ? -1 : 1;
  if (event.altKey) {
    event.preventDefault();
    if (row) move(row, direction, cell);
    return;
  }
  const edge = direction < 0 ? 0 : cell.value.length;
  if (event.shiftKey || cell.selectionStart !== cell.selectionEnd || cell.selectionStart !== edge) return;
  event.preventDefault();
  go(neighbour(cell, direction));
}

function openMenu(row) {
  const menu = row.querySelector("[data-tools]");
  menu.open = true;
  menu.querySelector("button").focus();
}

export function watchKeys() {
  form.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details[open]");
    if (!menu) return;
    menu.open = false;
    cellsOf(rowOf(menu))[0].focus();
  });
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea.cell")) atFocus = event.target.value;
  });
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches("textarea.cell") || event.isComposing || event.defaultPrevented) return;
    const row = rowOf(cell);
    if (event.key === "Enter") enter(event, cell, row);
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") arrow(event, cell, row);
    else if (event.key === "Escape" && cell.value !== atFocus) {
      cell.value = atFocus;
      cell.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (event.altKey && row && event.code === "KeyM") {
      event.preventDefault();
      openMenu(row);
    } else if (event.altKey && row && (event.code === "KeyC" || event.key === "Delete")) {
      event.preventDefault();
      if (event.key === "Delete") remove(row);
      else addBelow(row, { copy: true });
    }
  });
}
