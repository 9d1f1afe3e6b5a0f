// Sums and titles that follow what is typed, before the server has seen it.

import { form } from "./sheet.js";

const FEN = 1000000n; // 分 in one 万元

function fen(text) {
  const plain = text.normalize("NFKC").replace(/[\s,]/g, "");
  const found = /^(\d{1,12})?(?:\.(\d{0,6}))?$/.exec(plain);
  if (!plain || !found) return null;
  return BigInt(found[1] ?? 0) * FEN + BigInt((found[2] ?? "").padEnd(6, "0"));
}

function amount(total) {
  const decimals = String(total % FEN).padStart(6, "0").replace(/0{1,4}$/, "");
  return `${total / FEN}.${decimals}`;
}

function sum() {
  const parts = ["fiscal", "other"].map((name) => form.elements[name].value);
  const known = parts.map(fen).filter((part) => part !== null);
  const unclear = parts.some((text) => text.trim() && fen(text) === null);
  form.querySelector("[data-budget]").textContent = unclear || !known.length ? "" : amount(known.reduce((a, b) => a + b));
}

export function watchSums() {
  const follow = () => {
    sum();
    for (const title of document.querySelectorAll("[data-title]")) title.textContent = form.elements.name.value;
  };
  if (!form.elements.fiscal) return;
  form.addEventListener("input", follow);
  form.addEventListener("sheet-changed", follow);
}
