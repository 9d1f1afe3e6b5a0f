// Saving as one goes, and keeping in the browser whatever the server does not have yet.

import { cellsOf, form, rowsOf } from "./sheet.js";
import { same, snapshot, restore } from "./snapshot.js";
import { count, keepReasons, mark, tidy } from "./live.js";
import { offer, says, state, withdraw } from "./say.js";

const PAUSE = 800; // ms without typing before it saves
const RETRY = 5000; // ms before it tries again where there is no connection
const KEY = `perfbudget:${form.dataset.user}:${form.dataset.page}`;

let timer, retry, extra = {};
let typed = 0, sent = 0, stored = 0; // how often something was typed, at the last sending, at the last saving
let leaving = false, waiting;

export const isSaved = () => stored === typed;

/** Something was typed: it will be saved when the typing pauses. */
export function touch() {
  typed += 1;
  state("typed");
  keep();
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

/** Saves now; `more` is sent along, as a pressed button would be. */
export function save(more = {}) {
  clearTimeout(timer);
  clearTimeout(retry);
  Object.assign(extra, more);
  form.dispatchEvent(new CustomEvent("save-now"));
}

// -- the browser's own copy ------------------------------------------------------------------------------------------

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify({ at: new Date().toISOString(), typed: snapshot() }));
  } catch { /* full or forbidden: the page still warns before it is left */ }
}

function forget() {
  localStorage.removeItem(KEY);
  withdraw("kept");
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function offerKept() {
  if (new URLSearchParams(location.search).has("settled")) {
    forget();
    history.replaceState(null, "", location.pathname + location.hash);
  }
  const copy = kept();
  if (!copy?.typed?.lists || same(copy.typed, snapshot())) return isSaved() && forget();
  const note = offer("kept", says("kept"));
  const { lang, dataset } = document.documentElement;
  const clock = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: dataset.zone };
  note.querySelector("time").textContent = new Date(copy.at).toLocaleString(lang, clock);
  note.querySelector("[data-restore]").addEventListener("click", () => {
    restore(copy.typed);
    withdraw("kept");
    cellsOf(rowsOf(form.querySelector("[data-list]"))[0] ?? form)[0]?.focus();
  });
  note.querySelector("[data-forget]").addEventListener("click", forget);
}

// -- talking to the server -------------------------------------------------------------------------------------------

const cookie = (name) => document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.split("=")[1];

function beforeSending(event) {
  const parameters = event.detail.parameters;
  for (const name of ["do", "take"]) parameters.delete(name); // htmx adds the button that has the focus
  event.detail.headers["X-CSRFToken"] = cookie("csrftoken") ?? form.elements.csrfmiddlewaretoken.value;
  const busy = document.activeElement?.matches("textarea.cell") ? [document.activeElement.name] : [];
  const asTyped = [...form.querySelectorAll("[data-as-typed]")].filter((cell) => cell.value === cell.dataset.asTyped);
  for (const name of [...busy, ...asTyped.map((cell) => cell.name)]) parameters.append("untidied", name);
  for (const [name, value] of Object.entries(extra)) parameters.append(name, value);
  extra = {};
  sent = typed;
  state("saving");
}

function answered(live) {
  const outcome = live.dataset.state;
  if (outcome === "saved") {
    stored = Math.max(stored, sent);
    if (isSaved()) {
      forget();
      state("saved", live.dataset.saved);
    }
  } else state("refused");
  waiting?.(outcome === "saved");
  waiting = undefined;
  if (sent !== typed) return;
  mark(live);
  count(live);
  tidy(live);
  withdraw("trouble");
}

const TROUBLES = { 400: "too-large", 401: "signed-out", 403: "gone", 404: "gone", 413: "too-large" };

function failed(status) {
  const word = TROUBLES[status] ?? (status ? "busy" : "offline");
  offer("trouble", says(word));
  state("typed");
  waiting?.(false);
  waiting = undefined;
  if (!(status in TROUBLES)) retry = setTimeout(save, RETRY);
}

/** The paper shows what is saved, so it is saved first; the window opens at once, or the browser would forbid it. */
function savePreview(event) {
  const link = event.target.closest("[data-preview]");
  if (!link || isSaved()) return;
  event.preventDefault();
  const paper = window.open("", "_blank");
  waiting = (done) => (done ? paper?.location.replace(link.href) : paper?.close());
  save();
}

/** Whoever signed in again in another window has a new token; the forms of this page still hold the old one. */
function renewTokens() {
  const token = cookie("csrftoken");
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) if (token) field.value = token;
}

export function watchSaving() {
  let putBack = () => {};
  form.addEventListener("input", (event) => { if (event.target.matches("textarea.cell, select")) touch(); });
  form.addEventListener("sheet-changed", touch);
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("textarea.cell") && !isSaved()) { clearTimeout(timer); timer = setTimeout(save, PAUSE / 4); }
  });
  form.addEventListener("htmx:configRequest", beforeSending);
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === "live") putBack = keepReasons();
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "live" && event.detail.elt?.id !== "live") return;
    putBack();
    answered(document.getElementById("live"));
  });
  form.addEventListener("htmx:responseError", (event) => failed(event.detail.xhr.status));
  form.addEventListener("htmx:sendError", () => failed(0));
  form.addEventListener("htmx:timeout", () => failed(0));
  document.addEventListener("submit", renewTokens, { capture: true });
  form.addEventListener("submit", () => { leaving = true; keep(); });
  document.addEventListener("click", savePreview);
  const again = () => { if (!isSaved()) save(); };
  window.addEventListener("online", again);
  window.addEventListener("focus", again);
  window.addEventListener("beforeunload", (event) => { if (!isSaved() && !leaving) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#live button[name=do]");
    if (!button) return;
    event.preventDefault();
    const reasons = [...document.querySelectorAll("#live textarea[name^='reason:']")].filter((text) => text.value);
    save({ do: button.value, ...Object.fromEntries(reasons.map((text) => [text.name, text.value])) });
  });
  if (form.hasAttribute("data-unsaved")) touch();
  offerKept();
}
