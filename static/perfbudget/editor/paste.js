// Blocks copied from Excel, WPS or Word, pasted into the rows, the plan or the goals.

import { categoryOf, cellsOf, changed, column, fit, form, isBlank, listOf, newRow, place, renumber, rowOf, rowsOf, write } from "./sheet.js";
import { offer, says, withdraw } from "./say.js";
import { undoable } from "./undo.js";

const HEADS = { 一级指标: "one", 二级指标: "two", 三级指标: "name", 绩效指标描述: "description", 指标描述: "description", 指标内容: "description", 绩效指标: "name", 指标值: "value", 目标值: "value", 指标值确定依据: "basis", 确定依据: "basis" };
const WHOLE = ["one", "two", "name", "description", "value", "basis"];
const MOST = 1000;

const tight = (text) => text.normalize("NFKC").replace(/\s+/g, "");

/** Rows of cells from the clipboard: of an HTML table with its merged cells repeated, else of lines and tabs. */
function grid(data) {
  const table = new DOMParser().parseFromString(data.getData("text/html"), "text/html").querySelector("table");
  return table ? fromTable(table) : fromText(data.getData("text/plain"));
}

/** Whether a block comes from a sheet or a table; two lines of plain text are a text of two lines. */
const hasCells = (data) => data.getData("text/html").includes("<table") || data.getData("text/plain").includes("\t");

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

/** Finds a category by the names of a document, written in full or not: 产出数量, 满意度指标 under 满意度指标. */
function finder(select) {
  const bare = (text) => tight(text).replace(/指标$/, "");
  const known = [...select.options].map((option) => ({ key: option.value, one: bare(option.parentElement.label ?? ""), two: bare(option.textContent) }));
  const only = (found) => (found.length === 1 ? found[0].key : undefined);
  return (level_one, level_two) => {
    const [one, two] = [bare(level_one), bare(level_two)];
    const under = known.filter((each) => !one || each.one === one);
    const exact = under.find((each) => each.two === two);
    if (exact) return exact.key;
    const near = (rows) => rows.filter((each) => two && (two.includes(each.two) || each.two.includes(two)));
    return only(under) ?? only(near(under)) ?? only(near(known));
  };
}

function pasteIndicators(block, cell) {
  const list = listOf(cell);
  const { columns, rows } = columnsOf(block, cell);
  const find = finder(categoryOf(rowOf(cell)));
  const sorted = columns.includes("two");
  const lost = [];
  let [row, one, two] = [rowOf(cell), "", ""];
  const after = rowsOf(list).slice(rowsOf(list).indexOf(row));
  const wanted = rows.filter((texts) => !/^(合计|小计|总计)/.test(tight(texts.find((text) => text.trim()) ?? "")));
  wanted.forEach((texts, index) => {
    const fields = {};
    columns.forEach((name, at) => { if (name && texts[at] !== undefined) fields[name] = texts[at].trim(); });
    if (fields.one) [one, two] = [fields.one, ""];
    two = fields.two || two;
    const found = sorted && find(one, two);
    const target = sorted ? index === 0 && isBlank(row) && row : after[index];
    const filled = target || newRow(list, { category: categoryOf(row).value });
    if (!target) row.after(filled);
    write(filled, found ? { ...fields, category: found } : fields);
    if (found) place(list, filled);
    else if (sorted) lost.push(`${[one, two].filter(Boolean).join(" › ")}：${fields.name ?? ""}`);
    row = filled;
  });
  if (sorted) dropBlank(list);
  renumber(list);
  if (lost.length) offer("lost", says("unplaced", lost.join("；")));
  return wanted.length;
}

/** A table that names its categories takes the place of the rows that only offered them. */
function dropBlank(list) {
  const blank = rowsOf(list).filter(isBlank);
  if (blank.length < rowsOf(list).length) for (const each of blank) each.remove();
}

const month = (text) => Number(/^(\d{1,2})月/.exec(tight(text))?.[1]);

/** The amounts of a plan by their months where the block names them, across or down; else from the cell on. */
function pastePlan(block, cell) {
  const cells = [...form.querySelectorAll("td.checkpoint textarea.cell")];
  const months = new Map([...form.querySelectorAll("[name^='plan-'][name$='-month']")].map((field, index) => [Number(field.value), cells[index]]));
  const heads = block.find((row) => row.filter(month).length > 1);
  const pairs = heads
    ? (block[block.indexOf(heads) + 1] ?? []).map((text, index) => [months.get(month(heads[index] ?? "")), text])
    : block.some((row) => month(row[0]))
      ? block.filter((row) => month(row[0])).map((row) => [months.get(month(row[0])), row.slice(1).find((text) => text.trim()) ?? ""])
      : (block.length > 1 ? block.map((row) => row[0]) : block[0]).map((text, index) => [cells[cells.indexOf(cell) + index], text]);
  const known = pairs.filter(([target]) => target);
  for (const [target, text] of known) target.value = text.trim();
  if (!known.length) offer("lost", says("unclear"));
  return known.length;
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
    if (!kind || (kind === pasteIndicators && !hasCells(event.clipboardData))) return;
    event.preventDefault();
    withdraw("lost");
    undoable(() => kind(block, cell), kind === pastePlan ? "pasted-plan" : "pasted");
    for (const each of form.querySelectorAll("textarea.cell")) fit(each);
    changed();
  });
}
