// The gift page works without this. It only lets a chapter move the film on the page, and puts a notice under the reader's cursor.
(() => {
  const film = document.getElementById("film-screen");
  for (const link of document.querySelectorAll(".chapters a")) {
    link.addEventListener("click", (press) => {
      if (!film) return;
      press.preventDefault();
      film.currentTime = Number(new URL(link.href).hash.replace("#t=", ""));
      film.play();
      film.focus();
    });
  }
  const notice = document.getElementById("done");
  if (notice && location.hash === "#done") notice.focus();
})();
