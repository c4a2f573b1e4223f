// What is typed is saved to the server as it is typed (ehm/drafts.py). Nothing is kept in the browser.
//
// Each save names the revision that it builds upon. A save that cannot be made is tried again, slower each time, and
// the status line says so. Signing in again in another tab is enough: a fresh token is fetched, the page stays.

const PAUSE = 1500; // after the last key
const LONGEST_WAIT = 3000; // while typing goes on
const KEEPALIVE_LIMIT = 60_000; // bytes that a browser still sends for a page that is closing
const TRY_AGAIN = [2000, 4000, 8000, 15000, 30000];

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-draft-status]");
    this.more = form.querySelector("[data-draft-more]");
    this.base = Number(form.dataset.draftRevision);
    this.revision = this.base;
    this.window = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.saved = this.typed();
    this.untouched = "draftPutBack" in form.dataset ? null : this.saved;
    this.failures = 0;
    this.isSending = false;
    this.isSent = false;
    this.say("What you type is saved as you go.");
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => this.submitted());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
      else if (this.failures) this.save();
    });
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("online", () => this.save());
    window.addEventListener("pageshow", (event) => { if (event.persisted && this.isSent) location.reload(); });
  }

  typed() {
    const values = {};
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") (values[name] ??= []).push(value);
    }
    return JSON.stringify(values);
  }

  say(text, state = "saved") {
    if (!this.status) return;
    this.status.dataset.state = state;
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  changed() {
    if (this.isSent || this.isStopped) return;
    this.since ??= Date.now();
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(PAUSE, this.since + LONGEST_WAIT - Date.now()));
    this.timer = setTimeout(() => this.save(), wait);
  }

  // The form itself is on its way: a save that arrived after it would bring the draft back.
  submitted() {
    this.isSent = true;
    clearTimeout(this.timer);
    if (!this.form.elements.draft_window) {
      this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "draft_window" }));
    }
    this.form.elements.draft_window.value = this.window;
    setTimeout(() => { this.isSent = false; this.changed(); }, 20_000); // still here: it did not arrive
  }

  leave() {
    if (!this.isSent && !this.isStopped && this.typed() !== this.saved) this.save({ keepalive: true });
  }

  async save({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.isSent || this.isStopped || (this.isSending && !keepalive)) return;
    const typed = this.typed();
    if (typed === this.saved && !this.failures) { this.since = undefined; return; }
    this.isSending = true;
    this.revision += 1;
    const body = JSON.stringify({
      values: typed === this.untouched ? {} : JSON.parse(typed), base: this.base, revision: this.revision, window: this.window,
      written_by: this.form.elements.written_by?.value,
    });
    let answer;
    try {
      answer = await this.post(body, keepalive);
    } catch {
      answer = { ok: false, why: "unreachable" };
    }
    this.isSending = false;
    if (answer.ok) this.kept(typed, answer);
    else this.refused(answer);
  }

  async post(body, keepalive) {
    const response = await fetch(this.form.dataset.draft, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value,
      },
      body,
      keepalive: keepalive && body.length < KEEPALIVE_LIMIT,
      redirect: "manual",
      signal: AbortSignal.timeout?.(10_000),
    });
    if (response.type === "opaqueredirect") return { ok: false, why: "signed_out" };
    const said = await response.json().catch(() => ({}));
    return { why: "unreachable", ...said, ok: response.ok };
  }

  kept(typed, answer) {
    this.saved = typed;
    this.base = this.revision = Math.max(this.revision, answer.revision);
    this.failures = 0;
    this.since = undefined;
    this.more?.replaceChildren();
    this.say(`Saved ${answer.at}`);
    if (this.typed() !== typed) this.changed();
  }

  async refused(answer) {
    this.failures += 1;
    if (answer.why === "two_windows") { this.showBoth(answer); return; }
    if (answer.why === "token" || answer.why === "signed_out") {
      if (await this.freshToken()) { this.save(); return; }
    } else if (answer.why === "ended") {
      this.say("Not saved: this page was open for too long. Your text stays here: confirm your e-mail address in a new tab, then come back. ", "not-saved");
      this.addLink(this.form.dataset.draftAgain, "Confirm it in a new tab");
    } else if (answer.why === "somebody_else") {
      this.say("Not saved: somebody else is signed in here now. Copy what you need before you leave this page.", "not-saved");
    } else if (answer.why === "too_much") {
      this.say("Not saved: this is too long to keep. Shorten it, or send it now.", "not-saved");
    } else {
      this.say("Not saved yet: no connection. Keep this page open, we keep trying.", "not-saved");
    }
    this.tryAgain();
  }

  tryAgain() {
    const wait = TRY_AGAIN[Math.min(this.failures - 1, TRY_AGAIN.length - 1)];
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // True when the same person is signed in (again) and the page can go on with a new token.
  async freshToken() {
    let answer = {};
    try {
      const response = await fetch("/drafts/token/", {
        headers: { "X-Written-By": this.form.elements.written_by?.value ?? "" },
        cache: "no-store", redirect: "manual", signal: AbortSignal.timeout?.(10_000),
      });
      answer = response.ok ? await response.json() : {};
    } catch { /* no connection: said below */ }
    if (answer.same_person) {
      for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = answer.token;
      return this.failures < 3;
    }
    if (answer.signed_in) this.say("Not saved: somebody else is signed in here now. Sign in as yourself to go on.", "not-saved");
    else this.askToSignIn();
    return false;
  }

  askToSignIn() {
    this.say("You were signed out. Your text stays here: sign in in a new tab, then come back. ", "not-saved");
    this.addLink("/sign-in/", "Sign in in a new tab");
  }

  addLink(href, textContent) {
    this.status?.append(Object.assign(document.createElement("a"), { href, textContent, target: "_blank", rel: "noopener", className: "govuk-link" }));
  }

  // Another window has written the same form: show its text, and let the person choose.
  showBoth(answer) {
    this.isStopped = true;
    this.say(`You are writing this in another window too: it saved ${answer.moment}. Nothing here is saved until you choose.`, "not-saved");
    if (!this.more) return;
    const details = document.createElement("details");
    details.className = "govuk-details";
    const summary = document.createElement("summary");
    summary.className = "govuk-details__summary";
    summary.append(Object.assign(document.createElement("span"), {
      className: "govuk-details__summary-text", textContent: "What the other window has",
    }));
    const text = document.createElement("div");
    text.className = "govuk-details__text";
    for (const [name, typed] of Object.entries(answer.values)) {
      const field = this.form.elements[name];
      if (field?.tagName !== "TEXTAREA" || !typed[0]) continue;
      text.append(
        Object.assign(document.createElement("p"), { className: "govuk-body-s ehm-quiet", textContent: field.labels[0]?.textContent ?? "" }),
        Object.assign(document.createElement("p"), { className: "govuk-body", textContent: typed[0] }),
      );
    }
    if (!text.childElementCount) text.textContent = "No text: it was sent or thrown away there.";
    details.append(summary, text);
    const choose = (words, action) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "govuk-button govuk-button--secondary", textContent: words });
      button.addEventListener("click", action);
      return button;
    };
    this.more.replaceChildren(
      details,
      choose("Keep what is on this page", () => {
        this.base = answer.revision;
        this.revision = answer.revision;
        this.isStopped = false;
        this.more.replaceChildren();
        this.save();
      }),
      " ",
      choose("Take what the other window has", () => { this.isSent = true; location.reload(); }),
    );
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);
