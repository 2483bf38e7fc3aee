// The film on a gift's page, which works without this as an ordinary <video controls>. It adds: chapters that move it, answers that
// come up while it speaks of them, keys, and a count of how far it was played. It never starts by itself, and nothing here moves.
(() => {
  "use strict";
  const box = document.querySelector(".film[data-watched]");
  const film = document.getElementById("film-screen");
  if (!box || !film) return;

  const chapters = [...document.querySelectorAll("#film .chapters a")].map((link) => ({
    link,
    begin: Number(new URL(link.href).hash.replace("#t=", "")),
    scene: link.dataset.scene,
  }));
  const offers = [...box.querySelectorAll(".film-acts li")].map((item) => ({
    item,
    act: item.dataset.act,
    begin: Number(item.dataset.begin),
    end: Number(item.dataset.end),
  }));
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  box.classList.add("is-live");
  for (const note of document.querySelectorAll("#film [data-scripted]")) note.hidden = false;

  // -- counting: a few codes, sent together; not at all where the browser asks for that ------------------------------------
  const isCounted = navigator.globalPrivacyControl !== true && navigator.doNotTrack !== "1";
  const viewing = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const said = new Set();
  let waiting = [];
  let timer = 0;
  function send() {
    clearTimeout(timer);
    timer = 0;
    if (!waiting.length) return;
    const form = new URLSearchParams({ nonce: box.dataset.nonce, viewing });
    for (const code of waiting.splice(0, 20)) form.append("seen", code);
    navigator.sendBeacon(box.dataset.watched, form);
    if (waiting.length) timer = setTimeout(send, 2000);
  }
  function count(kind, mark) {
    const code = `${kind}:${mark}`;
    if (!isCounted || said.has(code)) return;
    said.add(code);
    waiting.push(code);
    if (!timer) timer = setTimeout(send, 2000);
  }
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
  // Who leaves before the half has stopped early; who comes back and watches on in the same page has not, and the server knows.
  window.addEventListener("pagehide", () => {
    if (hasStarted && !film.ended && share() < 0.5) count("stopped", "early");
    send();
  });

  // -- how much was played, not how far somebody jumped -----------------------------------------------------------------------
  function share() {
    let seconds = 0;
    for (let at = 0; at < film.played.length; at += 1) seconds += film.played.end(at) - film.played.start(at);
    return film.duration ? seconds / film.duration : 0;
  }
  function countShare() {
    const played = share();
    for (const quarter of [25, 50, 75]) if (played * 100 >= quarter) count("played", quarter);
    if (played >= 0.97) count("played", 100);
  }
  let ends = 0;
  let hasStarted = false;
  film.addEventListener("play", () => {
    if (!hasStarted) count("started", "once");
    else if (ends && film.currentTime < 1) count("again", Math.min(ends, 9));
    hasStarted = true;
    follow();
  });
  film.addEventListener("ended", () => {
    ends += 1;
    countShare();
    follow();
  });

  // -- a film that is made when it is asked for: where it was not there in time it is asked for again, and plays if it was to play --
  const late = document.querySelector("#film [data-late]");
  let asked = 0;
  const askAgain = () => {
    if (asked >= 10) return;
    asked += 1;
    if (late) late.hidden = false;
    setTimeout(() => {
      film.load();
      if (hasStarted) film.play().catch(() => {});
    }, 3000);
  };
  // The source of the other frame is passed over with an error as well.
  for (const source of film.querySelectorAll("source")) {
    source.addEventListener("error", () => window.matchMedia(source.media).matches && askAgain());
  }
  film.addEventListener("loadeddata", () => late && (late.hidden = true));

  // -- chapters ---------------------------------------------------------------------------------------------------------------
  function current() {
    return chapters.findLastIndex((chapter) => film.currentTime >= chapter.begin - 0.05);
  }
  function jump(chapter) {
    count("chapter", chapter.scene);
    const go = () => {
      film.currentTime = chapter.begin + 0.01;
      follow();
    };
    if (film.readyState) go();
    else {
      film.addEventListener("loadedmetadata", go, { once: true });
      film.preload = "auto";
      film.load();
    }
    // Somebody who asked for less motion presses play themselves.
    if (!calm.matches) film.play().catch(() => {});
    film.focus();
  }
  for (const chapter of chapters) {
    chapter.link.addEventListener("click", (press) => {
      if (press.ctrlKey || press.metaKey || press.shiftKey) return;
      press.preventDefault();
      jump(chapter);
    });
  }

  // -- answers: each is there while the film speaks of it; one that holds the focus stays until the focus goes ----------------
  function follow() {
    const now = film.currentTime;
    const hasBegun = hasStarted || now > 0;
    box.classList.toggle("is-begun", hasBegun);
    const here = hasBegun ? current() : -1;
    chapters.forEach(({ link }, at) => (at === here ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    for (const { item, begin, end } of offers) item.classList.toggle("is-due", film.ended || (now >= begin && now < end));
  }
  for (const { item, act } of offers) item.addEventListener("click", (press) => press.target.closest(".btn") && count("pressed", act));
  film.addEventListener("timeupdate", () => {
    follow();
    countShare();
  });
  film.addEventListener("seeked", follow);

  // -- keys, only while the film itself has the focus; the others are the player's own -----------------------------------------
  film.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.metaKey || press.altKey) return;
    const key = press.key.toLowerCase();
    if (key === "n" || key === "p") {
      const next = chapters[Math.max(0, current()) + (key === "n" ? 1 : -1)];
      if (next) jump(next);
    } else return;
    press.preventDefault();
  });
})();
