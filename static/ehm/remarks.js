// Select words of the assessment, then 'Comment on this sentence': the words and their place are filled in for you.
// Without scripts, every section has its own box, and the words can be typed.

const form = document.querySelector("form[data-comments]");

class Selecting {
  constructor() {
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "govuk-button govuk-button--secondary ehm-small-button ehm-comment-on";
    this.button.textContent = "Comment on this sentence";
    this.button.addEventListener("mousedown", (event) => event.preventDefault()); // what is selected stays selected
    this.button.addEventListener("click", () => this.comment());
    document.addEventListener("selectionchange", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.selected(), 200);
    });
  }

  selected() {
    if (document.activeElement === this.button) return;
    const selection = document.getSelection();
    const words = selection.toString().trim();
    const answer = words && closest(selection.anchorNode);
    if (!answer || answer !== closest(selection.focusNode)) {
      this.button.remove();
      return;
    }
    this.words = words;
    this.answer = answer;
    answer.append(this.button);
  }

  comment() {
    const box = emptyBox(this.answer.closest("[data-section]"));
    field(box, "at").value = this.answer.dataset.address;
    field(box, "quote").value = this.words;
    box.closest("details").open = true;
    this.button.remove();
    const remark = field(box, "remark");
    remark.focus();
    remark.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function closest(node) {
  const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  return element?.closest("[data-address]");
}

function field(box, name) {
  return box.querySelector(`[name^="${name}_"]`);
}

// The first box of the section in which nothing is written yet, or one more.
function emptyBox(section) {
  const boxes = [...section.querySelectorAll("[data-comment]")];
  const empty = boxes.find((box) => !field(box, "quote").value.trim() && !field(box, "remark").value.trim());
  if (empty) return empty;
  const last = boxes.at(-1);
  const another = last.cloneNode(true);
  const numbers = [...form.querySelectorAll('[name^="remark_"]')].map((one) => Number(one.name.slice(7)));
  const next = Math.max(...numbers) + 1;
  for (const element of another.querySelectorAll("*")) {
    for (const name of ["id", "name", "for", "aria-describedby"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(/_\d+(?=$|-| )/g, `_${next}`));
    }
    if ("value" in element) element.value = "";
  }
  another.querySelectorAll(".govuk-error-message").forEach((one) => one.remove());
  last.after(another);
  return another;
}

if (form) new Selecting();
