// The page that a resident's phone opens from the terminal's code. A picture is made smaller, enciphered with the key
// behind the "#" of the address, which stays on this phone, and sent; only the terminal can open it.
"use strict";

const LONGEST_PX = 2400;
const MOST_BYTES = 990000;
const QUALITIES = [0.85, 0.7, 0.55];
const words = JSON.parse(document.body.dataset.words);
const kind = document.body.dataset.kind;
const place = (name) => document.getElementById(name);

function say(text, wrong) {
  place("said").textContent = text;
  place("said").className = wrong ? "wrong" : "";
}

async function keyOfAddress() {
  const text = location.hash.slice(1).replace(/-/g, "+").replace(/_/g, "/");
  const raw = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (raw.length !== 32) throw new Error("no key");
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
}

async function smaller(file) {
  const whole = await createImageBitmap(file, { imageOrientation: "from-image" });
  let scale = Math.min(1, LONGEST_PX / Math.max(whole.width, whole.height));
  const canvas = document.createElement("canvas");
  for (;;) {
    canvas.width = Math.round(whole.width * scale);
    canvas.height = Math.round(whole.height * scale);
    canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      const jpeg = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
      if (jpeg.size <= MOST_BYTES) return jpeg;
    }
    scale *= 0.8;
  }
}

async function send(file) {
  place("choose").hidden = true;
  place("again").hidden = true;
  say(words.sending, false);
  let jpeg;
  try {
    jpeg = await smaller(file);
  } catch (error) {
    return fail(words.unreadable);
  }
  place("shown").src = URL.createObjectURL(jpeg);
  place("shown").hidden = false;
  try {
    const token = location.pathname.split("/").pop();
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const extra = new TextEncoder().encode(token);
    const parameters = { name: "AES-GCM", iv: nonce, additionalData: extra };
    const sealed = await crypto.subtle.encrypt(parameters, await keyOfAddress(), await jpeg.arrayBuffer());
    const answer = await fetch(location.pathname + "/picture", { method: "PUT", body: new Blob([nonce, sealed]) });
    if (answer.status === 404) return fail(words["lead.gone"], true);
    if (!answer.ok) return fail(words.failed);
  } catch (error) {
    return fail(words.failed);
  }
  say(words.sent, false);
  place("again").hidden = false;
}

function fail(text, forGood) {
  say(text, true);
  place("again").hidden = Boolean(forGood);
}

async function follow() {
  const answer = await fetch(location.pathname + "/case");
  if (!answer.ok) return fail(answer.status === 404 ? words["lead.gone"] : words.failed, true);
  const told = await answer.json();
  const list = place("steps");
  list.textContent = "";
  const lines = [words.number + " " + told.receipt_number];
  if (told.case_number) lines.push(words.case_number + " " + told.case_number);
  if (!told.complete) lines.push(words.incomplete);
  say(lines.join("\n"), false);
  for (const step of told.steps) {
    const line = document.createElement("li");
    const named = step.state !== "accepted" || step.acceptance_doc_number;
    const label = (named && words["state." + step.state]) || words.unnamed;
    const number = step.acceptance_doc_number ? "（" + words.document + " " + step.acceptance_doc_number + "）" : "";
    const when = new Date(step.at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai" });
    line.textContent = label + number + "　" + when + (step.note ? "　" + step.note : "");
    list.append(line);
  }
  list.hidden = false;
  place("again").hidden = false;
}

if (kind === "picture") {
  if (!window.crypto || !crypto.subtle || location.hash.length < 40) {
    say(words.scan_again, true);
  } else {
    place("choose").hidden = false;
    place("picture").addEventListener("change", () => {
      if (place("picture").files.length) send(place("picture").files[0]);
    });
    place("again").addEventListener("click", () => {
      place("picture").value = "";
      place("shown").hidden = true;
      say("", false);
      place("again").hidden = true;
      place("choose").hidden = false;
    });
  }
} else if (kind === "follow") {
  place("again").textContent = words.look_again;
  place("again").addEventListener("click", follow);
  follow();
}
