// Blocks copied from Excel, WPS or Word, pasted into the rows, the plan or the goals.

import { categoryOf, cellsOf, changed, column, fit, form, isBlank, listOf, newRow, place, renumber, rowOf, rowsOf, write } from "./sheet.js";
import { undoable } from "./undo.js";

const HEADS = { 一级指标: "one", 二级指标: "two", 三级指标: "name", 绩效指标描述: "description", 指标描述: "description", 指标内容: "description", 绩效指标: "name", 指标值: "value", 目标值: "value", 指标值确定依据: "basis", 确定依据: "basis" };
const WHOLE = ["one", "two", "name", "description", "value", "basis"];
const MOST = 1000;

const tight = (text) => text.normalize("NFKC").replace(/\s+/g, "");

/** Rows of cells from the clipboard: of an HTML table with its merged cells repeated, else of lines and tabs. */
export function grid(data) {
  const table = new DOMParser().parseFromString(data.getData("text/html"), "text/html").querySelector("table");
  return table ? fromTable(table) : fromText(data.getData("text/plain"));
}

function fromTable(table) {
  const cells = [];
  [...table.rows].slice(0, MOST).forEach((row, y) => {
    cells[y] ??= [];
    let x = 0;
    for (const cell of row.cells) {
      while (cells[y][x] !== undefined) x += 1;
      const text = cell.textContent.replace(/\s*\n\s*/g, "").replace(/\u00a0/g, " ").trim();
      for (let down = 0; down < Math.min(cell.rowSpan, MOST); down += 1) {
        cells[y + down] ??= [];
        for (let right = 0; right < Math.min(cell.colSpan, 50); right += 1) cells[y + down][x + right] = right ? "" : text;
      }
      x += cell.colSpan;
    }
  });
  return cells.slice(0, table.rows.length).map((row) => Array.from(row, (text) => text ?? ""));
}

function fromText(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const [sign, row] = [text[at], rows.at(-1)];
    if (quoted && sign === '"' && text[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
    else if (quoted && sign === '"') quoted = false;
    else if (!quoted && sign === '"' && row.at(-1) === "" && /\t|\n/.test(text)) quoted = true;
    else if (!quoted && sign === "\t") row.push("");
    else if (!quoted && sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[row.length - 1] += sign;
  }
  if (rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows.slice(0, MOST);
}

/** What each column of a block holds: by its head row, else by its width, else from the cell it is pasted into on. */
function columnsOf(block, cell) {
  const heads = block[0].map((text) => HEADS[tight(text)]);
  if (heads.filter(Boolean).length >= 2) return { columns: heads, rows: block.slice(1) };
  const width = Math.max(...block.map((row) => row.length));
  if (width === WHOLE.length || width === WHOLE.length - 1) return { columns: WHOLE.slice(-width), rows: block };
  return { columns: WHOLE.slice(WHOLE.indexOf(column(cell))), rows: block };
}

function finder(select) {
  const bare = (text) => tight(text).replace(/指标$/, "");
  const known = [...select.options].map((option) => ({ key: option.value, one: bare(option.parentElement.label ?? ""), two: bare(option.textContent) }));
  return (one, two) => known.find((each) => each.two === bare(two) && (!one || each.one === bare(one)))?.key;
}

function pasteIndicators(block, cell) {
  const list = listOf(cell);
  const { columns, rows } = columnsOf(block, cell);
  const find = finder(categoryOf(rowOf(cell)));
  const sorted = columns.includes("two");
  let [row, one, two] = [rowOf(cell), "", ""];
  const after = rowsOf(list).slice(rowsOf(list).indexOf(row));
  rows.forEach((texts, index) => {
    const fields = {};
    columns.forEach((name, at) => { if (name && texts[at] !== undefined) fields[name] = texts[at].trim(); });
    if (fields.one) [one, two] = [fields.one, ""];
    two = fields.two || two;
    const category = (sorted && find(one, two)) || categoryOf(row).value;
    const target = sorted ? index === 0 && isBlank(row) && row : after[index];
    const filled = target || newRow(list, { category: categoryOf(row).value });
    if (!target) row.after(filled);
    write(filled, sorted ? { ...fields, category } : fields);
    if (sorted) place(list, filled);
    row = filled;
  });
  if (sorted) dropBlank(list);
  renumber(list);
  return rows.length;
}

/** A table that names its categories takes the place of the rows that only offered them. */
function dropBlank(list) {
  const blank = rowsOf(list).filter(isBlank);
  if (blank.length < rowsOf(list).length) for (const each of blank) each.remove();
}

function pastePlan(block, cell) {
  const cells = [...form.querySelectorAll("td.checkpoint textarea.cell")];
  const amounts = block.filter((row) => !row.some((text) => /月/.test(text))).flat().filter((text) => text.trim());
  amounts.forEach((text, index) => {
    const target = cells[cells.indexOf(cell) + index];
    if (target) target.value = text.trim();
  });
  return amounts.length;
}

function pasteGoals(block, cell) {
  const list = listOf(cell);
  const texts = block.map((row) => row.join("").replace(/^\s*(\d+\s*[.．、)）]|[（(][\d一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|[①-⑳])\s*/, "").trim()).filter(Boolean);
  let row = rowOf(cell);
  texts.forEach((text, index) => {
    if (index || !isBlank(row)) {
      const fresh = newRow(list);
      row.after(fresh);
      row = fresh;
    }
    cellsOf(row)[0].value = text;
  });
  renumber(list);
  return texts.length;
}

export function watchPaste() {
  form.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!cell.matches("textarea.cell")) return;
    const block = grid(event.clipboardData);
    if (block.length < 2 && (block[0]?.length ?? 0) < 2) return;
    const kind = cell.closest("td.checkpoint") ? pastePlan : { indicators: pasteIndicators, goals: pasteGoals }[listOf(cell)?.dataset.list];
    if (!kind) return;
    event.preventDefault();
    undoable(() => kind(block, cell), "pasted");
    for (const each of form.querySelectorAll("textarea.cell")) fit(each);
    changed();
  });
}
