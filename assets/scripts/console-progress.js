// Brings the launch page's figures up to date while work is open. Without it, "Refresh" does the same.
"use strict";

(() => {
  const live = document.getElementById("live");
  if (!live || live.dataset.busy !== "yes") return;
  const EVERY_MS = 2000;
  const FAILURES_ALLOWED = 5;
  let failures = 0;

  const show = (figures) => {
    for (const place of live.querySelectorAll("[data-live]")) {
      const text = figures[place.dataset.live];
      if (text !== undefined && place.textContent !== text) place.textContent = text;
    }
    const bar = live.querySelector(".meter .c-pine");
    if (bar) bar.setAttribute("width", figures.share);
  };

  const look = async () => {
    if (document.hidden) return setTimeout(look, EVERY_MS);
    try {
      const answer = await fetch(live.dataset.source, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const figures = await answer.json();
      failures = 0;
      show(figures);
      // The last change also changes words, states and the list of people: one load shows them all.
      if (!figures.busy) return location.reload();
    } catch {
      failures += 1;
      if (failures >= FAILURES_ALLOWED) return undefined;
    }
    return setTimeout(look, EVERY_MS * (failures + 1));
  };

  setTimeout(look, EVERY_MS);
})();
