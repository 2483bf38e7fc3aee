// Says that a time is about to end, so that whoever reads can ask for more, and says it when it has ended. Without this script the
// button that asks for more is on the page all the same. What is said stands in the page's own templates; nothing moves the focus.
"use strict";

(() => {
  const LOOK_MS = 1000;
  const HEARD_MS = 15000; // how long it stands that there is more time

  for (const place of document.querySelectorAll("[data-ends-in]")) {
    const said = place.querySelector("[data-said]");
    const ask = place.querySelector("[data-ask]");
    const isQuiet = Boolean(ask && "quietly" in ask.dataset); // shown only while it is needed, and answered on this page
    const others = place.dataset.shared && "BroadcastChannel" in window ? new BroadcastChannel(place.dataset.shared) : null;
    let ends = 0;
    let isLast = false;
    let heardUntil = 0;

    const say = (name) => {
      const words = name && place.querySelector(`template[data-${name}]`);
      const text = words ? words.content.textContent.trim() : "";
      if (said.textContent !== text) said.textContent = text;
      // A button that has the focus stays in sight until the time is over, so that the focus is not lost.
      const isHeld = isQuiet && ask.contains(document.activeElement);
      place.classList.toggle("is-near", Boolean(text) || isHeld);
      if (ask) ask.hidden = name === "over" || (isQuiet && name !== "soon" && !isHeld);
    };
    const look = () => {
      const left = ends - Date.now();
      if (left <= 0) return say("over");
      if (Date.now() < heardUntil) return undefined;
      return say(left > 1000 * place.dataset.warnAt ? "" : isLast ? "last" : "soon");
    };
    const begin = ({ seconds, last }) => {
      ends = Date.now() + 1000 * seconds;
      isLast = last;
      look();
    };

    const own = { seconds: Number(place.dataset.endsIn), last: place.dataset.last === "yes" };
    begin(own);
    setInterval(look, LOOK_MS);
    document.addEventListener("visibilitychange", look);

    // A page that is used keeps its user signed in on every other page too.
    others?.addEventListener("message", (event) => begin(event.data));
    others?.postMessage(own);

    if (!isQuiet) continue;
    ask.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch(ask.action, { method: "POST", body: new URLSearchParams(new FormData(ask)), headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const longer = await answer.json();
        begin(longer);
        others?.postMessage(longer);
        say("done");
        heardUntil = Date.now() + HEARD_MS;
      } catch {
        ask.submit(); // opens beside this page, which says what is the matter
      }
    });
  }
})();
