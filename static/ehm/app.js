import { initAll } from "../vendor/govuk-frontend.min.js";

// MOJ's parts and the autocomplete are fetched only by the pages that have them.
async function initMoj(scope) {
  const started = (el) => [...el.attributes].some((attribute) => attribute.name.endsWith("-init"));
  const parts = [...scope.querySelectorAll('[data-module^="moj-"]')].filter((el) => !started(el));
  if (!parts.length) return;
  const moj = await import("../vendor/moj-frontend.min.js");
  moj.initAll({ scope });
}

async function initAutocomplete(scope) {
  const selects = [...scope.querySelectorAll("select[data-autocomplete]")];
  if (!selects.length) return;
  await import("../vendor/accessible-autocomplete.min.js");
  for (const selectElement of selects) {
    selectElement.removeAttribute("data-autocomplete");
    window.accessibleAutocomplete.enhanceSelectElement({
      selectElement, showAllValues: true, autoselect: false, confirmOnBlur: false, defaultValue: "",
    });
  }
}

async function init(scope) {
  initAll({ scope });
  await Promise.all([initMoj(scope), initAutocomplete(scope)]);
}

// A swap starts the parts inside what came in, and nothing else again: htmx 2 names each new element, htmx 4 the target.
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) init(event.detail.elt);
});
document.addEventListener("htmx:after:swap", (event) => init(event.detail?.ctx?.target || event.target));

const token = document.querySelector('meta[name="csrf-token"]')?.content;
for (const name of ["htmx:configRequest", "htmx:config:request"]) {
  document.addEventListener(name, (event) => {
    const headers = event.detail?.headers || event.detail?.ctx?.request?.headers;
    if (headers && token) headers["X-CSRFToken"] = token;
  });
}

init(document).finally(() => { document.documentElement.dataset.ready = "1"; });
