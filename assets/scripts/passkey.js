// A button for a passkey: asks us what to sign, has the browser sign it, and sends the answer as an ordinary form.
// Without it, or in a browser without passkeys, the other ways to sign in stay as they are.
"use strict";

(() => {
  const forms = document.querySelectorAll("form[data-passkey]");
  const isAble = Boolean(window.PublicKeyCredential && navigator.credentials);
  for (const missing of document.querySelectorAll("[data-no-passkey]")) missing.hidden = isAble;
  if (!isAble) return;

  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const words = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  };
  const keys = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const make = async (asked) => {
    const made = await navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: keys(asked.excludeCredentials),
      },
    });
    return {
      id: made.id,
      rawId: words(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: words(made.response.clientDataJSON),
        attestationObject: words(made.response.attestationObject),
      },
    };
  };

  const sign = async (asked) => {
    const { response, ...signed } = await navigator.credentials
      .get({ publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: keys(asked.allowCredentials) } })
      .then((one) => ({ id: one.id, rawId: words(one.rawId), type: one.type, response: one.response }));
    return {
      ...signed,
      response: {
        clientDataJSON: words(response.clientDataJSON),
        authenticatorData: words(response.authenticatorData),
        signature: words(response.signature),
        userHandle: response.userHandle && response.userHandle.byteLength ? words(response.userHandle) : undefined,
      },
    };
  };

  const sentence = (error) => {
    if (error.name === "InvalidStateError") return "This device has a passkey for you already.";
    if (error.name === "NotAllowedError") return "Nothing was signed: it was cancelled, or took too long. Try again.";
    if (error.name === "NotSupportedError") return "This device can’t make a passkey that we know. Use another device.";
    return "That didn’t work. Reload the page and try again, or use another way.";
  };

  for (const form of forms) {
    form.hidden = false;
    const wrong = form.querySelector("[data-passkey-wrong]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      button.disabled = true;
      wrong.textContent = "";
      try {
        const body = new URLSearchParams({ csrf: form.elements.csrf.value, for: form.dataset.passkey });
        const answer = await fetch(form.dataset.options, { method: "POST", body, redirect: "error" });
        if (!answer.ok) throw new Error(String(answer.status));
        const { publicKey } = await answer.json();
        const signed = form.dataset.passkey === "add" ? await make(publicKey) : await sign(publicKey);
        form.elements.answer.value = JSON.stringify(signed);
        form.submit();
      } catch (error) {
        wrong.textContent = sentence(error);
        button.disabled = false;
      }
    });
  }
})();
