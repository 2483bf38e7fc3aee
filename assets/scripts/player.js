// Our own button, controls and captions below the film's picture. Without this the film is an ordinary <video controls>; nothing here
// starts it. On a whole screen the browser's own controls are back, since there is no room below.
(() => {
  "use strict";
  const box = document.querySelector(".film[data-watched]");
  const film = document.getElementById("film-screen");
  if (!box || !film) return;
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const [big, words, bar, toggle, place, time, sound, captions, full] = [
    "big", "words", "bar", "toggle", "place", "time", "sound", "captions", "full",
  ].map(part);
  const track = [...film.textTracks].find((one) => one.kind === "captions");
  let isRead = true;

  // A telephone held upright has a square film, and its still before that; the page's style has the same bounds.
  if (window.matchMedia("(max-width: 47.99rem) and (orientation: portrait)").matches) film.poster = film.dataset.upright;
  film.controls = false;
  film.tabIndex = 0;
  for (const shown of [big, bar]) shown.hidden = false;

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const length = () => (Number.isFinite(film.duration) ? film.duration : Number(place.max));
  const press = () => (film.paused ? film.play().catch(() => {}) : film.pause());
  const is = (control, on) => control.setAttribute("aria-pressed", String(on));

  function follow() {
    place.max = length();
    place.value = film.currentTime;
    place.setAttribute("aria-valuetext", `${clock(film.currentTime)} / ${clock(length())}`);
    place.style.setProperty("--played", `${(100 * film.currentTime) / length()}%`);
    time.textContent = `${clock(film.currentTime)} / ${clock(length())}`;
    toggle.firstElementChild.textContent = film.paused ? toggle.dataset.play : toggle.dataset.pause;
    toggle.classList.toggle("is-playing", !film.paused);
    if (!film.paused || film.currentTime > 0) {
      big.hidden = true;
      words.hidden = false;
    }
  }
  function read() {
    if (!track) return;
    // On a whole screen the browser writes them over the picture; otherwise they are below it.
    track.mode = !isRead ? "disabled" : document.fullscreenElement ? "showing" : "hidden";
    const cues = isRead && track.activeCues ? [...track.activeCues] : [];
    words.textContent = cues.map((cue) => cue.getCueAsHTML().textContent).join("\n");
    is(captions, isRead);
  }
  // The spoken edition is a sound file of its own, kept in step with the picture, whose own sound is off meanwhile.
  const aloud = document.getElementById("film-spoken");
  const spoken = part("spoken");
  if (aloud && spoken) {
    let isSpoken = false;
    const inStep = () => {
      if (!isSpoken) return;
      if (Math.abs(aloud.currentTime - film.currentTime) > 0.25) aloud.currentTime = film.currentTime;
      aloud.playbackRate = film.playbackRate;
      if (film.paused || film.ended) aloud.pause();
      else if (aloud.paused) aloud.play().catch(() => {});
    };
    for (const event of ["play", "playing", "pause", "seeked", "ended", "ratechange", "timeupdate"]) film.addEventListener(event, inStep);
    film.addEventListener("waiting", () => aloud.pause());
    spoken.addEventListener("click", () => {
      isSpoken = !isSpoken;
      film.muted = isSpoken;
      is(spoken, isSpoken);
      if (isSpoken) inStep();
      else aloud.pause();
    });
    sound.addEventListener("click", () => {
      // “Sound” rules over whichever of the two is heard.
      if (!isSpoken) return;
      film.muted = true;
      aloud.muted = !aloud.muted;
      is(sound, !aloud.muted);
    });
    film.addEventListener("volumechange", () => isSpoken && is(sound, !aloud.muted));
  }
  if (track) track.addEventListener("cuechange", read);
  for (const event of ["play", "pause", "ended", "timeupdate", "seeked", "loadedmetadata", "durationchange"]) film.addEventListener(event, follow);
  film.addEventListener("volumechange", () => is(sound, !film.muted));

  big.addEventListener("click", () => {
    press();
    film.focus();
  });
  film.addEventListener("click", () => film.controls || press());
  toggle.addEventListener("click", press);
  place.addEventListener("input", () => {
    if (film.readyState) film.currentTime = Number(place.value);
  });
  sound.addEventListener("click", () => (film.muted = !film.muted));
  captions.addEventListener("click", () => {
    isRead = !isRead;
    read();
  });
  if (!film.requestFullscreen && !film.webkitEnterFullscreen) full.hidden = true;
  full.addEventListener("click", () => (film.requestFullscreen ? film.requestFullscreen() : film.webkitEnterFullscreen()));
  document.addEventListener("fullscreenchange", () => {
    film.controls = Boolean(document.fullscreenElement);
    read();
  });

  film.addEventListener("keydown", (key) => {
    if (key.ctrlKey || key.metaKey || key.altKey || film.controls) return;
    const moved = { ArrowRight: 5, ArrowLeft: -5 }[key.key];
    if (key.key === " ") press();
    else if (moved && film.readyState) film.currentTime = Math.min(length(), Math.max(0, film.currentTime + moved));
    else if (key.key.toLowerCase() === "c") captions.click();
    else return;
    key.preventDefault();
  });
  read();
  follow();
})();
