// Sums and titles that follow what is typed, before the server has seen it.

import { form } from "./sheet.js";

const FEN = 1000000n; // 分 in one 万元

/** An amount as the server reads it: ￥1,234.50, 12.5万元, 125000元; `null` where it is blank or no amount. */
function fen(text) {
  const plain = text.normalize("NFKC").replace(/[\s,]/g, "").replace(/^¥/, "");
  const found = /^(\d{1,16})?(?:\.(\d{0,6}))?(万元?|元)?$/.exec(plain);
  if (!found || !(found[1] || found[2])) return null;
  const typed = BigInt(found[1] ?? 0) * FEN + BigInt((found[2] ?? "").padEnd(6, "0"));
  return found[3] === "元" ? typed / 10000n : typed;
}

const isBlank = (text) => /^[-−–—]?$/.test(text.normalize("NFKC").trim());

function amount(total) {
  const decimals = String(total % FEN).padStart(6, "0").replace(/0{1,4}$/, "");
  return `${total / FEN}.${decimals}`;
}

function sum() {
  const parts = ["fiscal", "other"].map((name) => form.elements[name].value);
  const known = parts.map(fen).filter((part) => part !== null);
  const unclear = parts.some((text) => !isBlank(text) && fen(text) === null);
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
