// Keeps an ops page up to date by server-sent events. Where a browser has none, or they end, the page is loaded anew now and then;
// without scripts, "Refresh" does the same. Whoever stopped it is left alone.
"use strict";

(() => {
  const live = document.getElementById("live");
  if (!live || live.dataset.still === "yes") return;
  const RELOAD_MS = 30000;
  let source = null;
  let waiting = null;

  // Nobody loses what they are pressing, choosing or marking.
  const isBusy = () => live.contains(document.activeElement) || String(document.getSelection()).length > 0;

  const reloadLater = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => (document.hidden || isBusy() ? reloadLater() : location.reload()), RELOAD_MS);
  };

  const listen = () => {
    source = new EventSource(live.dataset.source);
    source.addEventListener("part", (event) => {
      clearTimeout(waiting);
      if (!isBusy()) live.innerHTML = JSON.parse(event.data).html;
    });
    // After each event the connection ends and is made anew by itself; closed for good, it was refused or is not spoken here.
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) reloadLater();
    });
  };

  if (!window.EventSource) return reloadLater();
  document.addEventListener("visibilitychange", () => {
    source?.close();
    clearTimeout(waiting);
    if (!document.hidden) listen();
  });
  if (!document.hidden) listen();
  return undefined;
})();
