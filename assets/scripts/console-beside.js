// Keeps the letter and the film strip beside the words in step with what is typed. Without it, "Show" does the same by a press.
"use strict";

(() => {
  const beside = document.getElementById("beside");
  const form = document.getElementById("builder");
  if (!beside || !form) return;
  const PARTS = { letter: 500, film: 1500 }; // milliseconds after the last key
  const AGAIN_MS = 2500;
  const LATEST = {};

  const look = async (part) => {
    const place = beside.querySelector(`[data-part="${part}"]`);
    LATEST[part]?.abort();
    const asked = (LATEST[part] = new AbortController());
    const body = new FormData(form);
    body.set("part", part);
    try {
      const answer = await fetch(beside.dataset.source, { method: "POST", body, redirect: "error", signal: asked.signal });
      if (answer.status === 429) return setTimeout(() => wait(part), AGAIN_MS);
      if (!answer.ok) throw new Error(String(answer.status));
      place.innerHTML = await answer.text();
      place.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") place.removeAttribute("aria-busy");
    }
    return undefined;
  };

  const timers = {};
  const wait = (part) => {
    clearTimeout(timers[part]);
    timers[part] = setTimeout(() => look(part), PARTS[part]);
  };
  const changed = () => {
    for (const part of Object.keys(PARTS)) {
      beside.querySelector(`[data-part="${part}"]`).setAttribute("aria-busy", "true");
      wait(part);
    }
  };
  form.addEventListener("input", changed);
  beside.addEventListener("change", changed);
  look("film");
})();
